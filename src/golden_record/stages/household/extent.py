"""Of whom it is found out what they hold: of all profiles, or of those that a change may concern."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """What records say with the profiles that they are in, named `claim`, and their comparable columns."""

    claims: str
    records: str


PART_CLAIM = "part_claim"

ALL = Extent("claim join membership using (record_id)", "standard_record")
PART = Extent(f"{PART_CLAIM} as claim", "part_record")
"""What `part.replacing` sets apart: temporary, and of a few profiles."""
