"""Keys that more than one stage must build alike: ordered pairs, profile ids, fingerprints."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

PROFILE_ID_LENGTH = 16
"""Base-32 characters of a profile id: 80 bits, so that a billion profiles collide with odds of one in a million."""

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


EQUAL = "equal in everything"
"""Blocking rule of a link between a record and its first equal: such a record follows that one and is not compared."""

JUDGED = "judgement"
"""What `matched_by` says of a record that a steward joined to another."""

IN_FORCE = "in force"
"""Status of a judgement that counts; any other says why it does not."""

JUDGED_WEIGHT = 1_000.0
"""Match weight that stands for a steward's word wherever links are weighed against each other: above any evidence."""


def ordered(left: int, right: int) -> tuple[int, int]:
    """The pair as every table stores it: the smaller record id first."""
    return (left, right) if left < right else (right, left)


def profile_id(source: str, source_id: str, count: int = 1) -> str:
    """The id of a profile founded by this record; the same record founds the same id on any machine.

    `count` is above 1 where the record founds another profile, because its first id stands for other records by now.
    """
    again = f"\x1f{count}" if count > 1 else ""
    digest = hashlib.sha256(f"{source}\x1f{source_id}{again}".encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:PROFILE_ID_LENGTH].lower()


def household_id(founder: str) -> str:
    """The id of a household founded by this profile; the hyphen, which base 32 lacks, tells it from any profile's."""
    return f"h-{founder}"


def fingerprint(*parts: Json) -> str:
    """A short hash of plain data: equal parts, equal fingerprint, whatever the order of mapping keys."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
