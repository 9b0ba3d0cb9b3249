"""A small world of records, people and homes that changes from run to run, as the tables of a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from golden_record.config.job import Job
from golden_record.model.attribute_types import comparable_columns
from golden_record.model.changes import HOUSEHOLD_CHANGE, MEMBERSHIP_CHANGE, SOURCE_CHANGE, STANDARD_CHANGE
from golden_record.model.run import RunContext
from golden_record.model.tables import (
    CLAIM,
    HOUSEHOLD_MEMBER,
    MEMBERSHIP,
    PROFILE,
    SOURCE_RECORD,
    STANDARD_RECORD,
    Table,
)
from golden_record.stages import survive
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.stages.survive.conftest import TRUST

CHANGES = {
    "sources": SOURCE_CHANGE,
    "standardize": STANDARD_CHANGE,
    "cluster": MEMBERSHIP_CHANGE,
    "household": HOUSEHOLD_CHANGE,
}

RESULTS = (
    "golden_profile",
    "attribute_lineage",
    "attribute_candidate",
    "source_accuracy",
    "source_agreement",
    "field_agreement",
    "pin",
    "pin_sight",
    "pin_end",
    "pin_status",
)

Claim = tuple[str, str | None, str, datetime | None]
"""Attribute, value, quality and time; a record's claims stand in their order."""


@dataclass(frozen=True)
class Record:
    """What one record says, and whose it is."""

    number: int
    source: str
    person: str
    claims: tuple[Claim, ...] = ()
    seen_at: datetime | None = None

    @property
    def source_id(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class World:
    """All records, and the households of people."""

    records: tuple[Record, ...]
    homes: Mapping[str, str]

    def tables(self) -> dict[Table, list[tuple[object, ...]]]:
        people = sorted({record.person for record in self.records})
        sizes = {who: [one.number for one in self.records if one.person == who] for who in people}
        return {
            SOURCE_RECORD: [
                (one.number, one.source, one.source_id, one.seen_at, hash(one) % 2**63, datetime(2025, 1, 1))
                for one in self.records
            ],
            MEMBERSHIP: [(one.number, one.person, "founder", None) for one in self.records],
            PROFILE: [(who, min(ids), len(ids), 1 / len(ids)) for who, ids in sizes.items()],
            HOUSEHOLD_MEMBER: [(who, self.homes[who]) for who in people if who in self.homes],
            CLAIM: [row for one in self.records for row in _claims(one)],
        }

    def put(self, warehouse: Warehouse, job: Job) -> None:
        types = [(name, attribute.type) for name, attribute in job.config.attributes.items()]
        warehouse.create_empty(STANDARD_RECORD, comparable_columns(types))
        for table, rows in self.tables().items():
            put(warehouse, table, rows)


def _claims(record: Record) -> list[tuple[object, ...]]:
    return [
        (record.number, attribute, place, value, value, value, quality, None, None, at)
        for place, (attribute, value, quality, at) in enumerate(record.claims)
    ]


def put_changes(warehouse: Warehouse, before: World, after: World) -> frozenset[str]:
    """Fill the change tables with what differs between two worlds; returns the stages that have changed anything."""
    one = {record.number: record for record in before.records}
    two = {record.number: record for record in after.records}
    touched = {number for number in one.keys() | two.keys() if one.get(number) != two.get(number)}
    said = {number for number in touched if number not in one or number not in two or _other(one[number], two[number])}
    found: dict[str, list[tuple[object, ...]]] = {
        "sources": [(number, "changed") for number in sorted(touched)],
        "standardize": [(number,) for number in sorted(said)],
        "cluster": [(who,) for who in sorted(_other_people(before, after))],
        "household": [(who,) for who in sorted(_other_homes(before, after))],
    }
    for stage, rows in found.items():
        put(warehouse, CHANGES[stage], rows)
    return frozenset(stage for stage, rows in found.items() if rows)


def _other(one: Record, two: Record) -> bool:
    return one.claims != two.claims


def _other_people(before: World, after: World) -> set[str]:
    one, two = ({row for row in world.tables()[PROFILE]} for world in (before, after))
    moved = {row for row in before.tables()[MEMBERSHIP]} ^ {row for row in after.tables()[MEMBERSHIP]}
    return {str(row[0]) for row in one ^ two} | {str(row[1]) for row in moved}


def _other_homes(before: World, after: World) -> set[str]:
    people = {record.person for world in (before, after) for record in world.records}
    alive = [{record.person for record in world.records} for world in (before, after)]
    return {
        who for who in people if before.homes.get(who) != after.homes.get(who) or (who in alive[0]) != (who in alive[1])
    }


def survive_at(warehouse: Warehouse, job: Job, moment: datetime, changed: frozenset[str] | None = None) -> int | None:
    """Run the stage; returns how many profiles it says it has changed."""
    with warehouse.transaction():
        return survive.run(warehouse, job, RunContext("run", moment, changed=changed)).changed


def results_in(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the stage leaves."""
    return {name: warehouse.rows(f"select * from {name} order by all") for name in RESULTS}


_VALUES = ("1", "2", "Vladimir", "Vladimri", "Omsk", None)
_QUALITIES = ("good", "good", "repaired", "suspicious", "placeholder")
_TIMES = (None, datetime(2023, 1, 1), datetime(2024, 9, 1), datetime(2025, 1, 1))
_PEOPLE = [f"p{number}" for number in range(8)]


def random_world(dice: Random, attributes: Iterable[str]) -> World:
    """Records of a handful of people, some of whom share a home."""
    records = tuple(_record(dice, number, [*attributes]) for number in range(24) if dice.random() < 0.8)
    return World(records, _homes(dice))


def changed_world(dice: Random, world: World, attributes: Iterable[str]) -> World:
    """The world a day later: a few records say something else, have come, are gone, or belong to somebody else."""
    known = {record.number: record for record in world.records}
    for number in dice.sample(range(24), dice.randrange(4)):
        fresh = _record(dice, number, [*attributes])
        if dice.random() < 0.3:
            known.pop(number, None)
        elif number in known and dice.random() < 0.5:
            known[number] = replace(known[number], person=fresh.person)
        else:
            known[number] = fresh
    homes = _homes(dice) if dice.random() < 0.5 else world.homes
    return World(tuple(known[number] for number in sorted(known)), homes)


def _record(dice: Random, number: int, attributes: Sequence[str]) -> Record:
    claims = tuple(
        (dice.choice(attributes), dice.choice(_VALUES), dice.choice(_QUALITIES), dice.choice(_TIMES))
        for _ in range(dice.randrange(6))
    )
    return Record(number, sorted(TRUST)[number % 4], dice.choice(_PEOPLE), claims, dice.choice(_TIMES))


def _homes(dice: Random) -> dict[str, str]:
    return {who: dice.choice(["h-1", "h-2"]) for who in _PEOPLE if dice.random() < 0.5}
