from __future__ import annotations

from golden_record.stages.household import queries
from golden_record.stages.household.extent import PART
from golden_record.stages.household.holdings import queries as holdings
from golden_record.stages.household.part import queries as part
from golden_record.stages.household.rules import households_of
from tests.golden_text import assert_golden
from tests.stages.household.conftest import job_with


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    asked = households_of(job_with({"on": [["address", "family_name"], ["phone"], ["town", "card"]]}).config)
    assert asked is not None
    statements = [
        part.touched({"standardize", "cluster"}),
        part.part_member(),
        part.part_claim(["address", "phone"]),
        part.part_record(["address", "town"]),
        part.new_places(holdings.places(asked.home, asked.town, PART)),
        part.touched_houses(),
        part.former_houses(),
        part.without_places(),
        part.rehomed(),
        holdings.homes(part.REHOMED),
        part.new_held(holdings.held_values(asked, PART)),
        part.without_held(),
        part.without_homes(asked),
        part.former_crowd(),
        part.no_crowd(),
        part.asked_values(asked, part.REHOMED),
        part.holders(),
        queries.crowd_traits(asked, part.HOLDER),
        part.stirred(),
        queries.evidence(asked, part.HOLDER),
        part.moved_values(),
        queries.ties(asked.max_profiles, part.NEW_TIES),
        part.reached(),
        part.former_ties(),
        part.lasting_ties(),
        part.without_former_ties(),
        part.settled(),
        part.former_members(),
        part.former_households(),
        part.moved_profiles(),
        part.differing_rows("household"),
        part.without_former("household", "household_id"),
        part.new_rows("household"),
        *part.no_part(),
    ]
    assert_golden("household_part", ";\n\n".join(statements))
