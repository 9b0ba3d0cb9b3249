"""What the records of a profile say of an attribute, and whether that is news beside what they said before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import polars as pl

from golden_record.config.decision_file import Name
from golden_record.stages.survive.pins import queries
from golden_record.stages.survive.pins.log import Marks, Sight
from golden_record.stages.survive.pins.standing import Contest
from golden_record.warehouse import Warehouse

CONTEST_FRAME = "pinned_frame"


@dataclass(frozen=True)
class Claimed:
    """A value that a record says."""

    raw: str
    value: str
    identity: str
    observed_at: datetime | None


@dataclass(frozen=True)
class Voice:
    """A record of a profile, and all that it says of an attribute."""

    record_id: int
    name: Name
    claims: tuple[Claimed, ...]

    @property
    def marks(self) -> Marks:
        """What it says, as hashes."""
        return _mark(claim.raw for claim in self.claims), _mark(claim.identity for claim in self.claims)


def contest_frame(contests: Iterable[Contest]) -> pl.DataFrame:
    """Profiles and attributes as a frame."""
    schema = {"profile_id": pl.String, "attribute": pl.String}
    return pl.DataFrame(sorted(set(contests)), schema=schema, orient="row")


def voices(warehouse: Warehouse, contests: Iterable[Contest]) -> dict[Contest, list[Voice]]:
    """What all records of each profile say of the attribute, records in the order of their names."""
    with warehouse.registered(contest_frame(contests), CONTEST_FRAME) as frame:
        rows = warehouse.rows(queries.said_of(frame))
    found: dict[Contest, dict[int, tuple[Name, list[Claimed]]]] = {}
    for profile_id, attribute, record_id, source, source_id, *claim in cast(list[tuple[str, ...]], rows):
        records = found.setdefault((profile_id, attribute), {})
        _, claims = records.setdefault(int(record_id), ((source, source_id), []))
        if claim[1] is not None:
            claims.append(Claimed(*cast(tuple[str, str, str, datetime | None], tuple(claim))))
    return {
        contest: [Voice(number, name, tuple(claims)) for number, (name, claims) in records.items()]
        for contest, records in found.items()
    }


def seen_now(warehouse: Warehouse, heard: Iterable[Voice]) -> Sight:
    """What is said now."""
    return Sight(
        int(str(warehouse.scalar(queries.highest_record()))),
        {voice.name: voice.marks for voice in heard},
    )


def bringer_of_news(sight: Sight, heard: Iterable[Voice]) -> Name | None:
    """The first record that says what it did not say when a pin was set; none where nothing is new.

    A record that was there then must say something else, both as found and after cleaning, since neither another way
    of cleaning nor another way of writing is news. A record that has come since brings news by saying anything. What
    records say that were another profile's then is none: a merge changes nobody's word. Nor is it any that a record
    is gone, or in another profile by now.
    """
    return next((voice.name for voice in heard if _is_news(sight.said, sight.last_id, voice)), None)


def _is_news(said: Mapping[Name, Marks], last_id: int, voice: Voice) -> bool:
    if voice.name in said:
        return all(now != then for now, then in zip(voice.marks, said[voice.name], strict=True))
    return voice.record_id > last_id and bool(voice.claims)


def _mark(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(sorted(texts)).encode()).hexdigest()[:16]
