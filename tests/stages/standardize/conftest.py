"""Source values written inline, and the standardize stage run over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from golden_record.config.job import Job, JobConfig
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages import standardize
from golden_record.warehouse import Warehouse
from tests.builders import put

STARTED_AT = datetime(2025, 6, 1)
TYPES: dict[str, str] = {
    "full_name": "person_name",
    "birth_date": "birth_date",
    "phone": "phone",
    "email": "email",
    "city": "city",
}

Said = tuple[int, str, Sequence[str]]
"""Record, attribute, and its raw values in order."""


def job_of(
    ignore: Mapping[str, Sequence[str]] | None = None,
    columns: Mapping[str, object] | None = None,
    **options: Mapping[str, object],
) -> Job:
    """A job over `TYPES`; `options` are those of single attributes, `columns` what one source says of its columns."""
    attributes = {name: {"type": type_} | dict(options.get(name, {})) for name, type_ in TYPES.items()}
    fed = {name: name for name in TYPES} | dict(columns or {})
    config = {
        "version": 1,
        "name": "test",
        "sources": {
            "crm": {"path": "x.csv", "key": "id", "attributes": fed},
            "web": {"path": "y.csv", "key": "id", "attributes": {name: name for name in TYPES}},
        },
        "attributes": attributes,
        "ignore": {name: list(values) for name, values in (ignore or {}).items()},
    }
    return Job(JobConfig.model_validate(config), Path("job.yml"))


@dataclass(frozen=True)
class Desk:
    """A warehouse in which records say something, and the stage makes sense of it."""

    warehouse: Warehouse

    def say(self, *said: Said, records: Sequence[int] = (1, 2, 3)) -> None:
        put(self.warehouse, SOURCE_RECORD, [(number, "crm", f"r{number}") for number in records])
        put(
            self.warehouse,
            SOURCE_VALUE,
            [
                (record, attribute, position, raw)
                for record, attribute, values in said
                for position, raw in enumerate(values)
            ],
        )

    def run(
        self, job: Job | None = None, *, changed: frozenset[str] | None = None, retrain: bool = False
    ) -> StageReport:
        context = RunContext("run", STARTED_AT, retrain=retrain, changed=changed)
        with self.warehouse.transaction():
            return standardize.run(self.warehouse, job or job_of(), context)

    def cleaned(self, job: Job | None = None) -> float:
        """Values that a run had to clean."""
        return self.run(job).facts["values_cleaned"]

    def claims(self, columns: str, attribute: str) -> list[tuple[object, ...]]:
        return self.warehouse.rows(
            f"select {columns} from claim where attribute = ? order by record_id, position", [attribute]
        )

    def standard(self, column: str, record: int = 1) -> object:
        return self.warehouse.scalar(f'select "{column}" from standard_record where record_id = ?', [record])

    def tables(self) -> list[list[tuple[object, ...]]]:
        names = ["claim", "standard_record", "crowd_record", "value_evidence", "shared_value", "column_reading"]
        names += ["draft_tally", "junk_holder", "field_tally", "value_spread", "value_tally"]
        return [self.warehouse.rows(f"select * from {name} order by all") for name in names]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Warehouse() as warehouse:
        yield Desk(warehouse)
