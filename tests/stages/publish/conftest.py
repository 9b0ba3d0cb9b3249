"""A folder with a state that is ready to be published, and a look into the mart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.model.matching import MODEL
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK
from golden_record.stages import history, publish
from golden_record.stages.cluster.tallies.counting import count_all as count_links
from golden_record.stages.standardize.tallies.counting import count_all as count_claims
from golden_record.warehouse import Warehouse
from golden_record.warehouse.connection import Row
from tests.builders import model_row, put, put_empty_state
from tests.stages.survive.conftest import STARTED_AT, Said, job_of, state_of, survive_in

TYPES = {"city": "city", "phone": "phone", "email": "email"}
LISTS = {"email": {"choose": ["verified", "most_trusted"], "collect": "all"}}


@dataclass
class Folder:
    """A job in a folder of its own: say what records say, publish, look into the mart."""

    job: Job
    state: Warehouse

    @property
    def mart(self) -> Path:
        return self.job.mart_path

    def say(self, *said: Said) -> None:
        state_of(self.state, said)
        count_claims(self.state, TYPES)
        survive_in(self.state, self.job)
        history.run(self.state, self.job, RunContext("earlier", STARTED_AT))

    def link(self, *links: Sequence[object], comparisons: Sequence[str] = tuple(TYPES)) -> None:
        """Links as (left, right, weight, levels, weights) and the model that made them."""
        put(self.state, LINK, [(*pair[:3], 0.99, "email", "probabilistic", *pair[3:]) for pair in links])
        diagnostics = json.dumps({"comparisons": comparisons})
        put(self.state, MODEL, [model_row(diagnostics, 4.0)])
        count_links(self.state)

    def publish(self, run_id: str = "run") -> StageReport:
        return publish.run(self.state, self.job, RunContext(run_id, STARTED_AT))

    def rows(self, query: str) -> list[Row]:
        with Warehouse(self.mart, read_only=True) as mart:
            return mart.rows(query)

    def asking(self, **block: object) -> Folder:
        """The same folder under a job whose publish block says this."""
        changed = self.job.config.publish.model_validate(block)
        return Folder(replace(self.job, config=self.job.config.model_copy(update={"publish": changed})), self.state)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    job = replace(job_of(TYPES, attributes=LISTS), path=tmp_path / "job.yml")
    with Warehouse(tmp_path / "state.duckdb") as state:
        put_empty_state(state)
        yield Folder(job, state)
