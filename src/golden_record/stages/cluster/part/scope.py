"""Which records a change may concern: all that links and must-links tie to one that is other than it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import numpy as np
import polars as pl

from golden_record.graph.components import components
from golden_record.model.changes import LINK_CHANGE, STANDARD_CHANGE
from golden_record.model.history import MEMBER_HISTORY
from golden_record.model.judgements import JUDGEMENT
from golden_record.model.matching import LINK_GROUP
from golden_record.model.tables import CROWD, MEMBERSHIP
from golden_record.stages.cluster.judging.docket import Decree, Decrees
from golden_record.stages.cluster.part import queries
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import last_bases

MOST_OF_ALL = 0.25
"""Share of all records from which on everything is done anew: reading apart what is most of it takes as long."""

_CHANGES = {"link": LINK_CHANGE.name, "standardize": STANDARD_CHANGE.name}
"""Where the stages list what they changed that profiles depend on."""

_Said = tuple[str, int, int, int, str, datetime]
"""A judgement that counts: origin, number, both records, decision and day."""


@dataclass(frozen=True)
class Part:
    """Records that no link and no must-link, former ones included, ties to any other."""

    size: int
    decrees: Decrees
    """Judgements in force on two of them."""


@contextmanager
def part_of(warehouse: Warehouse, decrees: Decrees, changed: Collection[str]) -> Iterator[Part | None]:
    """Set apart the records that a change since the last run may concern, for the length of a block.

    `changed` are stages that have listed their changes. None where everything is to be done anew: too much changed, or
    the last run ended before the history knew of its profiles, whose ids it would have made last.
    """
    if not _known(warehouse):
        yield None
        return
    part = _set_apart(warehouse, decrees, changed)
    yield part
    for name in queries.STEPS if part else queries.STEPS[-1:]:
        warehouse.execute(queries.no_step(name))


def _known(warehouse: Warehouse) -> bool:
    """Whether the last run left all that is needed, and the history has told of the memberships as they are."""
    if not warehouse.has(CROWD, JUDGEMENT, LINK_GROUP, MEMBER_HISTORY):
        return False
    found = last_bases(warehouse)
    own, told = found.get(MEMBERSHIP.writer), found.get(MEMBER_HISTORY.writer)
    return own is not None and told is not None and told.seen.get(MEMBERSHIP.writer) == own.version


def _set_apart(warehouse: Warehouse, decrees: Decrees, changed: Collection[str]) -> Part | None:
    now = {_said(each) for each in (*decrees.same, *decrees.different)}
    before = {cast(_Said, row) for row in warehouse.rows(queries.judged_before())}
    warehouse.execute(queries.no_part())
    with warehouse.registered(_records(now ^ before), "judged_frame"):
        changes = [table for stage, table in _CHANGES.items() if stage in changed]
        warehouse.execute(queries.concerned_records(changes, "judged_frame"))
    inside = _closed(warehouse, now | before)
    size = warehouse.count("part")
    if size > MOST_OF_ALL * warehouse.count("source_record"):
        return None
    for statement in (queries.part_record(), queries.part_link(), queries.part_value()):
        warehouse.execute(statement)
    same, different = (
        tuple(each for each in kind if each.left in inside and each.right in inside)
        for kind in (decrees.same, decrees.different)
    )
    return Part(size, Decrees(same, different))


def _closed(warehouse: Warehouse, said: Collection[_Said]) -> Collection[int]:
    """Add whoever must-links tie to the part; the judged records that are in it then."""
    if not said:
        return ()
    with warehouse.registered(_records(said), "judged_frame"):
        found = warehouse.frame(queries.groups_of_judged("judged_frame"))
        group = dict(found.select("record_id", "group_id").iter_rows())
        touched = set(found.filter("inside")["group_id"])
        with warehouse.registered(_tied(said, group, touched), "group_frame"):
            warehouse.execute(queries.further_groups("group_frame"))
        return set(warehouse.frame(queries.groups_of_judged("judged_frame")).filter("inside")["record_id"])


def _tied(said: Collection[_Said], group: dict[int, int], touched: Collection[int]) -> pl.DataFrame:
    """Groups that must-links, whether followed or not, tie to one of those that are touched: `group_id`."""
    same = [(group[left], group[right]) for _, _, left, right, decision, _ in said if decision == "same"]
    ends = np.array(same, dtype=np.int64).reshape(-1, 2)
    groups, homes = components(ends[:, 0], ends[:, 1])
    reached = homes[np.isin(groups, np.array(sorted(touched), dtype=np.int64))]
    return pl.DataFrame({"group_id": groups[np.isin(homes, reached)]}, schema={"group_id": pl.Int64})


def _said(decree: Decree) -> _Said:
    judgement = decree.judgement
    return judgement.origin, judgement.number, decree.left, decree.right, judgement.decision, judgement.decided_at


def _records(said: Collection[_Said]) -> pl.DataFrame:
    ids = sorted({record for each in said for record in each[2:4]})
    return pl.DataFrame({"record_id": ids}, schema={"record_id": pl.Int64})
