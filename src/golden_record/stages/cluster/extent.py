"""How much is decided on: all records, or those that a change may concern."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """The tables in which the records, their values, and the links between them stand."""

    records: str
    values: str
    links: str


ALL = Extent("source_record", "standard_record", "link")
PART = Extent("part_record", "part_value", "part_link")
"""What `part.scope` sets apart: temporary, and of a few records."""
