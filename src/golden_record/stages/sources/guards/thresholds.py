"""Guards of a load: a source that shrank, that came empty, or whose newest record is old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from golden_record.config.job import Job
from golden_record.config.quantities import length_of, percent
from golden_record.config.sources import FreshnessConfig
from golden_record.errors import GuardError
from golden_record.stages.sources.guards import queries
from golden_record.stages.sources.reading import Loaded
from golden_record.warehouse import Warehouse

# So that a drop of exactly the allowed share passes, whatever floating point makes of it.
_ROUNDING = 1e-9
_REASONS_SHOWN = 3


def former_sizes(warehouse: Warehouse) -> dict[str, int]:
    """Source to its rows in the last load."""
    return {str(source): int(str(rows)) for source, rows in warehouse.rows(queries.former_sizes())}


def guarded_size(loads: Sequence[Loaded], before: int) -> str:
    """A note when the files of one source hold fewer rows than its last load; empty otherwise.

    Raises:
        GuardError: they are fewer than the source allows, or none is left of some.
    """
    source, allowed = loads[0].file.source, loads[0].file.config.max_drop
    rows = sum(load.rows for load in loads)
    rejected = [rejection.reason for load in loads for rejection in load.rejected]
    if rows == 0 and rejected and allowed != 1:
        raise _all_rejected(source, rejected)
    if rows >= before:
        return ""
    drop = (before - rows) / before
    change = f"{rows:,} rows, {before:,} in the last load ({percent(drop)} fewer)"
    if rows == 0 and allowed is None:
        raise _dropped(source, f"no row is left: {change}")
    if allowed is not None and drop > allowed + _ROUNDING:
        raise _dropped(source, f"{change}, and `max_drop` is {percent(allowed)}")
    return f"sources.{source}: {change}"


def guarded_age(warehouse: Warehouse, job: Job, now: datetime) -> tuple[str, ...]:
    """A note per source whose newest record is older than its `freshness` wants; looks at the records of the state.

    Raises:
        GuardError: one is older than it allows.
    """
    limits = {name: source.freshness for name, source in job.config.sources.items() if source.freshness is not None}
    if not limits or not warehouse.has("source_record"):
        return ()
    newest = {str(source): moment for source, moment in warehouse.rows(queries.newest_times())}
    notes = (_age_note(name, limit, newest.get(name), now) for name, limit in limits.items() if name in newest)
    return tuple(note for note in notes if note)


def _age_note(source: str, limit: FreshnessConfig, newest: object, now: datetime) -> str:
    age = now - newest if isinstance(newest, datetime) else None
    said = (
        f"the newest record is {_in_words(age)} old" if age is not None else "no record has a time to tell its age by"
    )
    if limit.error is not None and _is_over(age, limit.error):
        hint = "find out why nothing new arrives; if that is meant, raise `freshness`"
        msg = f"{said}, more than {limit.error}" if age is not None else said
        raise GuardError(msg, where=f"sources.{source}.freshness", hint=hint)
    if limit.warn is not None and _is_over(age, limit.warn):
        return f"sources.{source}: {said}" + (f", more than {limit.warn}" if age is not None else "")
    return ""


def _is_over(age: timedelta | None, limit: str) -> bool:
    return age is None or age > length_of(limit)


def _in_words(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h"


def _all_rejected(source: str, reasons: Sequence[str]) -> GuardError:
    """An error that says why, since no table of a run that stopped is left to look it up in."""
    counts: Mapping[str, int] = dict(Counter(reasons).most_common(_REASONS_SHOWN))
    said = ", ".join(f"{reason} ({count:,})" for reason, count in counts.items())
    hint = "check `key`, `delimiter` and `quote`; if no row is worth keeping, say `max_drop: 100%`"
    return GuardError(f"all {len(reasons):,} rows were rejected: {said}", where=f"sources.{source}", hint=hint)


def _dropped(source: str, message: str) -> GuardError:
    hint = "is the delivery complete? If the drop is meant, say `max_drop: 100%` for one run"
    return GuardError(message, where=f"sources.{source}", hint=hint)
