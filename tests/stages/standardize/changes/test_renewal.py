"""A run that does only what has changed leaves what a run that does everything would."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.model.changes import SOURCE_CHANGE
from golden_record.model.report import StageReport
from golden_record.model.tables import SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages.standardize import cleaning, stage
from golden_record.stages.standardize.sharing.limits import CROWD_GIVEN
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.stages.standardize.conftest import Desk, job_of

FEW = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])

AFTER_SOURCES = frozenset({"sources"})

PHONE, OFFICE = "+7 916 123-45-67", "+7 495 765-43-21"
SPIKE = "1980-01-01"

Record = Mapping[str, Sequence[str]]
"""What a record says, by attribute."""

People = Mapping[int, Record]
"""Records by number."""

GIVEN = [one + two for one in "BDGKLMNRSTVZ" for two in ("alo", "emi", "orin")]
FAMILY = [*("Badotak", "Corutak", "Dumitak", "Filitak", "Ganotak", "Holutak", "Jaritak", "Kepotak")]
FAMILY += ["Lunutak", "Motitak", "Niratak", "Pavotak", "Rusitak", "Selutak", "Tokitak", "Vinatak", "Wenatak"]


def _person(number: int, *, phones: Sequence[str] = (), born: Sequence[str] = (), email: str = "") -> Record:
    """A person with a name that few others have, a birth date of their own, and these values."""
    name = f"\x1fgiven={GIVEN[number % len(GIVEN)]}\x1ffamily={FAMILY[number % len(FAMILY)]}"
    return {
        "full_name": [name],
        "birth_date": [*born, f"{1930 + number % 60}-{number % 12 + 1:02}-{number % 27 + 2:02}"],
        "phone": [*phones, f"+7 903 555-{number:04}"],
        "email": [email] if email else [],
    }


@st.composite
def people(draw: st.DrawFn) -> Record:
    """Anybody: some hold the telephone of a crowd or a family, or the date that a form fills in."""
    return _person(
        draw(st.integers(0, 60)),
        phones=draw(st.lists(st.sampled_from([PHONE, OFFICE, f"{OFFICE}; {PHONE}", "0000", "junk"]), max_size=2)),
        born=draw(st.lists(st.sampled_from([SPIKE, "03/04/1980", "1980"]), max_size=1)),
        email=draw(st.sampled_from(["", "test@test.ru", "anna@firm.ru", "boris@firm.ru"])),
    )


@st.composite
def populations(draw: st.DrawFn) -> tuple[People, People]:
    """Records before and after a change of at most a fifth of them, near the line where a value becomes a crowd's."""
    crowd = draw(st.integers(CROWD_GIVEN - 6, CROWD_GIVEN + 6))
    before: dict[int, Record] = {
        number: _person(number, phones=[PHONE] if number < crowd else [], born=[SPIKE] if number < crowd else [])
        for number in range(70)
    }
    after = dict(before)
    for number in draw(st.sets(st.integers(0, 40), max_size=6)):
        after[number] = draw(people())
    for number in draw(st.sets(st.integers(0, 40), max_size=4)):
        del after[number]
    for number in draw(st.sets(st.integers(70, 90), max_size=3)):
        after[number] = draw(st.one_of(people(), st.just(_person(number, phones=[PHONE], born=[SPIKE]))))
    return before, after


def _hold(desk: Desk, records: People) -> None:
    put(desk.warehouse, SOURCE_RECORD, [(number, "crm" if number % 3 else "web", f"r{number}") for number in records])
    put(
        desk.warehouse,
        SOURCE_VALUE,
        [
            (number, attribute, position, raw)
            for number, record in records.items()
            for attribute, values in record.items()
            for position, raw in enumerate(values)
        ],
    )


def _change(desk: Desk, before: People, after: People) -> None:
    """The records after a change, and the list of what is other."""
    _hold(desk, after)
    gone = [(number, "gone") for number in before.keys() - after.keys()]
    new = [(number, "new") for number in after.keys() - before.keys()]
    both = before.keys() & after.keys()
    put(
        desk.warehouse,
        SOURCE_CHANGE,
        [*gone, *new, *((number, "changed") for number in both if before[number] != after[number])],
    )


def _rows(desk: Desk) -> dict[object, list[tuple[object, ...]]]:
    """What is said of each record: its claims, its comparable columns."""
    rows: dict[object, list[tuple[object, ...]]] = {}
    for table in ("claim", "standard_record"):
        for row in desk.warehouse.rows(f"select * from {table} order by all"):
            rows.setdefault(row[0], []).append(row)
    return rows


def _standing(desk: Desk) -> dict[object, object]:
    return {key: kind for key, kind in desk.warehouse.rows("select key, class from shared_value where key is not null")}


@pytest.fixture
def other_desk() -> Iterator[Desk]:
    with Warehouse() as warehouse:
        yield Desk(warehouse)


def _listed(desk: Desk) -> set[object]:
    return {number for (number,) in desk.warehouse.rows("select record_id from standard_change")}


def _renewed(desk: Desk, before: People, after: People) -> StageReport:
    """Run over the records, change them, and run again over what has changed."""
    _hold(desk, before)
    desk.run(retrain=True)
    _change(desk, before, after)
    return desk.run(changed=AFTER_SOURCES)


