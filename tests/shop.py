"""A shop of two small sources, in a folder of its own, and what a reader finds in its mart."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.model.mart import MART_TABLES
from golden_record.pipeline import Observer, RunResult
from golden_record.warehouse import Warehouse, ident
from golden_record.warehouse.connection import Row
from golden_record.warehouse.sql import column

CRM = """\
customer,name,born,phone,email,town,changed
crm-0001,Иванов Иван Петрович,12.03.1980,+79161234567,ivan.ivanov@mail.ru,Москва,2024-01-05
crm-0002,Petrova Anna,1990-05-17,+79031112233,anna.petrova@gmail.com,Казань,2024-02-01
crm-0003,Сидоров Олег Игоревич,01.07.1975,+79267654321,sidorov75@yandex.ru,Тверь,2024-01-20
crm-0004,Jonathan Smith,1985-11-02,+442079460123,john.smith@example.org,London,2024-03-01
crm-0005,Кузнецова Мария Андреевна,23.09.1988,+79991230011,kuzmaria@mail.ru,Омск,2024-02-11
crm-0006,Emily Browning,1979-04-30,+442079460456,emily.b@example.net,Leeds,2024-02-02
crm-0007,Смирнов Пётр Олегович,15.08.1992,+79105557788,,Саратов,2024-01-01
"""
APP = """\
user,first,last,born,msisdn,mail,seen
app-0001,Ivan,Ivanov,1980-03-12,89161234567,ivan.ivanov@mail.ru,2024-05-01
app-0002,Анна,Петрова,17.05.1990,89031112233,anna.petrova@gmail.com,2024-04-01
app-0003,Jon,Smith,1985-11-02,,john.smith@example.org,2024-04-11
app-0004,Мария,Кузнецова,1988-09-23,89991230011,,2024-04-12
app-0005,Пётр,Смирнов,1992-08-15,89105557788,petr.smirnov@mail.ru,2024-04-13
app-0006,Дарья,Волкова,2001-01-19,89217776655,volkova.darya@mail.ru,2024-04-14
"""
CRM_LATER = CRM.replace("Саратов,2024-01-01", "Самара,2024-06-01") + (
    "crm-0008,Волкова Дарья Сергеевна,19.01.2001,+79217776655,,Псков,2024-06-02\n"
)
"""The first source after a change: Пётр has moved, and Дарья has become a customer."""

SOURCES = {
    "crm": """\
  crm:
    path: crm.csv
    key: customer
    updated_at: changed
    trust: 90
    attributes: {full_name: name, birth_date: born, phone: phone, email: email, town: town}
""",
    "app": """\
  app:
    path: app.csv
    key: user
    updated_at: seen
    trust: 50
    attributes: {full_name: {given: first, family: last}, birth_date: born, phone: msisdn, email: mail}
""",
}
JOB = """\
version: 1
name: shop
sources:
{sources}
attributes:
  full_name: {{type: person_name}}
  birth_date: {{type: birth_date, order: dmy}}
  phone: {{type: phone, region: RU, many: true}}
  email: {{type: email, many: true}}
  town: {{type: city}}
survivorship: {{default: {chain}}}
publish: {{mart: out/shop.duckdb}}
resources: {{threads: {threads}}}
"""
MEASURED = frozenset({"seconds", "stage_seconds", "peak_memory_mb", "run_id"})
"""Columns of the mart that hold measurements, or name the run, which no two runs share."""

FIRST_DAY = datetime(2031, 1, 1, 6)


class Clock:
    """A clock that starts where it is told and moves on by a second each time somebody looks."""

    def __init__(self, start: datetime = FIRST_DAY) -> None:
        self._now = start

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


@dataclass
class Shop:
    """The folder of the shop: change its files or its job, run it, look into its mart."""

    folder: Path
    clock: Callable[[], datetime] = field(default_factory=Clock)
    sources: Mapping[str, str] = field(default_factory=lambda: SOURCES)
    chain: Sequence[str] = ("most_trusted", "most_recent", "most_frequent")
    threads: int = 2
    more: str = ""
    """Further blocks of the job."""

    def open(self) -> Shop:
        """Write the job, and the two sources as they are on the first day."""
        self.write("crm.csv", CRM)
        self.write("app.csv", APP)
        self.write_job()
        return self

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_job(self) -> Path:
        """The job file of the shop, as its settings are now."""
        chain = f"[{', '.join(self.chain)}]"
        text = JOB.format(sources="".join(self.sources.values()), chain=chain, threads=self.threads)
        self.write("job.yml", text + self.more)
        return self.folder / "job.yml"

    @property
    def job(self) -> Job:
        return load_job(self.write_job(), {})

    @property
    def mart(self) -> Path:
        return self.folder / "out/shop.duckdb"

    @property
    def state(self) -> Path:
        return self.folder / "state/shop.duckdb"

    def run(self, *, full: bool = False, retrain: bool = False, observer: Observer | None = None) -> RunResult:
        return pipeline.run(self.job, self.clock, full=full, retrain=retrain, observer=observer)

    def rows(self, query: str) -> list[Row]:
        """Rows of the mart."""
        with Warehouse(self.mart, read_only=True) as mart:
            return mart.rows(query)

    def export(self) -> dict[str, list[str]]:
        """Every table of the mart as sorted lines of text, without measurements."""
        with Warehouse(self.mart, read_only=True) as mart:
            return {table.name: _lines(mart, table.name) for table in MART_TABLES}

    def golden(self) -> dict[str, list[str]]:
        """What the mart says of people, without what it says of runs."""
        return {name: lines for name, lines in self.export().items() if not name.startswith("ops.")}


def statuses(result: RunResult) -> dict[str, str]:
    """What each stage of a run did: done or reused."""
    return {stage.stage: stage.status for stage in result.stages}


def shuffled(text: str, seed: int) -> str:
    """The same rows of a CSV file in another order."""
    header, *rows = text.splitlines()
    random.Random(seed).shuffle(rows)
    return "\n".join([header, *rows, ""])


def _lines(mart: Warehouse, table: str) -> list[str]:
    columns = [name for name in mart.columns(table) if name not in MEASURED]
    shown = ", ".join(f"{column(name)}::varchar" for name in columns)
    lines = ["|".join(map(str, row)) for row in mart.rows(f"select {shown} from {ident(table)}")]
    return ["|".join(columns), *sorted(lines)]
