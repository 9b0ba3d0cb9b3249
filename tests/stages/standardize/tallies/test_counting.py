"""Counts that are moved by what some records said and say are those of a count of everything."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.model.tables import CLAIM, SOURCE_RECORD, STANDARD_RECORD
from golden_record.model.tallies import FIELD_TALLY, VALUE_SPREAD, VALUE_TALLY
from golden_record.stages.standardize.changes import queries as change_queries
from golden_record.stages.standardize.scope import EVERYTHING, TOUCHED, Scope
from golden_record.stages.standardize.tallies import queries
from golden_record.stages.standardize.tallies.counting import (
    count_all,
    count_claims,
    count_once,
    note_claims,
    recurring,
)
from golden_record.warehouse import Warehouse
from golden_record.warehouse.connection import Row
from tests.builders import put
from tests.golden_text import assert_golden

Claim = tuple[str, str, str | None, str]
"""Attribute, raw value, key and quality."""

TYPES = {"city": "city", "email": "email"}
"""There are few cities, and many e-mail addresses."""

Records = Mapping[int, Sequence[Claim]]
"""What records say, by number; every third one is of another source."""

CLAIMS = st.builds(
    lambda attribute, raw, quality, keyless: (attribute, raw, None if keyless else raw.lower(), quality),
    st.sampled_from(["city", "email"]),
    st.sampled_from(["Omsk", "OMSK", "omsk", "Perm", "?"]),
    st.sampled_from(["good", "repaired", "suspicious", "placeholder", "invalid"]),
    st.booleans(),
)
RECORDS = st.dictionaries(st.integers(1, 9), st.lists(CLAIMS, max_size=3), max_size=9)


def _say(warehouse: Warehouse, records: Records) -> None:
    rows = []
    for record, claims in records.items():
        places = {"city": 0, "email": 0}
        for attribute, raw, key, quality in claims:
            rows.append((record, attribute, places[attribute], raw, None, key, quality))
            places[attribute] += 1
    put(warehouse, CLAIM, rows)


def _lay_out(warehouse: Warehouse, records: Records) -> None:
    named = [(record, "web" if record % 3 else "crm") for record in records]
    put(warehouse, SOURCE_RECORD, [(record, source, str(record)) for record, source in named])


def _first(warehouse: Warehouse, records: Records) -> None:
    _lay_out(warehouse, records)
    put(warehouse, STANDARD_RECORD, [(record, "web" if record % 3 else "crm") for record in records])
    _say(warehouse, records)


def _then(warehouse: Warehouse, before: Records, after: Records, scope: Scope = TOUCHED) -> None:
    """What a run does that touches the records of which anything is other."""
    _lay_out(warehouse, after)
    touched = {record for record in before.keys() | after.keys() if before.get(record) != after.get(record)}
    ids = " union all ".join([change_queries.no_records(), *(f"select {record}" for record in sorted(touched))])
    warehouse.execute(change_queries.touched_ids([ids]))
    warehouse.execute(change_queries.touched_records())
    note_claims(warehouse, TYPES)
    _say(warehouse, after)
    said = "select * from claim semi join touched_record using (record_id)"
    warehouse.execute(queries.present_claims([said], recurring(TYPES)))
    count_claims(warehouse, TYPES, scope)


def _counts(warehouse: Warehouse) -> list[list[Row]]:
    return [
        warehouse.rows(f"select * from {table.name} order by all") for table in (FIELD_TALLY, VALUE_SPREAD, VALUE_TALLY)
    ]


@settings(deadline=None, max_examples=60)
@given(worlds=st.lists(RECORDS, min_size=2, max_size=3))
def test_counts_that_are_moved_are_those_of_a_count_of_everything(worlds: Sequence[Records]) -> None:
    with Warehouse() as warehouse:
        _first(warehouse, worlds[0])
        count_all(warehouse, TYPES)
        for before, after in itertools.pairwise(worlds):
            put(warehouse, STANDARD_RECORD, [(record, "web" if record % 3 else "crm") for record in before])
            _then(warehouse, before, after)
        moved = _counts(warehouse)
        count_all(warehouse, TYPES)
        assert moved == _counts(warehouse)


CITY: dict[int, list[Claim]] = {
    1: [("city", "Omsk", "omsk", "good"), ("city", "OMSK", "omsk", "repaired")],
    3: [("city", "n/a", None, "bad")],
}


def test_values_are_counted_by_quality_and_by_how_often_they_occur() -> None:
    with Warehouse() as warehouse:
        _first(warehouse, CITY | {2: [("city", "Omsk?", None, "suspicious"), ("city", "-", None, "placeholder")]})
        count_all(warehouse, TYPES)
        tallies, spreads, values = _counts(warehouse)
        assert tallies == [("crm", "city", 1, 1, 0, 0, 0), ("web", "city", 2, 4, 2, 1, 1)]
        assert spreads == [("crm", "city", 1, 1), ("web", "city", 1, 2), ("web", "city", 2, 1)]
        assert ("web", "city", "omsk", 2) in values


def test_of_attributes_with_many_values_only_those_that_could_not_be_read_are_counted_one_by_one() -> None:
    with Warehouse() as warehouse:
        _first(warehouse, {1: [("email", "a@b.ru", "a@b.ru", "good"), ("email", "?", None, "invalid")]})
        count_all(warehouse, TYPES)
        assert _counts(warehouse)[2] == [("web", "email", "?", 1)]


def test_a_state_that_nobody_has_counted_is_counted_once() -> None:
    with Warehouse() as warehouse:
        _first(warehouse, CITY)
        _then(warehouse, CITY, {1: CITY[1]})
        assert _counts(warehouse)[:2] == [[("web", "city", 1, 2, 2, 0, 0)], [("web", "city", 2, 1)]]
        _say(warehouse, CITY)
        count_once(warehouse, TYPES)
        assert _counts(warehouse)[0] == [("web", "city", 1, 2, 2, 0, 0)]


def test_a_run_over_everything_counts_everything() -> None:
    with Warehouse() as warehouse:
        _first(warehouse, CITY)
        count_all(warehouse, TYPES)
        _then(warehouse, CITY, {1: CITY[1]}, EVERYTHING)
        assert _counts(warehouse)[:2] == [[("web", "city", 1, 2, 2, 0, 0)], [("web", "city", 2, 1)]]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.former_sources(),
        queries.former_claims(["city"]),
        queries.further_claims(["city"]),
        queries.present_claims(["select * from claim", "from claim"], []),
        queries.claims_added(),
        queries.tallies_moved(),
        queries.moved_mentions(),
        queries.moved_tallies(),
        queries.tallies_withdrawn(),
        queries.tallies_added(),
        queries.spreads_moved(["email"]),
    ]
    assert_golden("standardize_tallies", ";\n\n".join(statements))
