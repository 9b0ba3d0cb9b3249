from __future__ import annotations

from golden_record.stages import standardize
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.readings.columns import Found, Place, Readings
from golden_record.stages.standardize.readings.queries import asked_values
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
    assert desk.warehouse.scalar(queries.cache_fingerprint("city")) is None
    desk.warehouse.execute(queries.new_cache("city", {"raw": "VARCHAR"}))
    desk.warehouse.execute(queries.mark_cache("city", "it's"))
    assert desk.warehouse.scalar(queries.cache_fingerprint("city")) == "it's"


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    types = {"raw": "VARCHAR", "ordinal": "INTEGER", "value": "VARCHAR"}
    statements = [
        queries.cache_fingerprint("city"),
        queries.new_cache("city", types),
        queries.mark_cache("city", "0123456789abcdef"),
        queries.unseen_values(Readings("city")),
        queries.unseen_values(MIXED),
        asked_values("birth_date", 10_000),
        queries.add_to_cache("city", "cleaned_frame", types),
        queries.repeated_attributes(["city", "phone"]),
        queries.draft_records({"birth_date": "birth_date", "phone": "phone"}, [MIXED, Readings("phone", "RU")], ()),
        queries.standard_records([], {}),
        queries.standard_records([MIXED, Readings("phone", "RU")], {"birth_date": "birth_date", "phone": "phone"}),
        queries.draft_dropped(),
        queries.add_claims(MIXED, several=False, crowded=False),
        queries.doubtful_columns(share=0.5, fewest=5),
        standardize.explain(job_of()),
    ]
    assert_golden("standardize", ";\n\n".join(statements))
