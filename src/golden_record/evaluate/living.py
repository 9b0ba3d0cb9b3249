"""Households against the truth: of the people who live together, how many pairs were put into one household."""

from __future__ import annotations

import polars as pl

from golden_record.evaluate.metrics import Pairs, pairwise


def people_living_together(groups: pl.DataFrame) -> Pairs:
    """Pairs of people who share a household, in the truth and as found.

    `groups` has one row per record: `truth` (the person), `household` (the person's in the truth), `found` (the
    profile) and `lives_in` (its household, or the profile itself). A person is found where most of its records are.
    Two people in one profile are a mistake of matching: they are no pair that a household has found.
    """
    people = groups.drop_nulls("household").group_by("truth").agg(map(_usual, ("household", "found", "lives_in")))
    together = pairwise(people.select(truth="household", found="lives_in"))
    merged = pairwise(people.select(truth="household", found="found"))
    return Pairs(together.true, together.found - merged.found, together.right - merged.right)


def _usual(column: str) -> pl.Expr:
    """The most frequent value, the first in order among several."""
    return pl.col(column).sort().mode(maintain_order=True).first()
