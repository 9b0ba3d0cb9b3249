from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.config.sources import ColumnMapping, PartsMapping
from golden_record.discover import profile_files, propose
from golden_record.discover.writing import job_text
from tests.discover.small import people, profiled, write_csv


def proposed(folder: Path, *paths: Path) -> Job:
    """The job proposed for files, written and loaded."""
    proposal = propose(profile_files([str(path) for path in paths], folder), "shop")
    target = folder / "job.yml"
    target.write_text(job_text(proposal), encoding="utf-8")
    return load_job(target, {})


def text_of(folder: Path) -> str:
    """The text of the job."""
    return (folder / "job.yml").read_text(encoding="utf-8")


def test_a_name_in_parts_and_roles_are_found(tmp_path: Path) -> None:
    job = proposed(tmp_path, people(tmp_path / "crm.csv"))
    source = job.config.sources["crm"]
    assert source.key == "id"
    assert source.trust == 90
    assert source.attributes == {
        "full_name": PartsMapping(given="firstname", family="surname"),
        "birth_date": "dob",
        "phone": "tel",
        "email": "mail",
    }
    assert job.config.attributes["phone"].region == "RU"
    assert job.config.attributes["birth_date"].order == "dmy"


def test_sources_in_two_languages_feed_the_same_attributes(tmp_path: Path) -> None:
    one = people(tmp_path / "crm.csv")
    two = people(tmp_path / "web.csv", "код,Фамилия,Имя,Дата рождения,Телефон,Эл. почта", "cp1251")
    job = proposed(tmp_path, one, two)
    crm, web = job.config.sources["crm"], job.config.sources["web"]
    assert crm.attributes.keys() == web.attributes.keys()
    assert (web.encoding, web.trust) == ("cp1251", 30)


def test_several_phones_are_a_list_and_a_proof_stands_beside_its_value(tmp_path: Path) -> None:
    rows = [f"{n},+7916123456{n},+7926123456{n},a{n}@example.org,{n % 2}" for n in range(8)]
    path = write_csv(tmp_path / "a.csv", "id,mobile,home_phone,email,email_verified", rows)
    attributes = proposed(tmp_path, path).config.sources["a"].attributes
    assert attributes["phone"] == ("mobile", "home_phone")
    assert attributes["email"] == ColumnMapping(column="email", verified="email_verified")


def test_an_address_is_made_of_its_parts_and_a_town_alone_is_a_town(tmp_path: Path) -> None:
    rows = [f"{n},a{n}@example.org,ул. Мира,{n + 1},Тверь {'абвгд'[n]},17000{n}" for n in range(5)]
    full = write_csv(tmp_path / "a.csv", "id,email,улица,дом,город,индекс", rows)
    town = write_csv(
        tmp_path / "b.csv", "id,email,город", [f"{n},b{n}@example.org,Город{'абвгд'[n]}" for n in range(5)]
    )
    job = proposed(tmp_path, full, town)
    assert job.config.sources["a"].attributes["address"] == PartsMapping(
        street="улица", house="дом", city="город", postcode="индекс"
    )
    assert job.config.sources["b"].attributes["city"] == "город"


def test_what_does_not_tell_people_apart_is_carried_and_not_compared(tmp_path: Path) -> None:
    rows = [f"{n},a{n}@example.org,{20 + n % 50},{n * 7.5},{'gold' if n % 2 else 'silver'}" for n in range(60)]
    job = proposed(tmp_path, write_csv(tmp_path / "a.csv", "id,email,age,amount,segment", rows))
    types = {name: (attribute.type, attribute.compare) for name, attribute in job.config.attributes.items()}
    assert types == {
        "email": ("email", True),
        "age": ("number", False),
        "amount": ("number", False),
        "segment": ("category", False),
    }


def test_columns_that_are_left_out_stand_in_comments_with_the_reason(tmp_path: Path) -> None:
    rows = [f"{n},a{n}@example.org,,shop" for n in range(5)]
    proposed(tmp_path, write_csv(tmp_path / "a.csv", "id,email,phone,origin", rows))
    text = text_of(tmp_path)
    assert "#   phone: the column is empty" in text
    assert "#   origin: says the same in every row" in text


def test_files_that_show_no_people_are_put_aside(tmp_path: Path) -> None:
    receipts = write_csv(tmp_path / "receipts.csv", "id,card_no,total", [f"r{n},27000{n},{n}.5" for n in range(9)])
    job = proposed(tmp_path, people(tmp_path / "crm.csv"), receipts)
    assert list(job.config.sources) == ["crm"]
    assert "receipts.csv: no name, contact or birth date" in text_of(tmp_path)


