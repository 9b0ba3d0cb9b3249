"""Records as a person names them, `crm:1001`, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from golden_record.config.job import Job
from golden_record.errors import UsageError, nearest
from golden_record.evaluate import queries
from golden_record.model.cards import Card
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Said:
    """One value that a record says: as found, as cleaned, and why it counts for less where it does."""

    value: str
    quality: str
    reason: str | None


@dataclass(frozen=True)
class RecordView:
    """A record: where it comes from, the profile it is in, and its values by attribute in the order of the job."""

    record_id: int
    source: str
    source_id: str
    observed_at: datetime | None
    profile_id: str
    values: dict[str, tuple[Said, ...]]

    @property
    def name(self) -> str:
        """The record as the command line takes it."""
        return f"{self.source}:{self.source_id}"


def find_record(state: Warehouse, job: Job, name: str) -> RecordView:
    """The record named `SOURCE:ID`.

    Raises:
        UsageError: there is no such source or record.
    """
    source, colon, source_id = name.partition(":")
    if not colon:
        msg = "a record is named SOURCE:ID"
        raise UsageError(msg, hint=f"for example {next(iter(job.config.sources))}:1001")
    if source not in job.config.sources:
        msg = f"the job has no source {source!r}"
        raise UsageError(msg, hint=nearest(source, job.config.sources))
    rows = state.rows(queries.source_record(), [source, source_id])
    if not rows:
        # The id is what the person just typed, but it may be personal: it is not repeated.
        msg = f"source {source!r} has no record with that id"
        raise UsageError(msg, hint=f"ids are values of its column {job.config.sources[source].key!r}, as in the file")
    record_id, _, _, observed_at, profile_id = rows[0]
    number = int(str(record_id))
    values = said_by(state, job, [number])[number]
    seen = observed_at if isinstance(observed_at, datetime) else None
    return RecordView(number, source, source_id, seen, str(profile_id), values)


def _as_found(raw: str) -> str:
    """A value that nothing came of, as found; of a payment card nothing is left to be shown."""
    return "••••" if Card.unpacked(raw) else raw


def said_by(state: Warehouse, job: Job, records: Sequence[int]) -> dict[int, dict[str, tuple[Said, ...]]]:
    """Per record: its values by attribute, in the order of the job."""
    found: dict[int, dict[str, list[Said]]] = {record: defaultdict(list) for record in records}
    for record, attribute, _, raw, value, quality, reason in state.rows(queries.claims_of(), [list(records)]):
        text = _as_found(str(raw)) if value is None else str(value)
        said = Said(text, str(quality), None if reason is None else str(reason))
        found[int(str(record))][str(attribute)].append(said)
    return {
        record: {name: tuple(values[name]) for name in job.config.attributes if name in values}
        for record, values in found.items()
    }
