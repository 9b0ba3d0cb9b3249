"""Whom a steward means: a record by its source and key, or all the records of a profile."""

from __future__ import annotations

from dataclasses import dataclass

from golden_record.config.decision_file import Name
from golden_record.config.job import Job
from golden_record.errors import UsageError, nearest
from golden_record.stages.cluster.judging import queries
from golden_record.warehouse import Warehouse

ADVICE = "take an id from golden_profile in the mart, or name a record as SOURCE:ID"


@dataclass(frozen=True)
class Named:
    """Records that a steward names at once: one record, or a profile."""

    records: tuple[Name, ...]
    """The oldest first."""

    profile_id: str
    is_profile: bool


def named(warehouse: Warehouse, job: Job, text: str) -> Named:
    """The record of `SOURCE:ID`, or the profile of an id; an id that is no longer in use is followed to where it leads.

    Raises:
        UsageError: there is no such source, record or profile.
    """
    if ":" in text:
        name = record_of(job, text)
        return Named((name,), profile_of(warehouse, job, name), is_profile=False)
    return profile_named(warehouse, text)


def profile_named(warehouse: Warehouse, text: str) -> Named:
    """The profile of an id.

    Raises:
        UsageError: there is none, and the id leads to none.
    """
    found = warehouse.scalar(queries.live_profile(), [text, text])
    if found is None:
        msg = f"there is no profile {text!r}, and no such id leads to one"
        raise UsageError(msg, hint=ADVICE)
    rows = warehouse.rows(queries.records_of_profile(), [found])
    return Named(tuple((str(source), str(key)) for source, key in rows), str(found), is_profile=True)


def record_of(job: Job, text: str) -> Name:
    """Source and key of a text `SOURCE:ID`.

    Raises:
        UsageError: it is none, or the job has no such source.
    """
    source, colon, key = text.partition(":")
    if not colon or not key:
        msg = f"{text!r} names no record"
        raise UsageError(msg, hint="a record is named SOURCE:ID")
    if source not in job.config.sources:
        msg = f"the job has no source {source!r}"
        raise UsageError(msg, hint=nearest(source, job.config.sources))
    return source, key


def profile_of(warehouse: Warehouse, job: Job, name: Name) -> str:
    """The profile that a record is in.

    Raises:
        UsageError: there is no such record.
    """
    found = warehouse.scalar(queries.profile_of_record(), list(name))
    if found is None:
        # The id is what the person just typed, but it may be personal: it is not repeated.
        msg = f"source {name[0]!r} has no record with that id"
        raise UsageError(msg, hint=f"ids are values of its column {job.config.sources[name[0]].key!r}, as in the file")
    return str(found)