def test_blank_rows_make_no_doubles_of_a_sound_key(tmp_path: Path) -> None:
    rows = [f"k{number},Иван Петров,p{number % 3}@example.org" for number in range(6)]
    crm = write_csv(tmp_path / "crm.csv", "id,name,email", [*rows, ",,", ",,"])
    (source,) = propose(profile_files([str(crm)], tmp_path), "shop").sources
    assert (source.plan.key.column, source.plan.key.unique) == ("id", True)
    assert source.plan.key.why == "different wherever it is filled; rows without it are put aside: 2"
    assert "duplicates" not in job_text(propose(profile_files([str(crm)], tmp_path), "shop"))


def test_without_a_unique_column_the_nearest_is_the_key_and_doubles_are_allowed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "name,city", ["Анна,Тверь", "Анна,Псков", "Иван,Псков"])
    source = proposed(tmp_path, path).config.sources["a"]
    assert source.duplicates == "last"


def test_the_time_of_the_last_change_is_preferred_to_that_of_creation(tmp_path: Path) -> None:
    rows = [f"{n},a{n}@example.org,2020-01-0{n + 1} 10:00:00,2024-01-0{n + 1} 10:00:00" for n in range(5)]
    job = proposed(tmp_path, write_csv(tmp_path / "a.csv", "id,email,created_at,updated_at", rows))
    assert job.config.sources["a"].updated_at == "updated_at"
    assert job.config.attributes["created_at"].compare is False


def test_ids_that_files_share_under_different_names_are_one_attribute(tmp_path: Path) -> None:
    keys = [f"K{n * 7919 % 100_000:05}" for n in range(60)]
    clients = write_csv(tmp_path / "crm.csv", "client_no,email", [f"{key},{key}@example.org" for key in keys])
    visits = [f"v{n},x{n}@example.org,{keys[n % 40]}" for n in range(80)]
    job = proposed(tmp_path, clients, write_csv(tmp_path / "web.csv", "id,email,owner", visits))
    assert job.config.sources["crm"].attributes["client_no"] == "client_no"
    assert job.config.sources["web"].attributes["client_no"] == "owner"
    assert job.config.attributes["client_no"].compare


def test_numbers_of_rows_are_no_shared_ids(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "a.csv", "id,email", [f"{n},a{n}@example.org" for n in range(10_000, 10_060)])
    two = write_csv(tmp_path / "b.csv", "id,email", [f"{n},b{n}@example.org" for n in range(10_000, 10_060)])
    assert list(proposed(tmp_path, one, two).config.attributes) == ["email"]


def test_a_key_is_an_attribute_only_where_another_source_knows_it(tmp_path: Path) -> None:
    logins = ["vanya", "anya81", "petr_s", "olga1969"]
    one = write_csv(tmp_path / "app.csv", "username,email", [f"{login},{login}@example.org" for login in logins])
    assert list(proposed(tmp_path, one).config.attributes) == ["email"]
    two = write_csv(
        tmp_path / "web.csv", "id,login,email", [f"w{n},{login},w{n}@example.org" for n, login in enumerate(logins)]
    )
    alone = write_csv(tmp_path / "crm.csv", "loyalty_card,email", [f"27{n}0146,c{n}@example.org" for n in range(4)])
    config = proposed(tmp_path, one, two, alone).config
    assert config.sources["app"].attributes == {"username": "username", "email": "email"}
    assert config.sources["crm"].attributes == {"email": "email"}


def test_checked_numbers_give_rules_and_limits(tmp_path: Path) -> None:
    inns = ["500100732259", "526317984689", "500100732259"]
    path = write_csv(tmp_path / "a.csv", "id,ИНН,фио", [f"{n},{inn},Иван Петров" for n, inn in enumerate(inns)])
    config = proposed(tmp_path, path).config
    assert [rule.on for rule in config.match.rules] == [("tax_id",)]
    assert config.cluster.limits == {"tax_id": 1}


@pytest.mark.parametrize(
    "header", ["a: b", "#x", "${HOME}", "$$", "- y", "{a}", "да", "null", "12", "'", "a\tb", "\u2028z"]
)
def test_a_column_of_any_name_can_be_written(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'"{header}",email\n1,a@example.org\n2,b@example.org\n', encoding="utf-8")
    assert proposed(tmp_path, path).config.sources["a"].key == profiled(path).table.sample.columns[0]
