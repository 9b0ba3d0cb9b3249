"""People with cards and what they bought, and the activity stage run over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from golden_record.config.job import Job, JobConfig
from golden_record.model.activity import EVENT, EVENT_LOAD
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import CLAIM, MEMBERSHIP, PROFILE, SOURCE_RECORD
from golden_record.stages import activity
from golden_record.warehouse import Warehouse
from golden_record.warehouse.connection import Row
from tests.builders import put

TODAY = datetime(2025, 6, 30, 15)

ATTRIBUTES = {"card": {"type": "identifier"}, "email": {"type": "email"}, "phone": {"type": "phone"}}
BY_CARD: Mapping[str, object] = {"path": "r.csv", "attribute": "card", "key": "card", "at": "sold"}
BY_RECORD: Mapping[str, object] = {"path": "v.csv", "source": "pos", "key": "id", "at": "seen"}


def job_with(**activity: object) -> Job:
    """A job whose `activity` block says this; purchases by card unless it says otherwise."""
    config = {
        "version": 1,
        "name": "shop",
        "sources": {"pos": {"path": "pos.csv", "key": "id", "attributes": {name: name for name in ATTRIBUTES}}},
        "attributes": ATTRIBUTES,
        "activity": {"receipts": BY_CARD} | activity,
    }
    return Job(JobConfig.model_validate(config), Path("job.yml"))


@dataclass(frozen=True)
class Bought:
    """An event: whose, when, for how much, where, how paid, and of which table."""

    key: str | None
    day: str | None = "2025-06-01"
    amount: float | None = 10
    channel: str | None = None
    payment: str | None = None
    events: str = "receipts"
    receipt: str | None = None

    def row(self, line: int) -> tuple[object, ...]:
        moment = None if self.day is None else datetime.fromisoformat(self.day)
        return (self.events, "r.csv", line, self.key, moment, self.amount, self.channel, self.payment, self.receipt)


@dataclass(frozen=True)
class Held:
    """A record: its profile, and a value of one attribute as it writes it and as cleaning has it."""

    profile: str
    value: str | None = None
    attribute: str = "card"
    raw: str | None = None
    key: str | None = ""
    quality: str = "good"

    def claim(self, number: int) -> tuple[object, ...]:
        key = self.value if self.key == "" else self.key
        return (number, self.attribute, 0, self.raw or self.value, self.value, key, self.quality)


@dataclass
class Till:
    """A warehouse of records and events: run the stage, and look at what people did."""

    warehouse: Warehouse
    settings: dict[str, object] = field(default_factory=dict)

    def know(self, *held: Held) -> None:
        """Records in order, `r1` first; the first one of a profile founds it."""
        told = list(enumerate(held, start=1))
        founders = {record.profile: number for number, record in reversed(told)}
        put(self.warehouse, SOURCE_RECORD, [(number, "pos", f"r{number}") for number, _ in told])
        put(self.warehouse, CLAIM, [record.claim(number) for number, record in told if record.value is not None])
        put(self.warehouse, MEMBERSHIP, [(number, record.profile, "founder") for number, record in told])
        put(self.warehouse, PROFILE, [(name, founder, 1, 1.0) for name, founder in sorted(founders.items())])

    def sell(self, *bought: Bought) -> None:
        put(self.warehouse, EVENT, [event.row(line) for line, event in enumerate(bought, start=2)])
        names = {event.events for event in bought}
        put(self.warehouse, EVENT_LOAD, [(name, "r.csv", "r", "f", 1, 0, 0, None, 0) for name in sorted(names)])

    def run(self, today: datetime = TODAY, job: Job | None = None) -> StageReport:
        with self.warehouse.transaction():
            return activity.run(self.warehouse, job or job_with(**self.settings), RunContext("run", today))

    def of(self, columns: str, *bought: Bought, today: datetime = TODAY) -> dict[str, object]:
        """A column, or a tuple of them, per profile once these events are in."""
        self.sell(*bought)
        self.run(today)
        rows = self.rows(f"select profile_id, {columns} from profile_activity")
        return {str(row[0]): row[1] if len(row) == 2 else row[1:] for row in rows}

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self.warehouse.rows(query, list(parameters))

    def quality(self, columns: str) -> list[Row]:
        return self.rows(f"select {columns} from event_quality order by events")


def people(names: Iterable[str]) -> list[Held]:
    """One profile per letter, with a card of the same letter."""
    return [Held(name, name.upper()) for name in names]


@pytest.fixture
def till() -> Iterator[Till]:
    with Warehouse() as warehouse:
        opened = Till(warehouse)
        opened.know(*people("abc"))
        yield opened
