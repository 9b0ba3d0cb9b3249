"""Records of profiles as people write them, cleaned by the real stage, and the household stage run over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from golden_record.config.job import Job
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import MEMBERSHIP, PROFILE, SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages import household, standardize
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.stages.link.conftest import STARTED_AT, job_of

TYPES: dict[str, str | dict[str, object]] = {
    "full_name": "person_name",
    "address": "address",
    "phone": {"type": "phone", "many": True},
    "email": {"type": "email", "many": True},
    "card": "identifier",
    "device": {"type": "anonymous", "shared": True},
    "town": "city",
}

HOME = "Москва, ул. Ленина, д. 5, кв. 12"
OTHER_HOME = "Москва, ул. Мира, д. 7, кв. 3"


@dataclass(frozen=True)
class Seen:
    """One record of a profile: what it says, and the year in which it said so, if it has a time."""

    profile: str
    name: str | None = None
    address: str | None = None
    year: int | None = 2024
    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def said(self) -> Iterator[tuple[str, int, str]]:
        """Attribute, position and text of every value."""
        own = {"full_name": self.name, "address": self.address} | dict(self.values)
        for attribute, value in own.items():
            texts = [value] if isinstance(value, str) else value or []
            yield from ((attribute, position, text) for position, text in enumerate(texts))


def seen(
    profile: str, name: str | None = None, address: str | None = None, year: int | None = 2024, **values: str
) -> Seen:
    return Seen(profile, name, address, year, values)


def job_with(household: object = "auto", types: Mapping[str, str | dict[str, object]] = TYPES) -> Job:
    return job_of(types, household=household)


@dataclass(frozen=True)
class Street:
    """A warehouse in which records of profiles say where they live, and with whom they share what."""

    warehouse: Warehouse

    def put(self, records: Iterable[Seen | None], job: Job) -> None:
        """Clean the records; ids count from 1, gone records too, and the first record of a profile founds it."""
        told = [(number, record) for number, record in enumerate(records, start=1) if record]
        times = {number: datetime(record.year, 1, 1) if record.year else None for number, record in told}
        put(self.warehouse, SOURCE_RECORD, [(number, "crm", f"r{number}", times[number]) for number, _ in told])
        put(
            self.warehouse,
            SOURCE_VALUE,
            [(number, *said, None, times[number]) for number, record in told for said in record.said()],
        )
        founders = {record.profile: number for number, record in reversed(told)}
        put(self.warehouse, MEMBERSHIP, [(number, record.profile, "founder") for number, record in told])
        put(self.warehouse, PROFILE, [(name, founder, 1, 1.0) for name, founder in founders.items()])
        with self.warehouse.transaction():
            standardize.run(self.warehouse, job, RunContext("run", STARTED_AT))

    def run(self, job: Job, changed: frozenset[str] | None = None) -> StageReport:
        """Find the households; `changed` are stages that have listed what they changed since they were found last."""
        with self.warehouse.transaction():
            return household.run(self.warehouse, job, RunContext("run", STARTED_AT, changed=changed))

    def households(self) -> list[str]:
        """The members of each household, as one text."""
        rows = self.warehouse.rows("select array_to_string(profile_ids, '') as members from household order by members")
        return [str(members) for (members,) in rows]

    def of(self, *records: Seen, on: object = "auto", **block: object) -> list[str]:
        """The households of these records under a job that says this."""
        job = job_with({"on": on} | block)
        self.put(records, job)
        self.run(job)
        return self.households()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.warehouse.rows(query)


@pytest.fixture
def street() -> Iterator[Street]:
    with Warehouse() as warehouse:
        yield Street(warehouse)
