"""The household of a profile: where it is, who else lives there, and what says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from golden_record.config.job import Job
from golden_record.evaluate import queries
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Housemate:
    """A profile of the household, and its strongest tie to another one there."""

    profile_id: str
    name: str | None
    """Its golden name; none where the job has no names, or the profile has none."""

    reason: str
    """What the two share, as `household.on` names it."""

    other_profile_id: str
    seen_at: datetime | None


@dataclass(frozen=True)
class HouseholdStory:
    """A household and all who live in it."""

    household_id: str
    address: str | None
    mates: tuple[Housemate, ...]


def household_of(state: Warehouse, job: Job, profile_id: str) -> HouseholdStory | None:
    """The household of a profile; nothing where it shares a home with no other."""
    found = state.rows(queries.household(), [profile_id])
    if not found:
        return None
    ((household_id, address),) = found
    names = [name for name, attribute in job.config.attributes.items() if attribute.known_type.kind == "name"]
    rows = state.rows(queries.housemates(names[:1]), [household_id])
    return HouseholdStory(str(household_id), None if address is None else str(address), tuple(map(_mate, rows)))


def _mate(row: tuple[object, ...]) -> Housemate:
    profile_id, name, reason, other, seen_at = row
    return Housemate(
        profile_id=str(profile_id),
        name=None if name is None else str(name),
        reason=str(reason),
        other_profile_id=str(other),
        seen_at=seen_at if isinstance(seen_at, datetime) else None,
    )
