from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from golden_record.evaluate.living import people_living_together
from golden_record.evaluate.metrics import Pairs

Row = tuple[str, str | None, str, str]
"""Person, household in the truth, profile, household found."""


def _pairs(rows: Sequence[Row]) -> Pairs:
    names = ["truth", "household", "found", "lives_in"]
    return people_living_together(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"))


def test_pairs_of_people_are_counted_and_not_pairs_of_records() -> None:
    rows = [("anna", "H1", "a", "h-a")] * 3 + [("boris", "H1", "b", "h-a")] * 2 + [("clara", "H1", "c", "c")]
    assert _pairs(rows) == Pairs(true=3, found=1, right=1)


def test_a_household_of_strangers_is_wrong() -> None:
    assert _pairs([("anna", "H1", "a", "h-a"), ("boris", "H2", "b", "h-a")]) == Pairs(true=0, found=1, right=0)


def test_people_in_one_profile_are_no_find_of_a_household() -> None:
    rows = [("anna", "H1", "a", "h-a"), ("boris", "H1", "a", "h-a"), ("clara", "H1", "c", "h-a")]
    assert _pairs(rows) == Pairs(true=3, found=2, right=2)


def test_a_person_lives_where_most_of_its_records_are() -> None:
    rows = [
        ("anna", "H1", "a", "h-a"),
        ("anna", "H1", "x", "x"),
        ("anna", "H1", "a", "h-a"),
        ("boris", "H1", "b", "h-a"),
    ]
    assert _pairs(rows) == Pairs(true=1, found=1, right=1)


def test_who_has_no_household_in_the_truth_is_not_judged() -> None:
    assert _pairs([("anna", None, "a", "h-a"), ("boris", "H1", "b", "h-a")]) == Pairs(true=0, found=0, right=0)
