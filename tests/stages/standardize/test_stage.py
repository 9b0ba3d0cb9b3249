from __future__ import annotations

from datetime import datetime
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.model.run import RunContext
from golden_record.stages import standardize
from golden_record.warehouse import Warehouse
from tests.stages.standardize.conftest import STARTED_AT, TYPES, Desk, Said, job_of

SHARED_DATABASE = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])

RAW = {
    "full_name": ["Иванов Иван Иванович", "Anna Petrova", "  ", "тест"],
    "birth_date": ["01.02.1980", "1980-02-01", "31.02.1980", "nonsense"],
    "phone": ["+7 916 123-45-67", "8 916 123 45 67; 8 495 123 45 67", "00000", ""],
    "email": ["Anna@Example.org", "a@b", "boris@mail.ru, anna@gmail.com"],
    "city": ["г. Омск", "Omsk", "-"],
}


@st.composite
def said(draw: st.DrawFn) -> list[Said]:
    found: list[Said] = []
    for record in (1, 2, 3):
        for attribute in draw(st.sets(st.sampled_from(sorted(RAW)), max_size=3)):
            values = draw(st.lists(st.sampled_from(RAW[attribute]), min_size=1, max_size=3))
            found.append((record, attribute, values))
    return found


# --- claims and comparable records


@SHARED_DATABASE
@given(said())
def test_every_record_has_one_comparable_row_whatever_it_says(desk: Desk, said: list[Said]) -> None:
    desk.say(*said)
    desk.run()
    assert sorted(desk.warehouse.rows("select record_id, source from standard_record")) == [
        (n, "crm") for n in (1, 2, 3)
    ]


@SHARED_DATABASE
@given(said())
def test_positions_of_claims_are_dense(desk: Desk, said: list[Said]) -> None:
    desk.say(*said)
    desk.run()
    rows = desk.warehouse.rows("select list(position order by position) from claim group by record_id, attribute")
    for (positions,) in rows:
        assert isinstance(positions, list)
        assert positions == list(range(len(positions)))


@SHARED_DATABASE
@given(said())
def test_only_keys_that_were_claimed_are_compared(desk: Desk, said: list[Said]) -> None:
    desk.say(*said)
    desk.run()
    keys = set(desk.warehouse.rows("select record_id, attribute, key from claim where key is not null"))
    for attribute in TYPES:
        for record in (1, 2, 3):
            found = desk.standard(attribute, record)
            for key in found if isinstance(found, list) else [found] if found else []:
                assert (record, attribute, key) in keys


@SHARED_DATABASE
@given(said(), st.randoms(use_true_random=False), said())
def test_neither_the_order_of_rows_nor_earlier_runs_matter(
    desk: Desk, said: list[Said], random: Random, earlier: list[Said]
) -> None:
    desk.say(*said)
    desk.run(retrain=True)
    straight = desk.tables()
    desk.say(*earlier)
    desk.run()
    shuffled = list(said)
    random.shuffle(shuffled)
    desk.say(*shuffled, records=(3, 1, 2))
    desk.run(retrain=True)
    assert desk.tables() == straight


def test_lists_hold_each_key_once_and_in_order(desk: Desk) -> None:
    desk.say((1, "phone", ["8 916 999 45 67", "+7 495 123-45-67", "8 (495) 123-45-67"]))
    desk.run()
    assert desk.standard("phone") == ["+74951234567", "+79169994567"]


def test_of_several_values_the_best_is_compared_then_the_first(desk: Desk) -> None:
    desk.say((1, "birth_date", ["31.02.1980", "03.04.1980", "05.06.1980"]), (2, "city", ["-", "Пермь"]))
    desk.run(job_of(birth_date={"order": "dmy"}))
    assert desk.standard("birth_date") == "1980-04-03"
    assert desk.standard("city", 2) == "perm"


def test_a_cell_with_two_values_makes_two_claims(desk: Desk) -> None:
    desk.say((1, "phone", ["8 916 123 45 67; 8 495 123 45 67", "8 916 555 45 67"]))
    desk.run()
    assert desk.claims("position, key", "phone") == [(0, "+79161234567"), (1, "+74951234567"), (2, "+79165554567")]


def test_blank_cells_make_no_claim(desk: Desk) -> None:
    desk.say((1, "city", ["  ", "Омск"]))
    desk.run()
    assert desk.claims("position, value", "city") == [(0, "Омск")]


def test_placeholders_are_claims_without_value_or_key(desk: Desk) -> None:
    desk.say((1, "email", ["test@test.ru"]), (1, "full_name", ["тест"]))
    desk.run()
    for attribute in ("email", "full_name"):
        assert desk.claims("value, key, quality", attribute) == [(None, None, "placeholder")]
        assert desk.standard(attribute) is None


def test_parts_of_a_value_come_with_it(desk: Desk) -> None:
    desk.say((1, "full_name", ["Иванов Иван Петрович"]), (1, "birth_date", ["1980-02-01"]))
    desk.run()
    assert desk.standard("full_name__family") == "ivanov"
    assert desk.standard("full_name__given") == "ivan"
    assert desk.standard("birth_date__year") == 1980


