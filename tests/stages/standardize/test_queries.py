from __future__ import annotations

from golden_record.stages import standardize
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.changes import queries as change_queries
from golden_record.stages.standardize.evidence import queries as evidence_queries
from golden_record.stages.standardize.filling import queries as filling_queries
from golden_record.stages.standardize.readings import queries as reading_queries
from golden_record.stages.standardize.readings.columns import Found, Place, Readings
from golden_record.stages.standardize.records import queries as record_queries
from golden_record.stages.standardize.scope import TOUCHED, Scope
from golden_record.stages.standardize.sharing import queries as sharing_queries
from tests.golden_text import assert_golden
from tests.stages.standardize.conftest import Desk, job_of

MIXED = Readings(
    "birth_date", "dmy", ((Place("app", 0), Found("mdy", "learnt", 30, 30)), (Place("crm", 0), Found("dmy")))
)
"""An attribute whose columns read differently."""


def test_unseen_values_are_those_that_no_run_has_kept(desk: Desk) -> None:
    desk.say((1, "city", ["Омск", "Пермь"]), (2, "city", ["Омск"]), (2, "email", ["Омск"]))
    city = Readings("city")
    desk.warehouse.execute(queries.new_cache("city", {"raw": "VARCHAR", "reading": "VARCHAR"}))
    assert desk.warehouse.rows(queries.unseen_values(city)) == [("", "Омск"), ("", "Пермь")]
    desk.warehouse.execute("insert into cleaned__city values ('Омск', ''), ('Пермь', 'another')")
    assert desk.warehouse.rows(queries.unseen_values(city)) == [("", "Пермь")]


def test_a_cache_remembers_what_made_it(desk: Desk) -> None:
    assert desk.warehouse.rows(queries.marks_of(["cleaned__city", "cleaned__email"])) == []
    desk.warehouse.execute(queries.new_cache("city", {"raw": "VARCHAR"}))
    desk.warehouse.execute(queries.marked("cleaned__city", "it's"))
    assert desk.warehouse.rows(queries.marks_of(["cleaned__city", "cleaned__email"])) == [("cleaned__city", "it's")]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    types = {"raw": "VARCHAR", "ordinal": "INTEGER", "value": "VARCHAR"}
    judged = {"birth_date": "birth_date", "phone": "phone"}
    read = [MIXED, Readings("phone", "RU")]
    statements = [
        queries.marks_of(["cleaned__city"]),
        queries.new_cache("city", types),
        queries.marked("cleaned__city", "0123456789abcdef"),
        queries.new_cache("city", types, TOUCHED),
        queries.recalled("city", types),
        queries.unseen_values(Readings("city")),
        queries.unseen_values(MIXED, TOUCHED),
        reading_queries.asked_values("birth_date", 10_000),
        reading_queries.asked_values("birth_date", 10_000, [("crm", 0), ("app", 1)]),
        reading_queries.learnt_readings(),
        reading_queries.present_readings(),
        queries.add_to_cache("city", "cleaned_frame", types),
        queries.repeated_attributes(["city", "phone"]),
        queries.repeated_attributes(["city"], TOUCHED),
        record_queries.extent(),
        record_queries.drafted_records(judged, read, (), Scope(first=1, last=500)),
        record_queries.draft(apart=False),
        record_queries.draft_dropped(),
        record_queries.outside_crowds([], judged),
        record_queries.outside_crowds(read, judged),
        record_queries.uncrowded_dropped(judged),
        record_queries.withdrawn("claim"),
        queries.claims(MIXED, several=False, crowded=False),
        queries.doubtful_columns(share=0.5, fewest=5),
        evidence_queries.former_holders(judged),
        filling_queries.former_drafts(judged | {"city": "city"}),
        filling_queries.tallies_moved(judged | {"city": "city"}),
        evidence_queries.touched_keys(judged),
        evidence_queries.touched_holders(judged),
        evidence_queries.touched_evidence(judged),
        evidence_queries.evidence_withdrawn(),
        evidence_queries.junk_holders([MIXED], TOUCHED),
        evidence_queries.junk_withdrawn(),
        sharing_queries.default_attributes(),
        sharing_queries.shared_values(judged, [], TOUCHED),
        change_queries.changed_share(),
        change_queries.former_standing(),
        change_queries.moved_values(),
        change_queries.attributes_of(change_queries.MOVED),
        change_queries.crowd_holders(read[1], change_queries.MOVED),
        change_queries.known_holders(change_queries.MOVED),
        change_queries.unknown_attributes(change_queries.MOVED),
        change_queries.drafted_holders("phone", change_queries.MOVED),
        change_queries.touched_ids([change_queries.changed_records(), change_queries.no_records()]),
        change_queries.touched_records(),
        change_queries.touched_values(),
        change_queries.standard_changes([]),
        standardize.explain(job_of()),
    ]
    assert_golden("standardize", ";\n\n".join(statements))
