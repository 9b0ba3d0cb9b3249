"""How much is decided on: all records, or those that a change may concern."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """The tables in which the records, their values, the links between them, and their former profiles stand."""

    records: str
    values: str
    links: str
    stays: str
    """Where records were after the run before: `record_id`, `profile_id`, `valid_from`."""

    ids: str
    """Profiles that there were after the run before: `profile_id`."""


_STAYS = "(select record_id, profile_id, valid_from from member_history where valid_to is null)"

ALL = Extent("source_record", "standard_record", "link", _STAYS, _STAYS)
PART = Extent("part_record", "part_value", "part_link", "part_stay", "profile")
"""What `part` sets apart: temporary, and of a few records. Ids of the others count as well: where a part is set
apart, the history knows of all profiles, which stand in fewer rows than their records."""