def test_claims_keep_the_proof_and_the_time_of_their_source(desk: Desk) -> None:
    desk.say((1, "city", ["Омск"]))
    desk.warehouse.execute("update source_value set verified = true, observed_at = timestamp '2024-05-06'")
    desk.run()
    assert desk.claims("raw, verified, observed_at", "city") == [("Омск", True, datetime(2024, 5, 6))]


# --- what is kept from run to run


def test_a_second_run_cleans_nothing(desk: Desk) -> None:
    desk.say((1, "city", ["Омск"]), (2, "phone", ["8 916 123 45 67"]))
    assert desk.cleaned() == 2
    assert desk.cleaned() == 0


def test_only_new_values_are_cleaned(desk: Desk) -> None:
    desk.say((1, "city", ["Омск", "Пермь"]))
    desk.run()
    desk.say((1, "city", ["Омск", "Орёл"]), (2, "city", ["Орёл"]))
    assert desk.cleaned() == 1


@pytest.mark.parametrize(
    ("attribute", "raw", "options"),
    [
        pytest.param("phone", "2025550123", {"phone": {"region": "US"}}, id="another region"),
        pytest.param("birth_date", "03/04/1980", {"birth_date": {"order": "mdy"}}, id="another order of dates"),
        pytest.param("city", "Омск", {"ignore": {"city": ["омск"]}}, id="another value to ignore"),
    ],
)
def test_changed_options_clean_again(
    desk: Desk, attribute: str, raw: str, options: dict[str, dict[str, object]]
) -> None:
    desk.say((1, attribute, [raw]), (1, "email", ["a@example.net"]))
    desk.run(job_of(birth_date={"order": "dmy"}))
    before = desk.claims("value, quality", attribute)
    changed = job_of(**({"birth_date": {"order": "dmy"}} | options))  # type: ignore[arg-type]  # `ignore` beside options
    assert desk.cleaned(changed) == 1
    assert desk.claims("value, quality", attribute) != before


def test_the_order_of_ambiguous_dates_is_read_from_all_of_them(desk: Desk) -> None:
    """03/04 alone says nothing; 12/25 beside it does, and what was kept before must follow."""
    desk.say((2, "birth_date", ["03/04/1980"]))
    desk.run()
    assert desk.standard("birth_date", 2) == "1980-04-03"
    desk.say((1, "birth_date", ["12/25/1979"]), (2, "birth_date", ["03/04/1980"]))
    desk.run()
    assert desk.standard("birth_date", 2) == "1980-03-04"


def test_a_full_run_keeps_what_was_cleaned(desk: Desk) -> None:
    """The kept values depend on nothing but the raw ones and the cleaner: cleaning them again would change nothing."""
    desk.say((1, "city", ["Омск"]))
    desk.run()
    with desk.warehouse.transaction():
        report = standardize.run(desk.warehouse, job_of(), RunContext("full", STARTED_AT, full=True))
    assert report.facts["values_cleaned"] == 0


def test_values_survive_in_the_state_until_the_next_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("state") / "state.duckdb"
    with Warehouse(path) as warehouse:
        desk = Desk(warehouse)
        desk.say((1, "city", ["Омск"]))
        assert desk.cleaned() == 1
    with Warehouse(path) as warehouse:
        assert Desk(warehouse).cleaned() == 0


def test_no_records_make_empty_tables(desk: Desk) -> None:
    desk.say(records=())
    report = desk.run()
    assert dict(report.rows) == {"claim": 0, "standard_record": 0, "shared_value": 0}


def test_a_changed_option_changes_the_inputs_of_the_stage() -> None:
    assert standardize.inputs(job_of()) == standardize.inputs(job_of())
    assert standardize.inputs(job_of()) != standardize.inputs(job_of(phone={"region": "US"}))
    assert standardize.inputs(job_of()) != standardize.inputs(job_of(ignore={"phone": ["1"]}))


# --- values that were read wrongly


def test_a_column_of_which_half_is_of_no_use_is_told_of_without_its_values(desk: Desk) -> None:
    good, bad = ["+7 916 123-45-67", "+7 916 123-45-68", "+7 916 123-45-69"], ["735 1942", "736 1942", "737 1945"]
    desk.say((1, "phone", good), (2, "phone", bad))
    (note,) = desk.run().notes
    assert note.startswith("crm.phone: 50% of 6 values are suspicious or invalid")
    assert not any(number in note for number in good + bad)


@pytest.mark.parametrize(
    "bad", [["735 1942", "736 1942"], ["735 1942", "736 1942", "737 1945", "738 1946"]], ids=["few", "most"]
)
def test_a_column_is_not_told_of_for_some_slips_or_for_hardly_any_values(desk: Desk, bad: list[str]) -> None:
    good = ["+7 916 123-45-67", "+7 916 123-45-68", "+7 916 123-45-69", "+7 916 123-45-70", "+7 916 123-45-71"]
    desk.say((1, "phone", good if len(bad) > 2 else []), (2, "phone", bad))
    assert desk.run().notes == ()
