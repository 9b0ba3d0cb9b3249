"""A retailer of some hundred records in four sources, whose data change from day to day."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.model import changes
from golden_record.model.mart import MART_TABLES, OPS_RUN
from golden_record.model.matching import MODEL_USE, SCORING_VIEW
from golden_record.model.publication import PUBLICATION
from golden_record.model.tables import RUN, STAGE_BASIS, STAGE_RUN, Table
from golden_record.pipeline import Observer, RunResult
from golden_record.sample import generate
from golden_record.warehouse import Warehouse, ident
from golden_record.warehouse.connection import Row
from golden_record.warehouse.sql import column
from tests.shop import MEASURED

JOB = """\
version: 1
name: retailer
sources:
  crm:
    path: crm.csv
    key: customer_id
    updated_at: modified_at
    trust: 90
    unique: true
    attributes:
      full_name: fio
      birth_date: dob
      gender: gender
      phone: [mobile, home_phone]
      email: email
      tax_id: tax_id
      address: {street: street, city: city, postcode: postcode}
      loyalty_card: loyalty_card
  pos:
    path: pos.csv
    key: reg_id
    updated_at: registered_at
    trust: 50
    attributes: {full_name: name, phone: phone, birth_date: birth_date, loyalty_card: card_no}
  app:
    path: app.csv
    key: user_id
    updated_at: updated_at
    trust: 80
    attributes:
      full_name: {given: first_name, family: last_name}
      birth_date: birthday
      phone: msisdn
      email: {column: email, verified: email_confirmed}
      device_id: device_id
  web:
    path: web.csv
    key: visitor_id
    updated_at: last_seen
    trust: 30
    missing: {expire: 2d}
    attributes: {full_name: name, email: email, phone: phone, city: city, cookie_id: cookie_id}
attributes:
  full_name:    {type: person_name}
  birth_date:   {type: birth_date, order: dmy}
  gender:       {type: gender}
  phone:        {type: phone, region: RU, many: true}
  email:        {type: email, many: true}
  tax_id:       {type: inn}
  loyalty_card: {type: identifier}
  device_id:    {type: identifier, shared: true}
  cookie_id:    {type: anonymous, limit: 5}
  address:      {type: address}
  city:         {type: city}
match:
  rules:
    - {name: same tax id, on: [tax_id]}
cluster:
  conflicts: [tax_id]
  limits: {tax_id: 1}
  overrides: overrides.csv
household: auto
activity:
  receipts: {path: receipts.csv, attribute: loyalty_card, key: card_no, at: sold_at, amount: total, channel: store_type}
survivorship:
  pins: pins.csv
  default: [most_trusted, most_recent, most_frequent]
  attributes:
    full_name: [most_complete, most_trusted, most_recent]
    email: {choose: [verified, most_recent], collect: all}
    phone: {choose: most_recent, collect: 5}
publish: {mart: out/retailer.duckdb}
"""

KEYS = {"crm": "customer_id", "pos": "reg_id", "app": "user_id", "web": "visitor_id"}
"""The key of each source."""

OF_A_RUN: frozenset[str] = frozenset(
    table.name
    for table in (RUN, STAGE_RUN, STAGE_BASIS, MODEL_USE, SCORING_VIEW, PUBLICATION, *vars(changes).values())
    if isinstance(table, Table)
)
"""Tables of the state that tell how a run came to its result, and not what the result is."""

Record = dict[str, str | None]


@dataclass
class Retailer:
    """The folder of the retailer, its records by source and key, and the day on which it runs."""

    folder: Path
    records: dict[str, dict[str, Record]]
    waiting: dict[str, dict[str, Record]] = field(default_factory=dict)
    """Records that are not there yet."""

    judgements: list[str] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    now: datetime = datetime(2031, 1, 1, 6)

    @classmethod
    def opened(cls, folder: Path, records: int, waiting: int, seed: int = 7) -> Retailer:
        """A retailer who has so many records, and will hear of so many more."""
        data = generate(records + waiting, seed)
        known: dict[str, dict[str, Record]] = {}
        later: dict[str, dict[str, Record]] = {}
        share = waiting / (records + waiting)
        for name, key in KEYS.items():
            frame: pl.DataFrame = getattr(data, name).cast(pl.String)
            rows = {str(row[key]): row for row in frame.to_dicts()}
            keys = sorted(rows)
            random.Random(seed).shuffle(keys)
            first = round(len(keys) * share)
            later[name] = {key: rows[key] for key in keys[:first]}
            known[name] = {key: rows[key] for key in keys[first:]}
        folder.mkdir(parents=True)
        data.receipts.write_csv(folder / "receipts.csv")
        return cls(folder, known, later)

    @property
    def job(self) -> Job:
        return load_job(self.folder / "job.yml", {})

    @property
    def mart(self) -> Path:
        return self.folder / "out/retailer.duckdb"

    @property
    def state(self) -> Path:
        return self.folder / "state/retailer.duckdb"

    def write(self) -> None:
        """Write the job, the sources and the judgements as they are now."""
        (self.folder / "job.yml").write_text(JOB, encoding="utf-8")
        for name, rows in self.records.items():
            frame = pl.DataFrame(list(rows.values()), schema=dict.fromkeys(self._columns(name), pl.String))
            frame.write_csv(self.folder / f"{name}.csv")
        lines = ["left,right,decision,who,when,why,until", *self.judgements, ""]
        (self.folder / "overrides.csv").write_text("\n".join(lines), encoding="utf-8")
        lines = ["record,attribute,value,who,when,why,until", *self.pins, ""]
        (self.folder / "pins.csv").write_text("\n".join(lines), encoding="utf-8")

    def _columns(self, source: str) -> list[str]:
        rows = self.records[source] or self.waiting[source]
        return list(next(iter(rows.values())))

    def copy(self, folder: Path) -> Retailer:
        """The same retailer, state and mart in another folder."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder)

    def run(self, *, full: bool = False, retrain: bool = False, observer: Observer | None = None) -> RunResult:
        """Run the job with a clock that stands still: two runs of one moment note equal times."""
        return pipeline.run(self.job, lambda: self.now, full=full, retrain=retrain, observer=observer)

    def later(self, days: int = 1) -> None:
        """Let time pass."""
        self.now += timedelta(days=days)

    def kept(self) -> dict[str, list[Row]]:
        """Every table of the state that tells a result, in an order of its own."""
        with Warehouse(self.state, read_only=True) as state:
            found = state.rows("select table_name from duckdb_tables() where not temporary order by table_name")
            names = [str(name) for (name,) in found if name not in OF_A_RUN]
            return {name: state.rows(_telling(state, name)) for name in names}

    def published(self) -> dict[str, list[Row]]:
        """Every table of the mart but that of the runs, without measurements, in an order of its own."""
        with Warehouse(self.mart, read_only=True) as mart:
            told = [table.name for table in MART_TABLES if table is not OPS_RUN]
            return {name: mart.rows(_telling(mart, name)) for name in told}


