"""A reader of the feed: it keeps the profiles and the profile of every record, and applies events in order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Record = tuple[str, str]
Event = tuple[int, str, str, str | None, str]
"""`sequence`, `event`, `profile_id`, `other_profile_id`, `details`."""


@dataclass
class Reader:
    """A copy of the profiles, kept up to date by events alone."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    profile_of: dict[Record, str] = field(default_factory=dict)
    last: int = 0

    def follow(self, events: Iterable[Event]) -> None:
        """Apply events in their order."""
        for sequence, event, profile, other, details in events:
            assert sequence == self.last + 1
            self.last = sequence
            getattr(self, f"_{event}")(profile, other, json.loads(details))

    def _created(self, profile: str, other: str | None, details: dict[str, Any]) -> None:
        assert other is None
        assert profile not in self.values
        self.values[profile] = details["values"]
        self._move(details["records"], profile)

    def _merged(self, profile: str, other: str, details: dict[str, Any]) -> None:
        del self.values[other]
        self._move(details["records"], profile)
        self._forget(details["removed"])

    def _record_moved(self, profile: str, other: str, details: dict[str, Any]) -> None:
        assert other != profile
        self._move(details["records"], profile)

    def _split(self, profile: str, other: str, details: dict[str, Any]) -> None:
        assert profile in self.values
        assert all(self.profile_of[record["source"], record["source_id"]] == other for record in details["records"])

    def _updated(self, profile: str, other: str | None, details: dict[str, Any]) -> None:
        assert other is None
        for change in details["changed"]:
            assert self.values[profile].get(change["attribute"]) == change["old"]
            self.values[profile][change["attribute"]] = change["new"]
        self._move(details["added"], profile)
        self._forget(details["removed"])

    def _retired(self, profile: str, other: str | None, details: dict[str, Any]) -> None:
        assert other is None
        del self.values[profile]
        self._forget(details["removed"])

    def _move(self, records: list[dict[str, str]], profile: str) -> None:
        self.profile_of.update({(record["source"], record["source_id"]): profile for record in records})

    def _forget(self, records: list[dict[str, str]]) -> None:
        for record in records:
            del self.profile_of[record["source"], record["source_id"]]
