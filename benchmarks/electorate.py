"""Claims of made up people, and golden values elected from them, one per process."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from benchmarks import election_queries as queries
from golden_record.config.job import Job, JobConfig
from golden_record.model.attribute_types import comparable_columns
from golden_record.model.run import RunContext
from golden_record.model.tables import CLAIM, HOUSEHOLD_MEMBER, MEMBERSHIP, PROFILE, SOURCE_RECORD, STANDARD_RECORD
from golden_record.stages import survive
from golden_record.warehouse import Resources, Warehouse

ATTRIBUTES: dict[str, tuple[str, object]] = {
    "title": ("text", ["most_trusted", "longest", "most_recent"]),
    "email": ("email", {"choose": ["verified", "most_recent"], "collect": "all"}),
    "phone": ("phone", {"choose": "most_recent", "prefer_sources": ["app", "crm"], "max_age": "9y", "collect": 5}),
    "birth_date": ("birth_date", {"choose": "most_frequent", "min_agreement": 0.5}),
    "gender": ("gender", {"choose": "most_frequent", "when": {"source = 'crm'": "most_trusted"}}),
    "city": ("city", {"choose": "trust", "decay": {"half_life": "2y", "floor": 20}}),
    "postcode": ("postcode", {"follow": "city"}),
    "company": ("company", ["most_frequent", "most_trusted", "most_recent"]),
    "tax_id": ("inn", ["weighted_majority", "most_trusted"]),
    "card": ("identifier", ["source_priority", "most_recent"]),
    "segment": ("category", "most_recent"),
    "points": ("number", {"choose": "sum"}),
}
"""Twelve attributes: name to type, and how its golden value is chosen. Each has a chain that ties must fall through."""

SOURCES = {"crm": 90, "app": 80, "pos": 50, "web": 30}
"""Sources with their trust."""

MOMENT = datetime(2026, 1, 1)


def job() -> Job:
    """A job over such claims, which tells of every contested candidate."""
    mapping = {name: name for name in ATTRIBUTES}
    config = {
        "version": 1,
        "name": "electorate",
        "sources": {
            name: {"path": f"{name}.csv", "key": "id", "updated_at": "at", "trust": trust, "attributes": mapping}
            for name, trust in SOURCES.items()
        },
        "attributes": {name: {"type": type_} for name, (type_, _) in ATTRIBUTES.items()},
        "survivorship": {"attributes": {name: chosen for name, (_, chosen) in ATTRIBUTES.items()}},
    }
    return Job(JobConfig.model_validate(config), Path("electorate.yml"))


def make(path: Path, records: int) -> None:
    """Write the state that the survive stage reads: so many records of 0.42 times as many people."""
    types = [(name, type_) for name, (type_, _) in ATTRIBUTES.items()]
    with Warehouse(path) as warehouse:
        warehouse.create(SOURCE_RECORD, queries.made_records(records, list(SOURCES)))
        warehouse.create(MEMBERSHIP, queries.made_memberships(records))
        warehouse.create(PROFILE, queries.made_profiles())
        warehouse.create_empty(STANDARD_RECORD, comparable_columns(types))
        warehouse.create_empty(HOUSEHOLD_MEMBER)
        warehouse.create_empty(CLAIM)
        for place, (name, type_) in enumerate(types):
            warehouse.execute(queries.made_claims(name, place, numeric=type_ == "number"))


def run(path: Path, memory: str | None) -> dict[str, object]:
    """Elect the golden values of a state that was made: seconds of the stage, and rows per table."""
    with Warehouse(path, Resources(memory=memory, threads=2)) as warehouse:
        started = time.perf_counter()
        with warehouse.transaction():
            report = survive.run(warehouse, job(), RunContext("electorate", MOMENT))
        taken = time.perf_counter() - started
        claims = warehouse.count(CLAIM)
    return {"seconds": taken, "rows": dict(report.rows), "claims": claims}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a state, or elect."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.electorate", description=__doc__)
    parser.add_argument("work", choices=("make", "elect"))
    parser.add_argument("path", type=Path, help="state to write or to elect in")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--memory", help="memory that the engine may use, such as 4GB")
    chosen = parser.parse_args(arguments)
    answer: dict[str, object] = {"seconds": 0.0}
    if chosen.work == "make":
        make(chosen.path, chosen.records)
    else:
        answer = run(chosen.path, chosen.memory)
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
