"""How a run is told when it is over."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from shutil import which

import click
from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, percent, plural, printable, title
from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.evaluate.report import FILE_NAME
from golden_record.evaluate.summary import GUARDS, Example, HouseholdSummary, RunSummary
from golden_record.pipeline import RunResult, results_json


def print_plan(plan: dict[str, str]) -> None:
    """Print every stage and its SQL, as a script that a person can read."""
    for stage, sql in plan.items():
        click.echo(f"-- {stage}\n\n{sql};\n")


def run_json(job: Job, result: RunResult, summary: RunSummary) -> dict[str, object]:
    """The run and its result without any value of a record."""
    return results_json(result) | {
        "unchanged": result.unchanged,
        "mart": str(job.mart_path),
        "target": str(result.target),
        "report": str(_report(result)) if _report(result).exists() else None,
        "summary": {
            "sources": {
                item.source: {"records": item.records, "rejected_rows": item.rejected} for item in summary.sources
            },
            "profiles": summary.profiles,
            "joined_profiles": summary.joined_profiles,
            "profiles_by_source_count": {str(key): count for key, count in summary.profiles_by_source_count.items()},
            "largest_profile": {"profile_id": summary.largest_profile_id, "records": summary.largest_records},
            "households": None if summary.households is None else asdict(summary.households),
            "segments": [asdict(segment) for segment in summary.segments],
            "refused_links": summary.refused_links,
            "example_profiles": [example.profile_id for example in summary.examples],
        },
    }


def print_run(job: Job, result: RunResult, summary: RunSummary) -> None:
    """Print the closing summary: what came in, what came out, what was refused, where it lies."""
    console = output()
    _print_headline(console, result, summary)
    _print_sources(console, summary)
    _print_profiles(console, summary)
    _print_segments(console, summary)
    _print_refused(console, summary)
    _print_notes(console, result)
    if not result.unchanged:
        _print_examples(console, summary)
    _print_way_on(console, job, result, summary)


def _print_headline(console: Console, result: RunResult, summary: RunSummary) -> None:
    records = sum(source.records for source in summary.sources)
    people = plural(summary.profiles, "golden profile")
    if result.unchanged:
        text = f"Nothing has changed since the last run: {people} of {plural(records, 'record')} stand as published."
    else:
        text = f"{plural(records, 'record')} became {people} in {result.seconds:.1f} s."
    console.print(Text(text, style="bold green"))


def _print_sources(console: Console, summary: RunSummary) -> None:
    title(console, "Sources")
    rows = [(source.source, source.records, source.rejected or "") for source in summary.sources]
    console.print(grid(("source", "records", "rows rejected"), rows, numbers=(1, 2)))


def _print_profiles(console: Console, summary: RunSummary) -> None:
    title(console, "Profiles")
    total = max(summary.profiles, 1)
    rows: list[tuple[str, object]] = [
        (f"from {plural(count, 'source')}", f"{profiles:>9,}  {profiles / total:.1%}")
        for count, profiles in summary.profiles_by_source_count.items()
    ]
    rows.append(("of several records", f"{summary.joined_profiles:>9,}  {summary.joined_profiles / total:.1%}"))
    if summary.largest_profile_id is not None:
        size = plural(summary.largest_records, "record")
        rows.append(("largest", f"{summary.largest_records:>9,}  {size.split(' ')[1]}, {summary.largest_profile_id}"))
    if summary.households is not None:
        rows.append(_housed(summary.households, total))
    console.print(facts(rows))


def _housed(found: HouseholdSummary, profiles: int) -> tuple[str, object]:
    homes = f"in {plural(found.households, 'household')} of up to {found.largest}"
    return "sharing a home", f"{found.profiles:>9,}  {found.profiles / profiles:.1%}, {homes}"


def _print_segments(console: Console, summary: RunSummary) -> None:
    if not summary.segments:
        return
    title(console, "Customers by their last event")
    rows = [
        (item.lifecycle, item.profiles, f"{item.share:.1%}", f"{item.money:,.0f}", f"{item.money_share:.1%}")
        for item in summary.segments
    ]
    head = ("lifecycle", "profiles", "of those with events", "money", "of the money")
    console.print(grid(head, rows, numbers=(1, 2, 3, 4)))


def _print_refused(console: Console, summary: RunSummary) -> None:
    if not summary.refused_links:
        return
    title(console, "Links that guards refused")
    rows = [(guard, links, GUARDS.get(guard, "")) for guard, links in summary.refused_links.items()]
    console.print(grid(("guard", "links", "why"), rows, numbers=(1,)))


def _print_notes(console: Console, result: RunResult) -> None:
    notes = [(stage.stage, note) for stage in result.stages for note in stage.report.notes]
    if notes:
        title(console, "Worth knowing")
        console.print(facts(notes))


def _print_examples(console: Console, summary: RunSummary) -> None:
    if summary.joined_profiles:
        title(console, "For example")
        for example in summary.examples:
            _print_example(console, example)


def _print_example(console: Console, example: Example) -> None:
    head = Text(example.profile_id, style="bold cyan")
    size = f"  {plural(example.record_count, 'record')} of {', '.join(example.sources)};"
    console.print(head + Text(f"{size} confidence {percent(example.confidence)}", style="dim"))
    rows: list[tuple[str, object]] = [(f"  {name}", value) for name, value in example.golden]
    others = [spelling for spelling in example.spellings if spelling not in {value for _, value in example.golden}]
    if others:
        rows.append(("  also written", Text(printable(" · ".join(others)), style="dim")))
    console.print(facts(rows))
    console.print()


def _print_way_on(console: Console, job: Job, result: RunResult, summary: RunSummary) -> None:
    mart, path = display_path(job.mart_path), display_path(job.path)
    title(console, "Where to go from here")
    rows: list[tuple[str, object]] = [
        ("mart", mart),
        ("open it", _first_rows(mart)),
    ]
    if summary.largest_profile_id is not None:
        rows.append(("explain", f"golden-record explain {_quoted(path)} --profile {summary.largest_profile_id}"))
    if _report(result).exists():
        rows.append(("report", display_path(_report(result))))
    rows.append(("this run", display_path(result.target)))
    console.print(facts(rows))


def _report(result: RunResult) -> Path:
    """Where the run left its report, if it did."""
    return result.target / FILE_NAME


def _first_rows(mart: str) -> str:
    """A command that shows the result: DuckDB's own shell where there is one, else this very Python."""
    if which("duckdb"):
        return f'duckdb {_quoted(mart)} "from golden_profile limit 10"'
    python = _quoted(display_path(Path(sys.executable)))
    return f"{python} -c \"import duckdb; duckdb.connect('{mart}', read_only=True).table('golden_profile').show()\""


def _quoted(path: str) -> str:
    return f"'{path}'" if " " in path else path


def shown_path(path: Path) -> str:
    """A path as the person at this terminal would type it."""
    return _quoted(display_path(path))
