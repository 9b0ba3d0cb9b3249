"""Link graphs that pairs alone would merge into one person: chains and stars, made and clustered, one per process."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import polars as pl

from benchmarks import queries
from golden_record.config.job import Job, JobConfig
from golden_record.model.attribute_types import comparable_columns
from golden_record.model.matching import MODEL
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK, SOURCE_RECORD, STANDARD_RECORD
from golden_record.stages import cluster
from golden_record.warehouse import Warehouse

Shape = Literal["chain", "star"]
SHAPES: Mapping[Shape, str] = {"chain": "i + 1", "star": "1"}
"""The left end of the link to record i + 2, as SQL: the record before it, or always the first."""

COMPARISONS = 8
MATCH_WEIGHT = -8.0
"""Bits before any comparison."""

MOMENT = datetime(2026, 1, 1)


def job() -> Job:
    """A job with a guard of every kind, whose other blocks do not matter here."""
    attributes = {"full_name": {"type": "person_name"}, "phone": {"type": "phone", "limit": 9}}
    source = {"path": "none.csv", "key": "id", "attributes": {name: name for name in attributes}}
    config = {
        "version": 1,
        "name": "shapes",
        "sources": {"crm": source},
        "attributes": attributes,
        "cluster": {"conflicts": ["full_name"], "limits": {"phone": 5}},
    }
    return Job(JobConfig.model_validate(config), Path("shapes.yml"))


def make(path: Path, shape: Shape, links: int) -> None:
    """Write the state that the cluster stage reads."""
    asked = job()
    types = [(name, attribute.type) for name, attribute in asked.config.attributes.items()]
    with Warehouse(path) as warehouse:
        warehouse.create(SOURCE_RECORD, queries.made_records(links + 1))
        warehouse.create_empty(STANDARD_RECORD, comparable_columns(types))
        warehouse.execute(queries.made_values(links + 1))
        warehouse.create(LINK, queries.made_links(links, SHAPES[shape], COMPARISONS))
        warehouse.load(MODEL, pl.DataFrame([_model()]))


def run(path: Path) -> dict[str, object]:
    """Cluster a state that was made: seconds of the stage, what it said, and the largest profile."""
    with Warehouse(path) as warehouse:
        started = time.perf_counter()
        with warehouse.transaction():
            report = cluster.run(warehouse, job(), RunContext("shapes", MOMENT))
        taken = time.perf_counter() - started
        largest = warehouse.scalar("select max(record_count) from profile")
    return {"seconds": taken, "rows": dict(report.rows), "notes": list(report.notes), "largest": largest}


def _model() -> dict[str, object]:
    names = ["full_name__given", *(f"other_{place}" for place in range(1, COMPARISONS))]
    diagnostics = {
        "comparisons": names,
        "weights": [[2.0, -4.0]] * COMPARISONS,
        "kin": [],
        "match_share": 1 / (1 + math.pow(2, -MATCH_WEIGHT)),
    }
    null, same = (
        '"full_name__given_l" is null or "full_name__given_r" is null',
        '"full_name__given_l" = "full_name__given_r"',
    )
    levels = [{"sql_condition": condition} for condition in (null, same, "ELSE")]
    settings = {"comparisons": [{"output_column_name": name, "comparison_levels": levels} for name in names]}
    return {
        "version": 1,
        "model_id": "made",
        "current": True,
        "created_at": MOMENT,
        "run_id": "shapes",
        "origin": "trained",
        "signature": "made",
        "settings": json.dumps(settings),
        "diagnostics": json.dumps(diagnostics),
        "threshold": 0.0,
        "records": 0,
        "pairs": 0,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a state, or cluster it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shapes", description=__doc__)
    parser.add_argument("work", choices=("make", "cluster"))
    parser.add_argument("path", type=Path, help="state to write or to cluster")
    parser.add_argument("--shape", choices=sorted(SHAPES))
    parser.add_argument("--links", type=int)
    chosen = parser.parse_args(arguments)
    answer: dict[str, object] = {"seconds": 0.0}
    if chosen.work == "make":
        make(chosen.path, chosen.shape, chosen.links)
    else:
        answer = run(chosen.path)
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
