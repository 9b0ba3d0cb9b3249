"""Which records are worked on: all of the state's, some of them, or those that need a second look."""

from __future__ import annotations

from dataclasses import dataclass

from golden_record.warehouse import ident

TOUCHED_IDS = "touched_id"
"""Temporary table of the records that are looked at one by one, gone ones too."""


@dataclass(frozen=True)
class Scope:
    """Where records and their values stand, in tables shaped like `source_record` and `source_value`.

    What became of the values stands in a table per attribute, whose name begins with `cleaned`. Of the records, only
    those from `first` to `last` where both are given, and without the touched ones.
    """

    records: str = "source_record"
    values: str = "source_value"
    cleaned: str = "cleaned__"
    first: int | None = None
    last: int | None = None

    @property
    def source_value(self) -> str:
        """The table of values, called `source_value`."""
        return self.values if self.values == "source_value" else f"{ident(self.values)} as source_value"

    @property
    def source_record(self) -> str:
        """The records, called `source_record`."""
        untouched = f" where {self.within} and record_id not in (select record_id from {TOUCHED_IDS})"
        return (
            f"(select record_id, source from {ident(self.records)}{untouched if self.within else ''}) as source_record"
        )

    @property
    def within(self) -> str:
        """The condition on `record_id`; empty where there is none."""
        return "" if self.first is None or self.last is None else f"record_id between {self.first} and {self.last}"


EVERYTHING = Scope()
"""All records of the state."""

TOUCHED = Scope("touched_record", "touched_value", "touched_cleaned__")
"""Temporary copies of the touched records that are there, of what they say, and of what that was cleaned to."""
