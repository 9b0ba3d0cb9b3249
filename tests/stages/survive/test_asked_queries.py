"""The SQL of runs that ask only those who changed, as it was reviewed."""

from __future__ import annotations

from golden_record.model.elections import SOURCE_AGREEMENT
from golden_record.stages.survive.accuracy.queries import agreements, kept_accuracies, told_truths
from golden_record.stages.survive.electorate import queries
from golden_record.stages.survive.fields import queries as field_queries
from golden_record.stages.survive.golden import queries as golden_queries
from golden_record.stages.survive.rules import attribute_rules
from tests.golden_text import assert_golden
from tests.stages.survive.conftest import job_of


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    rules = attribute_rules(job_of({"city": "city"}).config)
    statements = [
        kept_accuracies(),
        told_truths("truth_frame"),
        *(agreements(rule, judged=True) for rule in attribute_rules(job_of({"full_name": "person_name"}).config)),
        queries.asked_profiles({"sources", "standardize", "link", "cluster", "household"}),
        queries.asked_profiles({"household"}),
        queries.asked_too("pinned_profiles"),
        queries.asked_among("pinned_profiles"),
        *queries.asked_alone(),
        queries.declared("asked_agreement", SOURCE_AGREEMENT),
        queries.given_up("attribute_lineage"),
        queries.given_up("golden_profile", "golden_change"),
        queries.taken_over("attribute_lineage", "asked_lineage"),
        golden_queries.golden_draft(rules),
        golden_queries.golden_profiles(rules, "attribute_lineage", 1, 3),
        *golden_queries.draft_put_in_place(),
        golden_queries.golden_profiles(rules, "asked_lineage", former=golden_queries.FORMER_GOLDEN),
        golden_queries.former_golden(moved=False),
        golden_queries.former_golden(moved=True),
        golden_queries.homes_moved(),
        queries.everything(queries.ASKED_PROFILE),
        queries.golden_changes(golden_queries.ASKED_GOLDEN),
        field_queries.kept_share(),
        field_queries.field_agreements(field_queries.asked("asked_lineage"), ["email"]),
        field_queries.field_agreements(field_queries.everyone("attribute_lineage", "asked_lineage"), []),
        *queries.no_asked_alone(),
        *queries.no_everyone(),
    ]
    assert_golden("survive_asked", ";\n\n".join(statements))
