"""What `model` does."""

# ruff: noqa: PLC0415 - the library of the charts is imported where one is drawn: it takes as long as the rest

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, plural, print_json, printable, title
from golden_record.cli.running import utc_now
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.config.positions import display_path
from golden_record.evaluate.state import finished_state
from golden_record.evaluate.writing import writing
from golden_record.stages.link.versions.importing import read_settings
from golden_record.stages.link.versions.store import ModelVersion, readable, versions
from golden_record.stages.link.versions.taking import take_over
from golden_record.stages.link.versions.view import ComparisonView, ModelView, chosen_version, model_view
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import open_journal
from golden_record.warehouse.lock import run_lock


def show_model(path: Path, number: int | None, *, chart: Path | None, as_json: bool) -> None:
    """Print what a version believes, and draw it where a chart is asked for."""
    with finished_state(load_job(path, os.environ)) as state:
        version = chosen_version(state, number)
    view = model_view(version)
    if chart is not None:
        _draw(version, view, chart)
    if as_json:
        print_json(asdict(view))
    else:
        _print_model(output(), view)


def list_models(path: Path, *, as_json: bool) -> None:
    """Print all versions."""
    with finished_state(load_job(path, os.environ)) as state:
        found = versions(state)
    if as_json:
        print_json([_version_json(version) for version in found])
        return
    rows = [
        (
            version.version,
            "in use" if version.current else "",
            version.origin,
            f"{version.created_at:%Y-%m-%d %H:%M}",
            version.run_id,
            version.records,
            version.pairs,
            f"{version.threshold:.1f}",
        )
        for version in found
    ]
    names = ("version", "", "origin", "made, UTC", "run", "records", "pairs", "threshold")
    output().print(grid(names, rows, numbers=(0, 5, 6, 7)))


def export_model(path: Path, file: Path, number: int | None) -> None:
    """Write a version as Splink's JSON."""
    with finished_state(load_job(path, os.environ)) as state:
        version = chosen_version(state, number)
    with writing(file):
        file.write_text(readable(version.settings), encoding="utf-8")
    click.echo(f"{printable(display_path(file))} holds {version.name} as Splink settings")


def import_model(path: Path, file: Path) -> None:
    """Put Splink's JSON into use, or fail with what does not fit."""
    job = load_job(path, os.environ)
    settings = read_settings(file)
    now = utc_now()
    with run_lock(job.state_path, f"import {now:%Y%m%dT%H%M%SZ}"), _writable(job) as state, state.transaction():
        version, notes = take_over(state, job, settings, now)
    console = output()
    console.print(Text(f"{version.name} is in use; the next run scores with it", style="bold green"))
    for note in notes:
        console.print(Text(printable(note)))


def _draw(version: ModelVersion, view: ModelView, chart: Path) -> None:
    from golden_record.evaluate.charts.saving import save
    from golden_record.evaluate.charts.weights import match_weight_chart
    from golden_record.evaluate.weights import level_weights

    prior = f"prior {view.prior_weight:+.1f} bits, threshold {view.threshold:+.1f} bits"
    title = f"What agreement is worth: {version.name}"
    save(match_weight_chart(level_weights(version.settings), title=title, subtitle=prior), chart)


def _writable(job: Job) -> Warehouse:
    state = Warehouse(job.state_path)
    open_journal(state)
    return state


def _version_json(version: ModelVersion) -> dict[str, object]:
    left_out = {"settings", "diagnostics", "signature"}
    return {name: value for name, value in asdict(version).items() if name not in left_out}


def _print_model(console: Console, view: ModelView) -> None:
    use = "in use" if view.current else "not in use"
    console.print(
        Text(f"Model {view.version}, {view.origin} {view.created_at:%Y-%m-%d %H:%M} UTC, {use}", style="bold")
    )
    made_on = "—" if view.records is None else f"{plural(view.records, 'record')}, {plural(view.pairs or 0, 'pair')}"
    rows: list[tuple[str, object]] = [
        ("trained on", made_on),
        ("prior", f"1 pair in {1 / view.match_share:,.0f} is one person: {view.prior_weight:+.1f} bits"),
        ("threshold", f"{view.threshold:+.1f} bits"),
    ]
    console.print(facts(rows))
    for comparison in view.comparisons:
        _print_comparison(console, comparison)
    if view.notes:
        title(console, "Worth knowing")
        for note in view.notes:
            console.print(Text(printable(note)))


def _print_comparison(console: Console, comparison: ComparisonView) -> None:
    title(console, comparison.name)
    rows = [
        (
            level.label,
            _chance(level.m),
            _chance(level.u),
            f"{level.weight:+.1f}{' *' if level.by_frequency else '  '}",
            Text("; ".join(level.notes), style="dim"),
        )
        for level in comparison.levels
    ]
    console.print(grid(("level", "m", "u", "bits", ""), rows, numbers=(1, 2, 3)))
    if any(level.by_frequency for level in comparison.levels):
        console.print(
            Text("* for a value of average frequency: a rare one weighs more, a common one less", style="dim")
        )
    for note in comparison.notes:
        console.print(Text(printable(note), style="dim"))


def _chance(share: float) -> str:
    return f"{share:.3f}" if share >= 0.001 else f"{share:.1e}"
