"""Whether a run asks all profiles, or those alone of which anything may be other than it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from golden_record.model.tables import PROFILE
from golden_record.stages.survive.ballot import Ballot
from golden_record.stages.survive.electorate import queries
from golden_record.warehouse import Warehouse, dropped

LARGEST_SHARE = 0.2
"""Share of profiles above which all are asked: taking rows out and putting others in costs more than writing them."""


@contextmanager
def some_asked(warehouse: Warehouse, ballot: Ballot, changed: frozenset[str] | None) -> Iterator[bool]:
    """Find out whom to ask, and whether they are few; if so their records and claims are there for the block."""
    if changed is None or ballot.asks_plugins:
        yield False
        return
    warehouse.execute(queries.asked_profiles(changed))
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
