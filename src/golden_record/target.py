"""What a run leaves under `target/`, for people and programs that look at it afterwards: no values of records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from golden_record.config.job import Job
from golden_record.config.resolved import resolved_yaml
from golden_record.errors import EngineError


def prepare(target: Path, job: Job) -> None:
    """Make the folder of a run, with the job as it ran.

    Raises:
        EngineError: it cannot be written, as with all that is written there later.
    """
    with _writing_to(target):
        (target / "compiled").mkdir(parents=True, exist_ok=True)
        (target / "job.yml").write_text(resolved_yaml(job), encoding="utf-8")


def write_sql(target: Path, position: int, stage: str, statements: Sequence[str]) -> None:
    """Leave the statements of a stage, which came at this position of the run."""
    text = ";\n\n".join(statements) + ";\n" if statements else ""
    with _writing_to(target):
        (target / "compiled" / f"{position}_{stage}.sql").write_text(text, encoding="utf-8")


def write_model(target: Path, settings: str) -> None:
    """Leave the model that scored, as Splink writes it; nothing where there is none."""
    with _writing_to(target):
        (target / "model.json").write_text(settings, encoding="utf-8")


def write_results(target: Path, results: Mapping[str, object]) -> None:
    """Leave what a run did."""
    text = json.dumps(results, ensure_ascii=False, indent=2)
    with _writing_to(target):
        (target / "run_results.json").write_text(text + "\n", encoding="utf-8")


@contextmanager
def _writing_to(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        msg = f"cannot write {target}: {error.strerror}"
        raise EngineError(msg, hint="check the folder's permissions and free space") from error
