"""A folder with a job in it, and the stage run over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from golden_record.config.job import Job, JobConfig
from golden_record.model.frame import ArrowFrame
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.stages import sources
from golden_record.warehouse import Warehouse

FIRST_RUN = datetime(2024, 1, 1)


@dataclass
class Project:
    """A job folder: write files into it, run the stage, look at the state."""

    folder: Path
    warehouse: Warehouse
    blocks: dict[str, dict[str, object]] = field(default_factory=dict)
    frames: dict[str, ArrowFrame] = field(default_factory=dict)
    activity: dict[str, dict[str, object]] = field(default_factory=dict)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def source(self, name: str = "crm", **block: object) -> None:
        """Declare a source: file `crm.csv`, key `id`, and an e-mail, unless the block says otherwise."""
        self.blocks[name] = {"path": f"{name}.csv", "key": "id", "attributes": {"email": "email"}} | block

    def events(self, name: str = "receipts", **block: object) -> None:
        """Declare a table of events: file `receipts.csv`, with every column, unless the block says otherwise."""
        columns = {"key": "card", "at": "sold", "amount": "total", "channel": "shop", "payment": "tender"}
        self.activity[name] = {"path": f"{name}.csv", "source": "crm"} | columns | block

    @property
    def job(self) -> Job:
        if not self.blocks:
            self.source()
        mappings = [block["attributes"] for block in self.blocks.values()]
        attributes = {name: {"type": "text"} for mapping in mappings if isinstance(mapping, dict) for name in mapping}
        config: dict[str, object] = {"version": 1, "name": "test", "sources": self.blocks, "attributes": attributes}
        if self.activity:
            config["activity"] = self.activity
        return Job(JobConfig.model_validate(config), self.folder / "job.yml", frames=self.frames)

    def run(self, started_at: datetime = FIRST_RUN, *, changes: bool = False, full: bool = False) -> StageReport:
        """Run the stage, whole or only for what has changed since it last ran."""
        context = RunContext("run", started_at, full, changed=frozenset() if changes else None)
        with self.warehouse.transaction():
            return sources.run(self.warehouse, self.job, context)

    def records(self, columns: str = "source_id") -> list[Any]:
        """Columns of `source_record` in the order of the ids; a single column without its tuple."""
        return self._flat(f"select {columns} from source_record order by record_id")

    def values(self, columns: str = "raw") -> list[Any]:
        """Columns of `source_value` in the order of record, attribute and position."""
        return self._flat(f"select {columns} from source_value order by record_id, attribute, position")

    def rejected(self, columns: str = "line, reason") -> list[Any]:
        """Columns of `rejected_row`, by file and line."""
        return self._flat(f"select {columns} from rejected_row order by path, line")

    def _flat(self, query: str) -> list[Any]:
        rows = self.warehouse.rows(query)
        return [row[0] if len(row) == 1 else row for row in rows]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Warehouse() as warehouse:
        yield Project(tmp_path, warehouse)
