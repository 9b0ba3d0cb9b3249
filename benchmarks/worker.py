"""The pieces of work that are measured, each in a process of its own; the answer goes to stdout as JSON."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from benchmarks.disturbance import AGAIN_EVERY, a_day_later, with_junk
from benchmarks.plain_splink import run_plain_splink
from benchmarks.scoring import f1_by_truth, judged, utc_now
from golden_record import pipeline
from golden_record.config.load import load_job
from golden_record.evaluate.evaluation import evaluate
from golden_record.evaluate.metrics import BCubed, Pairs, b_cubed, pairwise
from golden_record.sample import generate, write
from golden_record.sample.generator import FEWEST_RECORDS

Answer = dict[str, object]


def sample(folder: Path, records: int, *, junk: bool = False) -> Answer:
    """Write the fictional retailer of so many records."""
    data = generate(records)
    write(with_junk(data) if junk else data, folder)
    return {}


def change(folder: Path, records: int) -> Answer:
    """Let a day go by for the files of a sample of so many records: one in a hundred is new or changed."""
    newcomers = generate(max(records // AGAIN_EVERY, FEWEST_RECORDS), seed=43)
    write(a_day_later(generate(records), newcomers), folder)
    return {}


def run(job_file: Path, *, full: bool) -> Answer:
    """Run a job to its end."""
    result = pipeline.run(load_job(job_file, {}), utc_now, full=full)
    return pipeline.results_json(result)


def splink(job_file: Path, clusters: Path) -> Answer:
    """Run plain Splink over the standardised records of a job that has run, and write its clusters."""
    job = load_job(job_file, {})
    result = run_plain_splink(job.state_path, job)
    result.clusters.write_parquet(clusters)
    return {"steps": dict(result.seconds), "compared_pairs": result.compared_pairs}


def judge(job_file: Path, truth: Path, clusters: Path) -> Answer:
    """Compare the profiles of a job, and plain Splink's clusters, with the truth."""
    job = load_job(job_file, {})
    groups = judged(job, truth, pl.read_parquet(clusters))
    found = evaluate(job, truth)
    return {
        "ours": _scores(found.pairs, found.b_cubed) | {"compared_pairs": found.compared_pairs},
        "splink": _scores(pairwise(groups), b_cubed(groups)),
        "splink_f1_by_truth": f1_by_truth(groups),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one piece of work."""
    chosen = _parser().parse_args(arguments)
    started = time.perf_counter()
    answer = _WORK[chosen.work](chosen)
    seconds = time.perf_counter() - started
    sys.stdout.write(json.dumps({"seconds": seconds} | answer))
    return 0


_WORK: dict[str, Callable[[argparse.Namespace], Answer]] = {
    "sample": lambda chosen: sample(chosen.folder, chosen.records, junk=chosen.junk),
    "change": lambda chosen: change(chosen.folder, chosen.records),
    "run": lambda chosen: run(chosen.job, full=chosen.full),
    "splink": lambda chosen: splink(chosen.job, chosen.clusters),
    "judge": lambda chosen: judge(chosen.job, chosen.truth, chosen.clusters),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worker", description=__doc__)
    parser.add_argument("work", choices=sorted(_WORK))
    parser.add_argument("--folder", type=Path, help="folder of the sample")
    parser.add_argument("--records", type=int, help="records of the sample")
    parser.add_argument("--job", type=Path, help="job file")
    parser.add_argument("--truth", type=Path, help="truth about the job's records")
    parser.add_argument("--clusters", type=Path, help="Parquet file of plain Splink's clusters")
    parser.add_argument("--full", action="store_true", help="reuse no earlier result")
    parser.add_argument("--junk", action="store_true", help="spoil the sample with shared values")
    return parser


def _scores(pairs: Pairs, cubed: BCubed) -> Answer:
    return {"precision": pairs.precision, "recall": pairs.recall, "f1": pairs.f1, "b_cubed_f1": cubed.f1}


if __name__ == "__main__":
    raise SystemExit(main())
