"""What `diff` does, and how the difference between two runs looks in a terminal."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, plural, print_json, printable, title
from golden_record.config.load import load_job
from golden_record.evaluate.diff.comparing import ChangedProfile, RunDiff, RunPoint, ValueChange, diff_runs

MEANINGS = {
    "created": "new",
    "split": "new, with records of another",
    "merged": "gone, its records are in another",
    "retired": "gone, and its records with it",
    "updated": "other values",
    "regrouped": "other records",
}
"""What became of a profile, in words."""

_OTHER = {"split": "from", "merged": "into"}


def show_diff(path: Path, runs: tuple[str, str], *, examples: int, values: bool, as_json: bool) -> None:
    """Print what changed between two runs."""
    found = diff_runs(load_job(path, os.environ), *runs, examples)
    if as_json:
        print_json(diff_json(found, values=values))
    else:
        _print_diff(output(), found, values=values)


def diff_json(found: RunDiff, *, values: bool) -> dict[str, object]:
    """The difference as data; values of records only where they are asked for."""
    examples = [
        asdict(example)
        | {"changes": [asdict(change) if values else {"attribute": change.attribute} for change in example.changes]}
        for example in found.examples
    ]
    return asdict(found) | {"examples": examples}


def _print_diff(console: Console, found: RunDiff, *, values: bool) -> None:
    console.print(Text(f"{_named(found.earlier)} and {_named(found.later)}", style="bold green"))
    if found.empty:
        console.print(Text("Nothing has changed between them."))
        return
    _print_profiles(console, found)
    _print_attributes(console, found)
    for kind in MEANINGS:
        _print_examples(console, [example for example in found.examples if example.kind == kind], values=values)


def _named(run: RunPoint) -> str:
    ended = "" if run.status == "done" else f", {run.status}"
    return f"run {run.run_id} ({run.started_at:%Y-%m-%d %H:%M} UTC{ended})"


def _print_profiles(console: Console, found: RunDiff) -> None:
    title(console, f"Profiles: {found.profiles_before:,} before, {found.profiles_after:,} after")
    rows = [(kind, count, MEANINGS[kind]) for kind, count in found.profiles.items() if count]
    console.print(grid(("", "profiles", ""), rows, numbers=(1,)))
    came, gone, moved = (found.records[name] for name in ("came", "gone", "moved"))
    console.print()
    console.print(facts([("records", f"{came:,} came, {gone:,} left, {moved:,} are in another profile")]))


def _print_attributes(console: Console, found: RunDiff) -> None:
    if not found.attributes:
        return
    title(console, "Values of profiles that stayed")
    rows = [(item.attribute, item.changed, item.filled, item.emptied) for item in found.attributes]
    console.print(grid(("attribute", "another value", "first value", "no value"), rows, numbers=(1, 2, 3)))


def _print_examples(console: Console, examples: list[ChangedProfile], *, values: bool) -> None:
    if not examples:
        return
    title(console, f"For example, {examples[0].kind}")
    for example in examples:
        console.print(Text(example.profile_id, style="bold cyan") + Text(_told(example), style="dim"))
        if values:
            console.print(facts((f"  {change.attribute}", _both(change)) for change in example.changes))


def _told(example: ChangedProfile) -> str:
    parts = []
    if example.other_profile_id is not None:
        parts.append(f"{_OTHER[example.kind]} {example.other_profile_id}")
    if example.records:
        parts.append(plural(example.records, "record"))
    if example.kind == "updated":
        parts.append(", ".join(change.attribute for change in example.changes))
    return f"  {'; '.join(parts)}"


def _both(change: ValueChange) -> str:
    return f"{printable(change.old)} → {printable(change.new)}"
