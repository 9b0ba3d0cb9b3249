"""What pins teach of the sources: a steward's word is the truth that the sources are measured by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import polars as pl

from golden_record.stages.survive.accuracy.queries import TRUTH, told_truths
from golden_record.stages.survive.pins.log import read_sights
from golden_record.stages.survive.pins.sight import bringer_of_news, voices
from golden_record.stages.survive.pins.standing import IN_FORCE, Stand
from golden_record.warehouse import Warehouse, dropped, temporary

_TEACHING = frozenset({IN_FORCE, "agreed"})
"""Pins that count, and those that have retired since the sources elect the same: they were right all along."""

_FRAME = "truth_frame"


@contextmanager
def pins_taught(warehouse: Warehouse, stands: Iterable[Stand]) -> Iterator[frozenset[str]]:
    """Have the truth about profiles in a temporary table, for the length of a block; yields the attributes it is of.

    A pin teaches as long as no record says what it did not say when it was set: life may have moved on since. That is
    asked here and not read from how the pin stands, which the election that comes is yet to decide.
    """
    rows = [(*stand.contest, stand.pin.identity) for stand in _teachers(warehouse, stands)]
    if not rows:
        yield frozenset()
        return
    schema = {"profile_id": pl.String, "attribute": pl.String, "identity": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    with warehouse.registered(frame, _FRAME) as told:
        warehouse.execute(temporary(TRUTH, told_truths(told)))
    yield frozenset(attribute for _, attribute, _ in rows)
    warehouse.execute(dropped(TRUTH))


def _teachers(warehouse: Warehouse, stands: Iterable[Stand]) -> Iterator[Stand]:
    """One pin per profile and attribute, the latest, unless the sources have moved on since."""
    able = [stand for stand in stands if stand.status in _TEACHING and stand.profile_id]
    latest = {stand.contest: stand for stand in sorted(able, key=lambda stand: stand.pin.rank)}
    if not latest:
        return
    heard, sights = voices(warehouse, latest), read_sights(warehouse)
    for contest, stand in sorted(latest.items()):
        sight = sights.get(stand.pin.pin_id)
        if sight is None or bringer_of_news(sight, heard.get(contest, ())) is None:
            yield stand
