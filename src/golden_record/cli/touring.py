"""What `demo` does: data, a job, a run, the comparison with the truth, and what to look at next."""

from __future__ import annotations

import json
import os
from importlib import resources
from pathlib import Path

from golden_record.cli.console import facts, messages, output, title
from golden_record.cli.evaluating import print_scores
from golden_record.cli.render_run import print_run, shown_path
from golden_record.cli.running import watched_run
from golden_record.config.load import load_job
from golden_record.config.schema import job_schema
from golden_record.errors import EngineError, UsageError
from golden_record.evaluate.evaluation import Evaluation, evaluate
from golden_record.evaluate.summary import RunSummary, summarise
from golden_record.sample import generate, write

JOB_NAME = "job.yml"
SCHEMA_NAME = "golden_record.schema.json"


def tour(folder: Path, records: int) -> None:
    """Make up customers, resolve them, compare with the truth, and say what to open next.

    Raises:
        UsageError: the folder holds something else.
        EngineError: the folder cannot be written.
    """
    path = _prepare(folder, records)
    job = load_job(path, os.environ)
    result = watched_run(job)
    summary = summarise(job)
    print_run(job, result, summary)
    truth = folder / "data" / "truth.csv"
    evaluation = evaluate(job, truth)
    _print_verdict(evaluation)
    _print_next(path, truth, summary, evaluation)


def _prepare(folder: Path, records: int) -> Path:
    """Write data, schema and job; a job that is already there keeps what its reader has changed."""
    path = folder / JOB_NAME
    if folder.exists() and not path.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder} is not empty, and not a demo"
        raise UsageError(msg, hint="name a new folder: golden-record demo DIR")
    messages().print(f"making up {records:,} records in {shown_path(folder)}")
    try:
        write(generate(records), folder / "data")
        (folder / SCHEMA_NAME).write_text(json.dumps(job_schema(), indent=2) + "\n", encoding="utf-8")
        if not path.exists():
            path.write_text(_demo_job(), encoding="utf-8")
    except OSError as error:
        msg = f"cannot write in {folder}: {error.strerror}"
        raise EngineError(msg, hint="name a folder that you may write: golden-record demo DIR") from error
    return path


def _demo_job() -> str:
    return (resources.files("golden_record.cli") / "demo_job.yml").read_text(encoding="utf-8")


def _print_verdict(evaluation: Evaluation) -> None:
    console = output()
    title(console, "Against the truth, which the engine never saw")
    print_scores(console, evaluation)


def _print_next(path: Path, truth: Path, summary: RunSummary, evaluation: Evaluation) -> None:
    console = output()
    title(console, "The tour goes on")
    rows: list[tuple[str, object]] = [("read", f"{shown_path(path)}, the job: change it and run it again")]
    for example in summary.examples[:1]:
        rows.append(("a profile", f"golden-record explain {shown_path(path)} --profile {example.profile_id}"))
    tie = next((mistake.tie for mistake in evaluation.worst_merges if mistake.tie), None)
    if tie is not None:
        pair = f"{tie.left} {tie.right}"
        rows.append(("a mistake", f"golden-record explain {shown_path(path)} --pair {pair}"))
    rows.append(("all mistakes", f"golden-record evaluate {shown_path(path)} --truth {shown_path(truth)}"))
    rows.append(("once more", f"golden-record run {shown_path(path)}"))
    console.print(facts(rows))
