"""How columns are read: as the job declares, else as their own values tell, else as is usual."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.model.tables import SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages.standardize import names
from tests.builders import put
from tests.stages.standardize.conftest import Desk, job_of

FEW = settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])

USUAL = names.USUAL.code
LATIN_FAMILY_FIRST = names.Habit(latin="family_first").code

GIVEN = [
    *("John", "Mary", "James", "Linda", "Robert", "Susan", "Michael", "Karen"),
    *("William", "Nancy", "Thomas", "Betty", "Charles", "Helen", "Daniel", "Emily"),
]
FAMILY = ["Smith", "Johnson", "Williams", "Miller"]

FAMILY_FIRST = [f"{family} {given}" for family in FAMILY for given in GIVEN]
GIVEN_FIRST = [f"{given} {family}" for family in FAMILY for given in GIVEN]
OPEN = ["Osei Kwame", "Nakamura Hiro"]
"""Names whose words tell nothing."""

Columns = Mapping[str, list[str]]


def _say(desk: Desk, attribute: str, columns: Columns, random: Random | None = None) -> None:
    """Each source says its values, one a record."""
    rows = [(source, raw) for source, values in columns.items() for raw in values]
    if random:
        random.shuffle(rows)
    records = [(number, source, f"r{number}") for number, (source, _) in enumerate(rows)]
    put(desk.warehouse, SOURCE_RECORD, records)
    put(desk.warehouse, SOURCE_VALUE, [(number, attribute, 0, raw) for number, (_, raw) in enumerate(rows)])


def _readings(desk: Desk, attribute: str) -> dict[str, str]:
    query = "select source, reading from column_reading where attribute = ? and telling > 0"
    return {str(source): str(reading) for source, reading in desk.warehouse.rows(query, [attribute])}


def _values(desk: Desk, attribute: str) -> dict[tuple[str, str], str | None]:
    query = "select source, raw, value from claim join source_record using (record_id) where attribute = ?"
    rows = desk.warehouse.rows(query, [attribute])
    return {(str(source), str(raw)): None if value is None else str(value) for source, raw, value in rows}


def test_each_source_keeps_its_own_order_of_words(desk: Desk) -> None:
    _say(desk, "full_name", {"crm": FAMILY_FIRST + OPEN, "web": GIVEN_FIRST + OPEN})
    report = desk.run()
    found = _values(desk, "full_name")
    assert found["crm", "Osei Kwame"] == "Kwame Osei"
    assert found["web", "Osei Kwame"] == "Osei Kwame"
    assert "crm.full_name: family name first in 100 % of the tell-tale values in Latin letters" in report.notes
    assert not any(note.startswith("web.full_name") for note in report.notes)


def test_words_that_tell_outweigh_what_was_learnt(desk: Desk) -> None:
    _say(desk, "full_name", {"crm": [*FAMILY_FIRST, "Robert Miller", "Miller Robert"]})
    desk.run()
    found = _values(desk, "full_name")
    assert found["crm", "Robert Miller"] == found["crm", "Miller Robert"] == "Robert Miller"


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(FAMILY_FIRST[: len(GIVEN)], id="too few tell"),
        pytest.param([*FAMILY_FIRST, *GIVEN_FIRST], id="at odds"),
        pytest.param(OPEN, id="nothing tells"),
    ],
)
def test_without_clear_evidence_the_usual_order_holds(desk: Desk, values: list[str]) -> None:
    _say(desk, "full_name", {"crm": values})
    assert desk.run().notes == ()
    assert desk.warehouse.rows("select distinct reading, origin from column_reading where attribute = 'full_name'") == [
        (USUAL, "usual")
    ]


def test_one_alphabet_says_nothing_of_the_other(desk: Desk) -> None:
    """Russian forms ask for the family name first, which says nothing of a foreigner who fills them in."""
    russian = [f"{family} {given}" for family in ("Иванов", "Петров", "Сидоров") for given in _RUSSIAN_GIVEN]
    _say(desk, "full_name", {"crm": [*russian, *OPEN]})
    desk.run()
    assert _values(desk, "full_name")["crm", "Osei Kwame"] == "Osei Kwame"
    assert _readings(desk, "full_name") == {"crm": USUAL}


_RUSSIAN_GIVEN = ("Иван", "Пётр", "Сергей", "Анна", "Мария", "Ольга", "Андрей", "Алексей")


def test_what_the_job_declares_is_not_asked_of_the_values(desk: Desk) -> None:
    _say(desk, "full_name", {"crm": [*GIVEN_FIRST, *OPEN]})
    desk.run(job_of(columns={"full_name": {"column": "fio", "order": "family_first"}}))
    assert _values(desk, "full_name")["crm", "Osei Kwame"] == "Kwame Osei"
    query = "select reading, origin from column_reading where attribute = 'full_name' and source = 'crm'"
    assert desk.warehouse.rows(query) == [("family_first", "declared")]


def test_each_source_writes_dates_its_own_way(desk: Desk) -> None:
    _say(desk, "birth_date", {"crm": ["25.12.1979", "03.04.1980"], "app": ["12/25/1979", "03/04/1980"]})
    report = desk.run()
    found = _values(desk, "birth_date")
    assert (found["crm", "03.04.1980"], found["app", "03/04/1980"]) == ("1980-04-03", "1980-03-04")
    assert report.notes == ("app.birth_date: month first in 100 % of the tell-tale values",)


def test_one_text_means_what_each_source_means_by_it(desk: Desk) -> None:
    _say(desk, "birth_date", {"crm": ["25.12.1979", "03/04/1980"], "app": ["12/25/1979", "03/04/1980"]})
    desk.run()
    found = _values(desk, "birth_date")
    assert (found["crm", "03/04/1980"], found["app", "03/04/1980"]) == ("1980-04-03", "1980-03-04")
    keys = "select source, birth_date from standard_record join source_value using (record_id) where raw = '03/04/1980'"
    assert sorted(desk.warehouse.rows(keys)) == [("app", "1980-03-04"), ("crm", "1980-04-03")]


def test_a_column_may_hold_the_numbers_of_another_country(desk: Desk) -> None:
    _say(desk, "phone", {"crm": ["07911 123456"], "web": ["07911 123456"]})
    desk.run(job_of(columns={"phone": {"column": "msisdn", "region": "GB"}}))
    found = _values(desk, "phone")
    assert (found["crm", "07911 123456"], found["web", "07911 123456"]) == ("+447911123456", "07911123456")


def test_what_a_column_has_told_is_kept_until_the_run_is_told_to_learn_again(desk: Desk) -> None:
    _say(desk, "full_name", {"crm": [*FAMILY_FIRST, *OPEN]})
    desk.run()
    learnt = desk.warehouse.rows("select * from column_reading order by all")
    _say(desk, "full_name", {"crm": [*GIVEN_FIRST, *OPEN]})
    assert desk.run().notes == ()
    assert desk.warehouse.rows("select * from column_reading order by all") == learnt
    assert _values(desk, "full_name")["crm", "Osei Kwame"] == "Kwame Osei"
    desk.run(retrain=True)
    assert _values(desk, "full_name")["crm", "Osei Kwame"] == "Osei Kwame"


def test_a_column_that_told_nothing_is_asked_again(desk: Desk) -> None:
    _say(desk, "full_name", {"crm": OPEN, "web": GIVEN_FIRST})
    desk.run()
    _say(desk, "full_name", {"crm": [*FAMILY_FIRST, *OPEN], "web": FAMILY_FIRST})
    desk.run()
    assert _readings(desk, "full_name") == {"crm": LATIN_FAMILY_FIRST, "web": USUAL}


def test_what_was_learnt_is_learnt_anew_where_the_job_says_other_things_of_the_column(desk: Desk) -> None:
    _say(desk, "full_name", {"crm": [*FAMILY_FIRST, *OPEN]})
    desk.run()
    _say(desk, "full_name", {"crm": [*GIVEN_FIRST, *OPEN]})
    desk.run(job_of(phone={"limit": 3}))
    assert _readings(desk, "full_name") == {"crm": LATIN_FAMILY_FIRST}
    desk.run(job_of(columns={"full_name": "another_column"}))
    assert _readings(desk, "full_name") == {"crm": USUAL}


def test_a_reading_learnt_anew_forgets_what_the_old_one_made(desk: Desk) -> None:
    _say(desk, "full_name", {"crm": [*FAMILY_FIRST, *OPEN]})
    desk.run()
    _say(desk, "full_name", {"crm": [*GIVEN_FIRST, *OPEN]})
    desk.run(retrain=True)
    assert _values(desk, "full_name")["crm", "Osei Kwame"] == "Osei Kwame"
    _say(desk, "full_name", {"crm": [*FAMILY_FIRST, *OPEN]})
    assert desk.run(retrain=True).facts["values_cleaned"] == 0
    assert _values(desk, "full_name")["crm", "Osei Kwame"] == "Kwame Osei"


def test_steps_of_the_job_come_before_learning(desk: Desk) -> None:
    _say(desk, "birth_date", {"crm": ["born 12/25/1979", "born 03/04/1980"]})
    desk.run(job_of(birth_date={"clean": [{"regex": "^born ", "replace": ""}]}))
    assert _values(desk, "birth_date")["crm", "born 03/04/1980"] == "1980-03-04"


columns_of_names = st.fixed_dictionaries(
    {
        source: st.lists(st.sampled_from([*FAMILY_FIRST, *GIVEN_FIRST, *OPEN]), unique=True, max_size=60)
        for source in ("app", "crm", "web")
    }
)


@FEW
@given(columns_of_names)
def test_what_a_column_tells_does_not_depend_on_other_sources(desk: Desk, columns: Columns) -> None:
    _say(desk, "full_name", columns)
    desk.run(retrain=True)
    together = _readings(desk, "full_name")
    alone: dict[str, str] = {}
    for source, values in columns.items():
        _say(desk, "full_name", {source: values})
        desk.run(retrain=True)
        alone |= _readings(desk, "full_name")
    assert alone == together


@FEW
@given(columns_of_names, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_reading_and_no_value(desk: Desk, columns: Columns, random: Random) -> None:
    _say(desk, "full_name", columns)
    desk.run(retrain=True)
    straight = (_readings(desk, "full_name"), _values(desk, "full_name"))
    _say(desk, "full_name", columns, random)
    desk.run(retrain=True)
    assert (_readings(desk, "full_name"), _values(desk, "full_name")) == straight
