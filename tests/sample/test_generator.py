"""The tables that `generate` draws."""

from collections.abc import Iterator
from dataclasses import fields

import networkx as nx
import numpy as np
import phonenumbers
import polars as pl
import pytest
from stdnum.ru import inn

from golden_record.sample import SampleData, generate
from golden_record.sample.contacts import OFFICE_PHONES
from golden_record.sample.tables import KEYS

SOURCES = ("crm", "pos", "app", "web")
PLACEHOLDERS = ("+70000000000", "test@test.ru", "test@example.com", "нет", "-", "01.01.1900", "1900-01-01")


def _sources(data: SampleData) -> dict[str, pl.DataFrame]:
    return {name: getattr(data, name) for name in SOURCES}


def _differing(one: SampleData, other: SampleData) -> set[str]:
    names = [field.name for field in fields(SampleData)]
    return {name for name in names if not getattr(one, name).equals(getattr(other, name))}


def test_the_same_seed_draws_the_same_tables() -> None:
    assert _differing(generate(5_000, seed=7), generate(5_000, seed=7)) == set()


def test_another_seed_draws_other_tables() -> None:
    assert _differing(generate(1_000, seed=7), generate(1_000, seed=8)) == {field.name for field in fields(SampleData)}


@pytest.mark.parametrize("records", [100, 1_234, 5_000, 20_000])
def test_the_sources_hold_exactly_the_records_asked_for(records: int) -> None:
    data = generate(records)
    assert sum(len(table) for table in _sources(data).values()) == records
    assert len(data.truth) == records
    assert len(data.receipts) == 3 * records


def test_too_few_records_are_refused() -> None:
    with pytest.raises(ValueError, match="records: 99 is too few"):
        generate(99)


def test_keys_are_unique(sample: SampleData) -> None:
    for key, table in zip(KEYS, _sources(sample).values(), strict=True):
        assert table[key].is_unique().all()
    assert sample.receipts["receipt_id"].is_unique().all()


def test_the_truth_covers_every_record_once(sample: SampleData) -> None:
    keys = zip(SOURCES, KEYS, strict=True)
    records = {(source, record) for source, key in keys for record in getattr(sample, source)[key]}
    covered = list(sample.truth.select("source", "source_id").iter_rows())
    assert len(covered) == len(records)
    assert set(covered) == records


def test_people_have_one_to_twelve_records_and_one_household(sample: SampleData) -> None:
    people = sample.truth.group_by("person_id").agg(pl.len(), pl.col("household_id").n_unique().alias("homes"))
    assert len(people) == 6_000
    assert (people["len"].min(), people["len"].max()) == (1, 12)
    assert people["homes"].max() == 1


def test_neighbouring_keys_say_nothing_about_people(sample: SampleData) -> None:
    people = sample.truth.filter(pl.col("source") == "crm").sort("source_id")["household_id"]
    assert (people == people.shift(1)).mean() < 0.01  # type: ignore[operator]  # a mean of booleans is a number


def test_frequent_surnames_are_as_frequent_as_in_life(sample: SampleData) -> None:
    families = sample.crm["fio"].str.split(" ").list.first().str.to_titlecase()
    shares = families.value_counts(normalize=True, sort=True)
    assert 0.004 < shares["proportion"][0] < 0.03
    assert len(shares) > 700


def test_tax_numbers_have_right_check_digits_and_belong_to_one_person(sample: SampleData) -> None:
    filled = sample.crm.filter(pl.col("tax_id").is_not_null())
    assert all(len(number) == 12 and inn.is_valid(number) for number in filled["tax_id"])
    owners = filled.join(sample.truth, left_on="customer_id", right_on="source_id")
    assert owners.group_by("tax_id").agg(pl.col("person_id").n_unique())["person_id"].max() == 1
    russian = sample.crm["fio"].str.contains(r"[А-Яа-я]{3}").sum()
    assert 0.2 < len(filled) / russian < 0.32


def _phones(data: SampleData) -> Iterator[str]:
    for table, column in ((data.crm, "mobile"), (data.crm, "home_phone"), (data.pos, "phone"), (data.web, "phone")):
        yield from table[column].drop_nulls()
    yield from data.app["msisdn"].drop_nulls()


