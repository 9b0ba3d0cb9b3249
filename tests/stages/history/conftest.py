"""Runs of the history stage over profiles that a test decides, without the stages before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.model.changes import GOLDEN_CHANGE, MEMBERSHIP_CHANGE
from golden_record.model.run import RunContext
from golden_record.stages import history
from golden_record.stages.cluster.extent import ALL
from golden_record.stages.cluster.naming.ids import named
from golden_record.warehouse import Warehouse
from tests.stages.history.reader import Reader

JOB = """\
version: 1
name: people
sources:
  crm: {path: crm.csv, key: id, attributes: {town: town, phone: phone}}
attributes:
  town: {type: city}
  phone: {type: phone, many: true}
"""
FIRST = datetime(2031, 1, 1)


def job_in(folder: Path, text: str = JOB) -> Job:
    """A job, of two attributes if nothing else is said; its sources are never read."""
    (folder / "job.yml").write_text(text, encoding="utf-8")
    return load_job(folder / "job.yml", {"GOLDEN_RECORD_KEY": "0123456789abcdef" * 2})


@dataclass
class Days:
    """A state that sees one run a day."""

    job: Job
    warehouse: Warehouse = field(default_factory=Warehouse)
    reader: Reader = field(default_factory=Reader)
    day: int = 0
    changed: int | None = None
    """What the last run said that it has changed."""
    listed: bool = False
    """Whether the stages before list what they change, from the second day on."""

    def run(self, groups: Iterable[Iterable[int]], towns: Mapping[int, str] | None = None) -> dict[int, str]:
        """A run that finds these groups of records; returns the profile of each record.

        The golden town of a group is that of its smallest record, `towns` by record or else one and the same.
        """
        members = pl.DataFrame(
            [(record, min(group)) for group in map(list, groups) for record in group],
            schema={"record_id": pl.Int64, "founder_id": pl.Int64},
            orient="row",
        ).sort("record_id")
        before = self._profiles()
        self._write(members, towns or {})
        lists = self._list(before) if self.listed and self.day else None
        context = RunContext(f"run-{self.day:03}", FIRST + timedelta(days=self.day), changed=lists)
        with self.warehouse.transaction():
            self.changed = history.run(self.warehouse, self.job, context).changed
        self.day += 1
        self._follow()
        return self.profiles()

    def profiles(self) -> dict[int, str]:
        """The profile of each record."""
        return {int(str(r)): str(p) for r, p in self.warehouse.rows("select record_id, profile_id from membership")}

    def events(self, run: int | None = None) -> list[tuple[str, str, str | None, dict[str, Any]]]:
        """Events of a run, the last one by default: `event`, `profile_id`, `other_profile_id`, `details`."""
        wanted = f"run-{self.day - 1 if run is None else run:03}"
        rows = self.warehouse.rows(
            "select event, profile_id, other_profile_id, details from profile_event where run_id = ? order by sequence",
            [wanted],
        )
        return [(str(e), str(p), None if o is None else str(o), json.loads(str(d))) for e, p, o, d in rows]

    def redirects(self) -> dict[str, str | None]:
        """Where retired ids lead."""
        found = self.warehouse.rows("select old_profile_id, profile_id from profile_redirect")
        return {str(old): None if new is None else str(new) for old, new in found}

    def _write(self, members: pl.DataFrame, towns: Mapping[int, str]) -> None:
        store = self.warehouse
        ids = members["record_id"].to_list()
        records = pl.DataFrame({"record_id": ids, "source": ["crm"] * len(ids), "source_id": [f"c{i}" for i in ids]})
        golden = pl.DataFrame({"record_id": ids, "town": [towns.get(i, "Omsk") for i in ids]})
        with store.registered(records.cast({"record_id": pl.Int64, "source": pl.String, "source_id": pl.String}), "r"):
            store.execute("create or replace table source_record as select * from r")
        with store.registered(members, "m"), store.registered(named(store, "m", ALL), "n"):
            store.execute("create or replace table membership as select * from m join n using (founder_id)")
        with store.registered(golden.cast({"record_id": pl.Int64, "town": pl.String}), "g"):
            store.execute(
                "create or replace table golden_profile as select distinct profile_id, town, ['+7'] as phone,"
                " null::varchar as household_id from membership join g on g.record_id = founder_id"
            )
        store.execute("create table if not exists link (left_id bigint, right_id bigint, weights float[])")
        store.execute("create table if not exists model (diagnostics varchar, current boolean)")

    def _profiles(self) -> dict[str, tuple[object, object]]:
        """The records and the golden row of each profile."""
        if not self.day:
            return {}
        rows = self.warehouse.rows(
            "select profile_id, list(record_id order by record_id), any_value(town)"
            " from membership join golden_profile using (profile_id) group by profile_id"
        )
        return {str(profile): (members, town) for profile, members, town in rows}

    def _list(self, before: Mapping[str, object]) -> frozenset[str]:
        """Write the lists of cluster and survive, as these would."""
        after = self._profiles()
        other = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
        for table in (MEMBERSHIP_CHANGE, GOLDEN_CHANGE):
            self.warehouse.load(table, pl.DataFrame({"profile_id": other}, schema={"profile_id": pl.String}))
        return frozenset({"cluster", "survive"}) if other else frozenset()

    def _follow(self) -> None:
        rows = self.warehouse.rows(
            "select sequence, event, profile_id, other_profile_id, details from profile_event"
            " where sequence > ? order by sequence",
            [self.reader.last],
        )
        self.reader.follow(
            [(int(str(s)), str(e), str(p), None if o is None else str(o), str(d)) for s, e, p, o, d in rows]
        )
