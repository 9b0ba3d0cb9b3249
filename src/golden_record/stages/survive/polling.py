"""Who holds which elections: all of them one after the other, or those of a few profiles in two lanes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain
from operator import itemgetter

import polars as pl

from golden_record.model.elections import ATTRIBUTE_CANDIDATE, ATTRIBUTE_LINEAGE, SOURCE_ACCURACY, SOURCE_AGREEMENT
from golden_record.stages.survive.accuracy import queries as accuracy_queries
from golden_record.stages.survive.ballot import Ballot, Results, last_statements, records
from golden_record.stages.survive.electorate import queries as electorate_queries
from golden_record.stages.survive.holding import Kept, Poll, hold
from golden_record.stages.survive.lanes import Lane, two_lanes
from golden_record.stages.survive.rules import in_order_of_election
from golden_record.stages.survive.standing.queries import RANKED_RECORD
from golden_record.warehouse import Warehouse, beside, dropped

log = logging.getLogger(__name__)

RESULT_TABLES = (ATTRIBUTE_LINEAGE, ATTRIBUTE_CANDIDATE, SOURCE_ACCURACY, SOURCE_AGREEMENT)

_LONG_TEXTS = frozenset({"profile_id", "value", "written", "runner_up", "source_id"})
"""Columns of results that are kept as they are, like those of claims: to compress them takes an eighth of the stage,
and halves these tables."""

ASKED_LINEAGE, ASKED_CANDIDATE, ASKED_AGREEMENT = "asked_lineage", "asked_candidate", "asked_agreement"
"""Temporary tables with the results of profiles that are asked alone."""

ASKED_RESULTS = {
    ASKED_LINEAGE: ATTRIBUTE_LINEAGE,
    ASKED_CANDIDATE: ATTRIBUTE_CANDIDATE,
    ASKED_AGREEMENT: SOURCE_AGREEMENT,
}
"""The tables whose place they take."""


def kept_accuracies(warehouse: Warehouse) -> Kept:
    """What the last run knew of the sources; nothing before the first."""
    if not warehouse.has(SOURCE_ACCURACY):
        return {}
    found: dict[str, dict[str, float]] = {}
    for attribute, source, accuracy in warehouse.rows(accuracy_queries.kept_accuracies()):
        found.setdefault(str(attribute), {})[str(source)] = float(str(accuracy))
    return found


def ask_everyone(
    warehouse: Warehouse, ballot: Ballot, day: datetime, kept: Kept, judged: Collection[str] = frozenset()
) -> None:
    """Fill lineage, candidates and accuracies anew; the views of everyone must be there."""
    started = time.perf_counter()
    # Declared before they are filled: of a table made from an empty query, a large insert may be lost.
    for table in RESULT_TABLES:
        warehouse.create_empty(table, plain=_LONG_TEXTS & set(table.column_names))
    poll = Poll(ballot, day, kept, judged, Results())
    warehouse.execute(records(ballot))
    hold(warehouse, poll, in_order_of_election(ballot.rules))
    _run(warehouse, last_statements(ballot))
    _note_accuracies(warehouse, poll.learned)
    rows = warehouse.count(ATTRIBUTE_LINEAGE)
    log.info("%s: %d rows in %.2f s", ATTRIBUTE_LINEAGE.name, rows, time.perf_counter() - started)


def ask_some(
    warehouse: Warehouse,
    ballot: Ballot,
    day: datetime,
    kept: Kept,
    judged: Collection[str],
    beforehand: Callable[[], None],
) -> bool:
    """Hold the elections of those in the tables of the asked, into temporary tables, and count their agreement.

    `beforehand` is further work that needs no results, done while others elect.
    Returns whether that is enough: where what the sources are believed has changed, everyone must be asked.
    """
    poll = Poll(ballot, day, kept, judged, Results(*ASKED_RESULTS), may_relearn=False)
    _declare(warehouse)
    warehouse.execute(accuracy_queries.former_patterns())
    warehouse.execute(records(ballot))
    claims = {str(name): int(str(count)) for name, count in warehouse.rows(electorate_queries.claims_asked())}
    enough = _hold_in_lanes(warehouse, poll, two_lanes(ballot, judged, claims), beforehand)
    _run(warehouse, (*last_statements(ballot), dropped(accuracy_queries.FORMER_PATTERN)))
    warehouse.create_empty(SOURCE_ACCURACY)
    _note_accuracies(warehouse, poll.learned)
    return enough


def _declare(warehouse: Warehouse) -> None:
    for name, table in ASKED_RESULTS.items():
        warehouse.execute(electorate_queries.declared(name, table))


def _hold_in_lanes(warehouse: Warehouse, poll: Poll, lanes: tuple[Lane, Lane], beforehand: Callable[[], None]) -> bool:
    """Hold the elections of one lane here, and those of the other on a connection of its own.

    That one knows what it is given, and what the state was before this stage; what it comes to is taken over.
    """
    here, there = lanes
    if not there:
        beforehand()
        return hold(warehouse, poll, here)
    told: dict[str, pl.DataFrame] = {}
    enough: list[bool] = []

    def elect(lane: Warehouse) -> None:
        _declare(lane)
        enough.append(hold(lane, poll, there))
        told.update({name: lane.frame(electorate_queries.everything(name)) for name in ASKED_RESULTS})

    truths = [accuracy_queries.TRUTH] if poll.judged else []
    claims = electorate_queries.claims_of(one.attribute for rule in there for one in rule.each)
    given = (RANKED_RECORD, accuracy_queries.FORMER_PATTERN, *truths)
    with beside(warehouse, elect, *given, parts={electorate_queries.ASKED_CLAIM: claims}):
        beforehand()
        enough.append(hold(warehouse, poll, here))
    for name, frame in told.items():
        with warehouse.registered(frame) as registered:
            warehouse.execute(electorate_queries.taken_over(name, registered))
    return all(enough)


def _note_accuracies(warehouse: Warehouse, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        # In an order of their own: elections may be held side by side.
        warehouse.execute(accuracy_queries.learned_accuracies(len(rows)), [*chain(*sorted(rows, key=itemgetter(0, 1)))])


def _run(warehouse: Warehouse, statements: Iterable[str]) -> None:
    for statement in statements:
        warehouse.execute(statement)
