"""How a run is watched: a spinner on a terminal, plain lines elsewhere, JSON lines for machines; all on stderr."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from golden_record.cli.console import messages
from golden_record.line import STAGES
from golden_record.pipeline import Observer, StageResult
from golden_record.pipeline import Progress as Happening

MOST_TABLES = 4
"""Tables that the line of a stage names; publishing writes a dozen."""

_VERBS = {
    "sources": "reading sources",
    "standardize": "cleaning values",
    "link": "comparing records",
    "cluster": "deciding who is who",
    "household": "finding who lives together",
    "history": "telling what changed",
    "activity": "summing up events",
    "survive": "choosing golden values",
    "publish": "publishing the mart",
}


@contextmanager
def watching(log_format: str) -> Iterator[Observer]:
    """An observer for a run, alive for the length of the block."""
    console = messages()
    if log_format == "json":
        with _json_log():
            yield _tell_json
    elif console.is_terminal:
        with _spinner(console) as observer:
            yield observer
    else:
        yield _tell_line


def _tell_line(stage: str, happening: Happening, result: StageResult | None) -> None:
    if result is not None:
        click.echo(finished_line(result), err=True)
    else:
        click.echo(f"{stage:<12} {_VERBS.get(stage, happening)} ...", err=True)


def finished_line(result: StageResult) -> str:
    """A stage that has ended, in one line."""
    if result.status == "reused":
        return f"{result.stage:<12} unchanged, used again"
    rows = [f"{name} {count:,}" for name, count in result.report.rows.items()]
    more = f", and {len(rows) - MOST_TABLES} more tables" if len(rows) > MOST_TABLES else ""
    return f"{result.stage:<12} {result.seconds:>7.1f} s  {', '.join(rows[:MOST_TABLES])}{more}"


def _tell_json(stage: str, happening: Happening, result: StageResult | None) -> None:
    facts: dict[str, object] = {"stage": stage, "status": happening}
    if result is not None:
        facts |= {
            "seconds": round(result.seconds, 3),
            "peak_memory_mb": round(result.peak_memory_mb, 1),
            "rows": dict(result.report.rows),
            "notes": list(result.report.notes),
        }
    _print_line("stage", facts)


@contextmanager
def _spinner(console: Console) -> Iterator[Observer]:
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _on_terminal(progress)


def _on_terminal(progress: Progress) -> Observer:
    places = {name: f"[{number}/{len(STAGES)}]" for number, name in enumerate(STAGES, start=1)}
    tasks: list[Callable[[], None]] = []

    def tell(stage: str, happening: Happening, result: StageResult | None) -> None:
        if happening == "started":
            task = progress.add_task(f"{places[stage]} {stage}: {_VERBS.get(stage, '')}", total=1)
            tasks.append(lambda: progress.remove_task(task))
        elif result is not None:
            while tasks:
                tasks.pop()()
            progress.console.print(f"✓ {places[stage]} {finished_line(result)}", style="dim", overflow="ellipsis")

    return tell


class _JsonLines(logging.Handler):
    """Log records as JSON lines on stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; our own messages never hold values of records."""
        _print_line("log", {"level": record.levelname, "logger": record.name, "message": record.getMessage()})


@contextmanager
def _json_log() -> Iterator[None]:
    logger, handler = logging.getLogger("golden_record"), _JsonLines()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _print_line(event: str, facts: dict[str, object]) -> None:
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    click.echo(json.dumps({"time": moment, "event": event, **facts}, ensure_ascii=False), err=True)
