"""A world in which values are pinned, run by run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from golden_record.config.decision_file import Word
from golden_record.config.job import Job
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.pinning import pin_value, withdraw_pins
from golden_record.stages import survive
from golden_record.stages.survive.pins.pin import Pin, Wish
from golden_record.warehouse import Warehouse
from tests.builders import put_empty_state
from tests.stages.survive.conftest import job_of
from tests.stages.survive.world import Record, World, put_changes

START = datetime(2025, 6, 1, 3)


def says(number: int, city: str | None, person: str = "p", source: str = "crm") -> Record:
    """A record that says one city, or none."""
    return Record(number, source, person, () if city is None else (("city", city, "good", None),))


@dataclass
class Town:
    """A state over days: every run is a day after the one before."""

    warehouse: Warehouse
    job: Job
    world: World = field(default_factory=lambda: World((), {}))
    day: int = 0
    asks_everyone: bool = False

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.day)

    def run(self, *records: Record, homes: dict[str, str] | None = None) -> StageReport:
        """A run over these records; over those of the run before where none are given."""
        after = World(records, homes or {}) if records else self.world
        changed = put_changes(self.warehouse, self.world, after)
        after.put(self.warehouse, self.job)
        asked = None if self.asks_everyone or not self.day else changed
        self.day += 1
        self.world = after
        with self.warehouse.transaction():
            return survive.run(self.warehouse, self.job, RunContext("run", self.now, changed=asked))

    def pin(self, record: str, value: str, *, by: str = "ann", hours: int = 1, until: datetime | None = None) -> Pin:
        """Pin the city of `crm:1` and its like, some hours after the last run."""
        source, _, key = record.partition(":")
        word = Word(by, self.now + timedelta(hours=hours), "she said so", until)
        with self.warehouse.transaction():
            return pin_value(self.warehouse, self.job, Wish((source, key), "city", value, word))

    def withdraw(self, record: str) -> list[Pin]:
        source, _, key = record.partition(":")
        word = Word("bob", self.now + timedelta(hours=2), "wrong caller")
        return withdraw_pins(self.warehouse, self.job, (source, key), "city", word)

    def cities(self) -> dict[object, object]:
        return dict(self.warehouse.rows("select profile_id, city from golden_profile order by profile_id"))  # type: ignore[arg-type]  # rows of two

    def statuses(self) -> list[object]:
        return [status for (status,) in self.warehouse.rows("select status from pin_status order by pin_id")]

    def lineage(self, *columns: str) -> list[tuple[object, ...]]:
        return self.warehouse.rows(f"select {', '.join(columns)} from attribute_lineage order by profile_id")


@pytest.fixture(params=[False, True], ids=["asking who changed", "asking everyone"])
def town(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setattr("golden_record.stages.survive.electorate.asking.LARGEST_SHARE", 2.0)
    monkeypatch.setattr("golden_record.stages.survive.accuracy.keeping.MOST_MOVED", 1.0)
    with Warehouse() as warehouse:
        put_empty_state(warehouse)
        yield Town(warehouse, job_of({"city": "city"}), asks_everyone=request.param)
