"""What pins do to the results of elections: they outrank them, or retire because of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

import polars as pl

from golden_record.model.cleaned import Quality
from golden_record.model.elections import ATTRIBUTE_LINEAGE
from golden_record.stages.survive.electorate.queries import taken_over
from golden_record.stages.survive.pins import queries
from golden_record.stages.survive.pins.log import Sight, end_pin, note_sight, read_sights
from golden_record.stages.survive.pins.pin import Ending, Outcome, Pin
from golden_record.stages.survive.pins.sight import (
    CONTEST_FRAME,
    Claimed,
    Voice,
    bringer_of_news,
    contest_frame,
    seen_now,
    voices,
)
from golden_record.stages.survive.pins.standing import IN_FORCE, Contest, Stand, in_force
from golden_record.warehouse import Warehouse

PINNED = "pinned"
"""The rule of lineage by which a pinned value stands."""

_ROWS = "pinned_rows"


@dataclass(frozen=True)
class Elected:
    """What an election gave: the value that a pin outranks, and how many spoke."""

    value: str | None = None
    source: str | None = None
    source_id: str | None = None
    written: str | None = None
    candidate_count: int = 0
    value_count: int = 0

    def identity(self, heard: Iterable[Voice]) -> str | None:
        """What the value is after cleaning, by the record that won."""
        said = (claim for voice in heard if voice.name == (self.source, self.source_id) for claim in voice.claims)
        return next((claim.identity for claim in said if claim.value == self.written), None)


@dataclass(frozen=True)
class Results:
    """Where elections have left their results, and which of these are lists."""

    lineage: str
    lists: Collection[str]
    """Attributes whose golden value is a list."""


def settle(warehouse: Warehouse, stands: Sequence[Stand], results: Results, moment: datetime) -> list[Stand]:
    """Put pinned values in the place of elected ones; returns where the pins stand now.

    `stands` are those whose profiles have just elected. A pin that the sources agree with, or that they have overtaken,
    retires, and with it all that it had superseded: the elected value stays.
    """
    if not stands:
        return []
    heard = voices(warehouse, (stand.contest for stand in stands if stand.profile_id))
    elected = _elected(warehouse, heard, results.lineage)
    sights = _all_seen(warehouse, stands, heard)
    endings: dict[Contest, Ending] = {}
    rows = []
    for contest, stand in in_force(stands).items():
        result, said = elected.get(contest, Elected()), heard[contest]
        is_list = contest[1] in results.lists
        ending = _ending(stand.pin, result, said, sights[stand.pin.pin_id], is_list=is_list)
        if ending is None:
            rows.append(_row(contest, stand.pin, result, said, is_list=is_list))
        else:
            endings[contest] = Ending(ending[0], moment, None, ending[1])
    _outrank(warehouse, rows, results.lineage)
    return list(_settled(warehouse, stands, endings))


def _elected(warehouse: Warehouse, contests: Iterable[Contest], lineage: str) -> dict[Contest, Elected]:
    with warehouse.registered(contest_frame(contests), CONTEST_FRAME) as frame:
        rows = cast(list[_ElectedRow], warehouse.rows(queries.elected(frame, lineage)))
    return {(row[0], row[1]): Elected(*row[2:]) for row in rows}


_ElectedRow = tuple[str, str, str | None, str | None, str | None, str | None, int, int]


def _all_seen(
    warehouse: Warehouse, stands: Iterable[Stand], heard: Mapping[Contest, Sequence[Voice]]
) -> dict[int, Sight]:
    """What was said when each pin was set; of those that had not met their record yet, what is said now."""
    sights = read_sights(warehouse)
    for stand in stands:
        if stand.pin.pin_id not in sights and stand.contest in heard:
            sights[stand.pin.pin_id] = seen_now(warehouse, heard[stand.contest])
            note_sight(warehouse, stand.pin, sights[stand.pin.pin_id])
    return sights


def _ending(
    pin: Pin, result: Elected, heard: Sequence[Voice], sight: Sight, *, is_list: bool
) -> tuple[Outcome, str] | None:
    """Whether a pin retires, and why."""
    agrees = result.value == _shown(pin, is_list=is_list)
    if agrees or (not is_list and result.identity(heard) == pin.identity):
        return "agreed", "the sources elect the same value"
    news = bringer_of_news(sight, heard)
    if news is not None:
        return "overtaken", f"{':'.join(news)} says what it did not say when the value was pinned"
    return None


def _row(contest: Contest, pin: Pin, result: Elected, heard: Sequence[Voice], *, is_list: bool) -> tuple[object, ...]:
    """The lineage of a pinned value; a record of the profile that says the same is named, though it did not win."""
    agreeing = [(voice, claim) for voice in heard for claim in voice.claims if _same(claim, pin)]
    records = len({voice.name for voice, _ in agreeing})
    voice, claim = agreeing[0] if agreeing else (None, None)
    share = min(records / result.candidate_count, 1.0) if result.candidate_count else None
    return (
        *contest,
        _shown(pin, is_list=is_list),
        *(voice.name if voice else (None, None)),
        claim.observed_at if claim else pin.wish.word.decided_at,
        PINNED,
        result.candidate_count,
        share,
        result.value,
        records,
        result.value_count,
        claim.value if claim else None,
        Quality.GOOD.value,
        False,
        None,
        pin.wish.word.decided_by,
    )


def _same(claim: Claimed, pin: Pin) -> bool:
    """Whether a record says the pinned value; keys alone would not tell after a change in how they are made."""
    return claim.identity == pin.identity or claim.value == pin.value


def _outrank(warehouse: Warehouse, rows: Sequence[tuple[object, ...]], lineage: str) -> None:
    if not rows:
        return
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    with warehouse.registered(frame, _ROWS) as pinned:
        warehouse.execute(queries.outranked(pinned, lineage))
        warehouse.execute(taken_over(lineage, pinned))


_SCHEMA = dict(
    zip(
        ATTRIBUTE_LINEAGE.column_names,
        (
            *[pl.String] * 5,
            pl.Datetime,
            pl.String,
            pl.Int64,
            pl.Float64,
            pl.String,
            pl.Int64,
            pl.Int64,
            pl.String,
            pl.String,
            pl.Boolean,
            pl.Float64,
            pl.String,
        ),
        strict=True,
    )
)


def _settled(warehouse: Warehouse, stands: Iterable[Stand], endings: Mapping[Contest, Ending]) -> Iterator[Stand]:
    """Where the pins stand, those that have retired, or that a retired one had superseded, being noted as ended."""
    for stand in stands:
        ending = endings.get(stand.contest)
        if ending is None or stand.status not in _COUNTING:
            yield stand
        else:
            end_pin(warehouse, stand.pin, ending)
            yield replace(stand, status=ending.outcome)


_COUNTING = frozenset({IN_FORCE, "superseded"})


def _shown(pin: Pin, *, is_list: bool) -> str:
    return json.dumps([pin.value], ensure_ascii=False, separators=(",", ":")) if is_list else pin.value
