"""Comparable records written inline, and the link stage run over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from golden_record.config.job import Job, JobConfig
from golden_record.model.attribute_types import comparable_columns
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import SHARED_VALUE, STANDARD_RECORD
from golden_record.stages import link
from golden_record.stages.link import queries
from golden_record.warehouse import Resources, Warehouse
from golden_record.warehouse.sql import column

STARTED_AT = datetime(2025, 6, 1)
PEOPLE = {"full_name": "person_name", "birth_date": "birth_date", "phone": "phone", "email": "email"}

Fields = dict[str, object]
"""Values of one record by column of `standard_record`; what is not named is null."""


def job_of(types: Mapping[str, str | Mapping[str, object]], sources: Iterable[str] = ("crm",), **blocks: object) -> Job:
    """A job over attributes given as name to type, or to the whole block of the attribute."""
    attributes = {name: {"type": type_} if isinstance(type_, str) else type_ for name, type_ in types.items()}
    config = {
        "version": 1,
        "name": "test",
        "sources": {
            name.removesuffix("!"): {
                "path": "x.csv",
                "key": "id",
                "unique": name.endswith("!"),
                "attributes": {attribute: attribute for attribute in types},
            }
            for name in sources
        },
        "attributes": attributes,
    }
    return Job(JobConfig.model_validate(config | blocks), Path("job.yml"))


def named(given: str, family: str, patronymic: str | None = None) -> Fields:
    """The comparable columns of a `full_name`, with sounds and forms that only the same name has."""
    return {
        "full_name": f"{family} {given}",
        "full_name__given": given,
        "full_name__family": family,
        "full_name__patronymic": patronymic,
        "full_name__given_sound": given[:4],
        "full_name__family_sound": family[:4],
        "full_name__given_class": [given],
    }


def put_standard(warehouse: Warehouse, job: Job, rows: Iterable[tuple[int, str, Fields]]) -> None:
    """Replace `standard_record` by rows of (record_id, source, fields), in the order given; no value is shared."""
    warehouse.create_empty(SHARED_VALUE)
    types = [(name, attribute.type) for name, attribute in job.config.attributes.items()]
    columns = comparable_columns(types)
    warehouse.create_empty(STANDARD_RECORD, columns)
    names = [*STANDARD_RECORD.column_names, *columns]
    filled = [[number, source, *(fields.get(name) for name in columns)] for number, source, fields in rows]
    if filled:
        places = ", ".join([f"({', '.join('?' * len(names))})"] * len(filled))
        into = f"insert into standard_record ({', '.join(map(column, names))}) values {places}"
        warehouse.execute(into, [value for row in filled for value in row])


def lay_out(
    warehouse: Warehouse, types: Mapping[str, str], shared: Sequence[str] = (), unique: Sequence[str] = ()
) -> None:
    """What the stage makes of `standard_record` before it compares: records with their nodes, and what of each is."""
    marks = queries.record_marks(types, unique)
    warehouse.execute(f"create or replace table {queries.COMPARABLE} as {queries.comparable_records(marks)}")
    nodes = queries.nodes(types, shared, f"({queries.picked_records(f'({queries.compared_ids()})')})")
    warehouse.execute(f"create or replace table {queries.NODE} as {nodes}")


def run_link(warehouse: Warehouse, job: Job) -> StageReport:
    with warehouse.transaction():
        return link.run(warehouse, job, RunContext("run", STARTED_AT))


def links_in(warehouse: Warehouse) -> list[dict[str, object]]:
    """Every link as a mapping, in the order of its pair."""
    names = list(warehouse.columns("link"))
    return [
        dict(zip(names, row, strict=True)) for row in warehouse.rows("select * from link order by left_id, right_id")
    ]


GIVEN = ["anna", "boris", "clara", "dmitri", "elena", "fedor", "galina", "hugo", "irina", "james", "kira", "leonid"]
FAMILY = [one + two for one in ("ivan", "petr", "smir", "kuzn", "vasi", "mor") for two in ("ova", "sky", "enko", "in")]
MIDDLE = ["petrovich", "ivanovich", "olegovich", "sergeevich", "lvovich"]


def population(people: int, seed: int = 7) -> Iterator[tuple[int, Fields]]:
    """(person, fields) of one to three records per person, the later ones with slips and gaps."""
    random = Random(seed)
    for person in range(people):
        born = f"19{random.randrange(50, 99)}-{random.randrange(1, 13):02}-{random.randrange(1, 28):02}"
        family, given = random.choice(FAMILY), random.choice(GIVEN)
        contact: Fields = {
            "phone": [f"+7916{random.randrange(10**7):07}"],
            "email": [f"{given}.{family}{person}@example.org"],
        }
        for copy in range(random.choice([1, 2, 2, 3])):
            seen = named(given, family, random.choice(MIDDLE)) | {"birth_date": born} | contact
            if copy:
                seen |= _slip(random, family, given)
            yield person, seen


def _slip(random: Random, family: str, given: str) -> Fields:
    return random.choice(
        [
            {"phone": None},
            {"email": None},
            {"birth_date": None, "full_name__patronymic": None},
            named(given, family[:-1] + "x"),
            {"phone": None, "email": [f"{given}{random.randrange(99)}@example.com"]},
        ]
    )


def households(homes: int, seed: int = 2) -> Iterator[tuple[int, Fields]]:
    """(person, fields) of couples: surname, address and telephone are those of the home, all else is their own."""
    random = Random(seed)
    for home in range(homes):
        family, house = random.choice(FAMILY) + random.choice(["", "k", "ts", "v"]), str(random.randrange(1, 90))
        street = f"street {random.randrange(400)}"
        place: Fields = {"address": f"{street} {house}", "address__street": street, "address__house": house}
        shared = place | {"phone": [f"+7495{random.randrange(10**7):07}"]}
        for person in (2 * home, 2 * home + 1):
            given = random.choice(GIVEN)
            born = f"{random.randrange(1940, 2000)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
            own: Fields = {"birth_date": born, "email": [f"{given}{person}@example.org"]}
            for copy in range(random.choice([1, 2, 2, 3])):
                gaps: list[Fields] = [dict.fromkeys(place), {"phone": None}, {"email": None}, {"birth_date": None}]
                yield person, named(given, family) | shared | own | (random.choice(gaps) if copy else {})


@dataclass(frozen=True)
class World:
    """A linked population: who each record is, and the warehouse after the link stage."""

    warehouse: Warehouse
    job: Job
    person: dict[int, int]
    report: StageReport


def world_of(job: Job, people: int, *, threads: int = 1, shuffle: int | None = None) -> World:
    """Link a population in memory; `shuffle` is the seed of another order of the rows."""
    rows = [(number, person, fields) for number, (person, fields) in enumerate(population(people), start=1)]
    placed = [(number, "crm", fields) for number, _, fields in rows]
    if shuffle is not None:
        Random(shuffle).shuffle(placed)
    warehouse = Warehouse(resources=Resources(threads=threads))
    put_standard(warehouse, job, placed)
    report = run_link(warehouse, job)
    return World(warehouse, job, {number: person for number, person, _ in rows}, report)


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    rules = [{"name": "same e-mail and birth date", "on": ["email", "birth_date"]}]
    found = world_of(job_of(PEOPLE, match={"rules": rules}), 150)
    yield found
    found.warehouse.close()


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        yield opened