def _telling(database: Warehouse, table: str) -> str:
    columns = ", ".join(column(name) for name in database.columns(table) if name not in MEASURED)
    return f"select {columns} from {ident(table)} order by all"


def differing(left: Mapping[str, list[Row]], right: Mapping[str, list[Row]]) -> dict[str, tuple[list[Row], list[Row]]]:
    """Tables whose rows are not the same, with up to five rows that only one of the two has."""
    return {
        name: (_only(left.get(name, []), right.get(name, [])), _only(right.get(name, []), left.get(name, [])))
        for name in sorted({*left, *right})
        if left.get(name) != right.get(name)
    }


def _only(rows: Iterable[Row], others: Iterable[Row]) -> list[Row]:
    known = {repr(row) for row in others}
    return [row for row in rows if repr(row) not in known][:5]


Change = Callable[[Retailer, random.Random], object]


def arrive(shop: Retailer, dice: random.Random) -> None:
    """Some records come."""
    for _ in range(dice.randint(1, 5)):
        source = dice.choice([name for name, rows in shop.waiting.items() if rows] or list(KEYS))
        if shop.waiting[source]:
            key = dice.choice(sorted(shop.waiting[source]))
            shop.records[source][key] = shop.waiting[source].pop(key)


def leave(shop: Retailer, dice: random.Random) -> None:
    """Some records go, and may come back another day."""
    for _ in range(dice.randint(1, 3)):
        source = dice.choice(list(KEYS))
        if len(shop.records[source]) > 1:
            key = dice.choice(sorted(shop.records[source]))
            shop.waiting[source][key] = shop.records[source].pop(key)


def correct(shop: Retailer, dice: random.Random) -> None:
    """A value of some records becomes that of another record of the source, or is blanked."""
    for _ in range(dice.randint(1, 4)):
        source = dice.choice(list(KEYS))
        rows = shop.records[source]
        one, other = (dice.choice(sorted(rows)) for _ in range(2))
        name = dice.choice([name for name in shop._columns(source) if name != KEYS[source]])
        rows[one] = rows[one] | {name: None if dice.random() < 0.2 else rows[other][name]}


def share(shop: Retailer, dice: random.Random) -> None:
    """Many records take one telephone number, or lose it again."""
    number = "9161110022"
    rows = shop.records["app"]
    if any(row["msisdn"] == number for row in rows.values()):
        shop.records["app"] = {
            key: row | {"msisdn": None if row["msisdn"] == number else row["msisdn"]} for key, row in rows.items()
        }
        return
    for key in dice.sample(sorted(rows), min(8, len(rows))):
        rows[key] = rows[key] | {"msisdn": number}


def judge(shop: Retailer, dice: random.Random) -> None:
    """A steward decides on two records, for ever or for some days; or an earlier decision is struck out."""
    if shop.judgements and dice.random() < 0.3:
        shop.judgements.pop(dice.randrange(len(shop.judgements)))
        return
    ends = [f"{source}:{key}" for source, rows in shop.records.items() for key in sorted(rows)]
    left, right = dice.sample(ends, 2)
    until = (shop.now + timedelta(days=dice.randint(1, 4))).date().isoformat() if dice.random() < 0.4 else ""
    decision = dice.choice(["same", "different"])
    shop.judgements.append(f"{left},{right},{decision},ann,{shop.now.date().isoformat()},because,{until}")


def pin(shop: Retailer, dice: random.Random) -> None:
    """A steward sets the city of a customer, for ever or for some days; or strikes out an earlier word."""
    if shop.pins and dice.random() < 0.3:
        shop.pins.pop(dice.randrange(len(shop.pins)))
        return
    until = (shop.now + timedelta(days=dice.randint(1, 4))).date().isoformat() if dice.random() < 0.4 else ""
    record = f"crm:{dice.choice(sorted(shop.records['crm']))}"
    city = dice.choice(["Казань", "Oxford", "Тверь"])
    shop.pins.append(f"{record},city,{city},ann,{shop.now.date().isoformat()},because,{until}")


def nothing(shop: Retailer, dice: random.Random) -> None:
    """Only time passes."""


CHANGES: tuple[Change, ...] = (arrive, leave, correct, share, judge, pin, nothing)
"""What may happen between two runs."""
