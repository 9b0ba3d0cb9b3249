"""Whether a run asks all profiles, or those alone of which anything may be other than it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import polars as pl

from golden_record.model.tables import PROFILE
from golden_record.stages.survive.ballot import Ballot
from golden_record.stages.survive.electorate import queries
from golden_record.warehouse import Warehouse, dropped

_PINNED = "pinned_profiles"

LARGEST_SHARE = 0.2
"""Share of profiles above which all are asked: taking rows out and putting others in costs more than writing them."""


@contextmanager
def some_asked(
    warehouse: Warehouse, ballot: Ballot, changed: frozenset[str] | None, pinned: Iterable[str]
) -> Iterator[bool]:
    """Find out whom to ask, and whether they are few; if so their records and claims are there for the block.

    `pinned` are profiles of which the pins do not stand as they did.
    """
    if changed is None or ballot.asks_plugins:
        yield False
        return
    warehouse.execute(queries.asked_profiles(changed))
    with warehouse.registered(_frame(pinned), _PINNED) as frame:
        warehouse.execute(queries.asked_too(frame))
    few = warehouse.count(queries.ASKED_PROFILE) <= LARGEST_SHARE * warehouse.count(PROFILE)
    for statement in queries.asked_alone() if few else ():
        warehouse.execute(statement)
    yield few
    for statement in (*queries.no_asked_alone(), dropped(queries.ASKED_PROFILE)):
        warehouse.execute(statement)


@contextmanager
def everyone_asked(warehouse: Warehouse) -> Iterator[None]:
    """For the block, the records and claims that are asked are all there are."""
    for statement in queries.everyone():
        warehouse.execute(statement)
    yield
    for statement in queries.no_everyone():
        warehouse.execute(statement)


def asked_among(warehouse: Warehouse, profiles: Iterable[str]) -> set[str]:
    """Those of some profiles that are among the few who are asked."""
    with warehouse.registered(_frame(profiles), _PINNED) as frame:
        return {str(profile) for (profile,) in warehouse.rows(queries.asked_among(frame))}


def _frame(profiles: Iterable[str]) -> pl.DataFrame:
    return pl.DataFrame({"profile_id": sorted(set(profiles))}, schema={"profile_id": pl.String})