@FEW
@given(populations())
def test_a_run_over_what_has_changed_leaves_what_a_run_over_everything_does(
    desk: Desk, other_desk: Desk, population: tuple[People, People]
) -> None:
    before, after = population
    report = _renewed(desk, before, after)
    assert report.changed is not None
    _hold(other_desk, before)
    other_desk.run(retrain=True)
    _hold(other_desk, after)
    whole = other_desk.run()
    assert desk.tables() == other_desk.tables()
    assert (report.rows, report.notes) == (whole.rows, whole.notes)
    assert whole.changed is None


@FEW
@given(populations())
def test_every_record_of_which_anything_is_other_is_listed(desk: Desk, population: tuple[People, People]) -> None:
    before, after = population
    _hold(desk, before)
    desk.run(retrain=True)
    rows, standing = _rows(desk), _standing(desk)
    _change(desk, before, after)
    report = desk.run(changed=AFTER_SOURCES)
    present = _rows(desk)
    listed = _listed(desk)
    assert report.changed == len(listed)
    assert {number for number in rows.keys() | present.keys() if rows.get(number) != present.get(number)} <= listed
    moved = {key for key in standing.keys() | _standing(desk).keys() if standing.get(key) != _standing(desk).get(key)}
    held = desk.warehouse.rows("select record_id, unnest(phone || email) from crowd_record")
    held += desk.warehouse.rows("select record_id, unnest(phone || email) from standard_record")
    assert {number for number, key in held if key in moved} <= listed


@pytest.mark.parametrize(("before", "after"), [(CROWD_GIVEN - 1, CROWD_GIVEN), (CROWD_GIVEN, CROWD_GIVEN - 1)])
def test_one_record_may_make_or_unmake_a_crowd_and_touches_all_its_holders(desk: Desk, before: int, after: int) -> None:
    crowds = [
        {number: _person(number, phones=[PHONE] if number < size else []) for number in range(60)}
        for size in (before, after)
    ]
    report = _renewed(desk, *crowds)
    assert report.changed == CROWD_GIVEN
    assert _listed(desk) == set(range(CROWD_GIVEN))
    assert desk.standard("phone", 3) == (["+79035550003"] if after == CROWD_GIVEN else ["+79035550003", "+79161234567"])


def test_records_that_nothing_has_happened_to_are_left_alone(desk: Desk) -> None:
    before = {number: _person(number) for number in range(20)}
    report = _renewed(desk, before, before | {4: _person(4, email="anna@firm.ru")})
    assert (report.changed, report.facts["values_cleaned"]) == (1, 1)
    assert _listed(desk) == {4}


def test_values_are_kept_in_whatever_batches_they_are_cleaned(
    desk: Desk, other_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "_BATCH_MEANWHILE", 2)
    monkeypatch.setattr(cleaning, "_BATCH", 4)
    before = {number: _person(number) for number in range(60)}
    after = before | {number: _person(number + 100, email=f"{number}@firm.ru") for number in range(12)}
    report = _renewed(desk, before, after)
    assert report.changed is not None
    assert report.facts["values_cleaned"] > 12
    _hold(other_desk, after)
    other_desk.run(retrain=True)
    assert _rows(desk) == _rows(other_desk)


def test_an_interruption_does_not_wait_for_what_has_not_been_begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[cleaning.Batch] = []

    def slow(_: cleaning.Cleaning, batch: cleaning.Batch) -> None:
        begun.append(batch)
        time.sleep(0.2)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: _person(number) for number in range(60)}
    _hold(desk, before)
    desk.run()
    monkeypatch.setattr(cleaning, "_BATCH_MEANWHILE", 1)
    monkeypatch.setattr(cleaning.Cleaning, "cleaned", slow)
    monkeypatch.setattr(stage, "note_claims", interrupted)
    _change(desk, before, before | {number: _person(number + 100) for number in range(12)})
    with pytest.raises(KeyboardInterrupt):
        desk.run(changed=AFTER_SOURCES)
    assert len(begun) <= 2


def test_where_no_source_has_changed_nothing_does(desk: Desk) -> None:
    _hold(desk, {number: _person(number) for number in range(3)})
    counts = desk.run().rows
    report = desk.run(changed=frozenset())
    assert (report.changed, report.rows, _listed(desk)) == (0, counts, set())


def test_where_much_has_changed_everything_is_made_anew(desk: Desk) -> None:
    before = {number: _person(number) for number in range(10)}
    after = before | {number: _person(number + 20) for number in range(3)}
    assert _renewed(desk, before, after).changed is None
    assert _listed(desk) == set()


def test_a_column_that_tells_another_way_of_writing_makes_everything_anew(desk: Desk) -> None:
    before: People = {number: {"birth_date": ["03/04/1980"]} for number in range(1, 21)}
    report = _renewed(desk, before, {**before, 3: {"birth_date": ["12/25/1980"]}})
    assert report.changed is None
    assert [desk.standard("birth_date", number) for number in (5, 6)] == ["1980-04-03", "1980-03-04"]


def test_another_year_cleans_dates_again_and_everything_is_made_anew(desk: Desk) -> None:
    _hold(desk, {number: _person(number) for number in range(10)})
    desk.run()
    put(desk.warehouse, SOURCE_CHANGE, [(1, "changed")])
    desk.warehouse.execute("comment on table cleaned__birth_date is 'made in another year'")
    report = desk.run(changed=AFTER_SOURCES)
    assert report.changed is None
    assert report.facts["values_cleaned"] == 10


def test_a_run_that_learns_again_makes_everything_anew(desk: Desk) -> None:
    _hold(desk, {number: _person(number) for number in range(10)})
    desk.run(job_of())
    assert desk.run(changed=frozenset(), retrain=True).changed is None