def _is_valid(phone: str) -> bool:
    region = "GB" if phone.startswith("0") else "RU"
    return phonenumbers.is_valid_number(phonenumbers.parse(phone, region))


def test_every_phone_but_the_placeholder_is_valid(sample: SampleData) -> None:
    phones = set(_phones(sample)) - {"+70000000000"}
    assert {phone for phone in sorted(phones)[::7] if not _is_valid(phone)} == set()


def test_british_phones_mostly_say_their_country(sample: SampleData) -> None:
    british = [phone for phone in _phones(sample) if phone.startswith(("07", "+44"))]
    assert len(british) > 5_000
    assert np.mean([phone.startswith("+44") for phone in british]) > 0.9


def test_the_application_knows_russians_by_latin_names(sample: SampleData) -> None:
    latin = sample.app["first_name"].str.contains(r"^[A-Za-z'`;\[\],.]+$")
    assert latin.mean() > 0.85  # type: ignore[operator]  # a mean of booleans is a number
    assert sample.app["email_confirmed"].mean() > 0.75  # type: ignore[operator]


def test_nothing_happens_after_the_samples_today(sample: SampleData) -> None:
    times = (sample.crm["modified_at"], sample.web["last_seen"], sample.consents["captured_at"])
    assert all(str(column.max()) < "2026-07-01" for column in times)
    assert str(sample.receipts["sold_at"].max()) < "2026-07-01"


def test_receipts_and_consents_refer_to_what_records_show(sample: SampleData) -> None:
    cards = set(sample.crm["loyalty_card"]) | set(sample.pos["card_no"])
    assert set(sample.receipts["card_no"]) <= cards
    emails = pl.concat([table["email"].str.to_lowercase() for table in (sample.crm, sample.app, sample.web)])
    by_email = sample.consents.filter(pl.col("channel") == "email")
    assert set(by_email["identifier"]) <= set(emails)
    assert set(sample.consents["status"]) == {"granted", "revoked"}


def _digits(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(r"\D", "").str.tail(10)


def _evidence(data: SampleData) -> Iterator[tuple[str, str, str]]:
    """Source, record and a value that tells its owner from strangers."""
    born = "dob:" + pl.col("dob")
    values: dict[str, list[pl.Expr]] = {
        "crm": [_digits("mobile"), pl.col("email").str.to_lowercase(), pl.col("loyalty_card"), pl.col("tax_id"), born],
        "pos": [_digits("phone"), pl.col("card_no"), "dob:" + pl.col("birth_date").dt.strftime("%d.%m.%Y")],
        "app": [
            _digits("msisdn"),
            pl.col("email").str.to_lowercase(),
            pl.col("device_id"),
            "dob:" + pl.col("birthday").str.to_date("%Y-%m-%d", strict=False).dt.strftime("%d.%m.%Y"),
        ],
        "web": [_digits("phone"), pl.col("email").str.to_lowercase(), pl.col("cookie_id")],
    }
    shared = {str(number)[-10:] for number in OFFICE_PHONES} | {"0000000000", "dob:01.01.1900", *PLACEHOLDERS}
    for (source, columns), key in zip(values.items(), KEYS, strict=True):
        table: pl.DataFrame = getattr(data, source)
        for column in columns:
            for record, value in table.select(key, value=column).drop_nulls().iter_rows():
                if value not in shared:
                    yield source, record, value


def test_every_record_can_be_connected_with_the_others_of_its_person(sample: SampleData) -> None:
    truth = {(source, record): person for source, record, person, *_ in sample.truth.iter_rows()}
    graph: nx.Graph[tuple[str, ...]] = nx.Graph()
    graph.add_nodes_from(("record", *record) for record in truth)
    for source, record, value in _evidence(sample):
        graph.add_edge(("record", source, record), ("value", truth[source, record], value))
    parts: dict[str, int] = {}
    for component in nx.connected_components(graph):
        source, record = next(node[1:] for node in component if node[0] == "record")
        parts[truth[source, record]] = parts.get(truth[source, record], 0) + 1
    assert {person for person, count in parts.items() if count > 1} == set()
