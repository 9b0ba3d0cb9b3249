"""Claims of one person, and the election over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from golden_record.config.job import Job, JobConfig
from golden_record.model.attribute_types import comparable_columns
from golden_record.model.run import RunContext
from golden_record.model.tables import CLAIM, MEMBERSHIP, PROFILE, SOURCE_RECORD, STANDARD_RECORD
from golden_record.stages import survive
from golden_record.warehouse import Warehouse
from tests.builders import put, put_empty_state

TRUST = {"crm": 90, "app": 80, "pos": 50, "web": 30}
STARTED_AT = datetime(2025, 6, 1)


@dataclass(frozen=True)
class Said:
    """What one record says about one attribute; `record` tells the records of a source apart."""

    source: str
    value: str | None
    at: datetime | None = None
    quality: str = "good"
    key: str | None = None
    verified: bool | None = None
    position: int = 0
    record: str = "1"
    person: str = "p"
    attribute: str = "city"
    probability: float | None = None

    @property
    def name(self) -> tuple[str, str]:
        return self.source, self.record


def on(day: str) -> datetime:
    return datetime.fromisoformat(day)


def job_of(types: dict[str, str], publish: object = None, **survivorship: object) -> Job:
    config = {
        "version": 1,
        "name": "test",
        "sources": {
            source: {"path": "x.csv", "key": "id", "trust": trust, "attributes": {name: name for name in types}}
            for source, trust in TRUST.items()
        },
        "attributes": {name: {"type": type_name} for name, type_name in types.items()},
        "survivorship": survivorship,
        "publish": publish or {},
    }
    return Job(JobConfig.model_validate(config), Path("job.yml"))


def state_of(warehouse: Warehouse, said: Sequence[Said]) -> None:
    """A state in which these records say this, each person being one profile; ids in the order of first mention."""
    records = {name: number for number, name in enumerate(dict.fromkeys(claim.name for claim in said))}
    person = {claim.name: claim.person for claim in said}
    at = {claim.name: claim.at for claim in said}
    founders = {person[name]: number for name, number in reversed(records.items())}
    put(warehouse, SOURCE_RECORD, [(number, *name, at[name], 0, STARTED_AT) for name, number in records.items()])
    sure = {claim.name: claim.probability for claim in said}
    put(warehouse, MEMBERSHIP, [(number, person[name], "founder", sure[name]) for name, number in records.items()])
    put(
        warehouse,
        PROFILE,
        [(who, founder, sum(p == who for p in person.values()), 1.0) for who, founder in founders.items()],
    )
    put(
        warehouse,
        CLAIM,
        [
            (
                records[claim.name],
                claim.attribute,
                claim.position,
                claim.value or "?",
                claim.value,
                claim.key or claim.value,
                claim.quality,
                None,
                claim.verified,
                claim.at,
            )
            for claim in said
        ],
    )


def survive_in(warehouse: Warehouse, job: Job) -> None:
    types = [(name, attribute.type) for name, attribute in job.config.attributes.items()]
    if not warehouse.count(STANDARD_RECORD):
        warehouse.create_empty(STANDARD_RECORD, comparable_columns(types))
    with warehouse.transaction():
        survive.run(warehouse, job, RunContext("run", STARTED_AT))


def elected(
    warehouse: Warehouse, said: Sequence[Said], type_name: str = "city", **survivorship: object
) -> dict[str, object]:
    """The lineage of the city of the only person; no entry where nothing survived."""
    state_of(warehouse, said)
    survive_in(warehouse, job_of({"city": type_name}, **survivorship))
    names = list(warehouse.columns("attribute_lineage"))
    rows = warehouse.rows("select * from attribute_lineage where attribute = 'city'")
    return dict(zip(names, rows[0], strict=True)) if rows else {}


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        put_empty_state(opened)
        yield opened
