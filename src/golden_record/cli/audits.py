"""What `audit` does and prints."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click
from rich.text import Text

from golden_record.cli.console import facts, grid, output, percent, plural, print_json, printable, title
from golden_record.config.load import load_job
from golden_record.config.positions import display_path
from golden_record.evaluate.audit.estimating import Share, estimate
from golden_record.evaluate.audit.pairs_file import write_pairs
from golden_record.evaluate.audit.sampling import choose_pairs


def write_sample(path: Path, file: Path, count: int, seed: int) -> None:
    """Write pairs for a person to judge."""
    pairs = choose_pairs(load_job(path, os.environ), count, seed)
    write_pairs(file, pairs)
    shown = printable(display_path(file))
    click.echo(f"{shown} holds {plural(len(pairs), 'pair')} to judge: write 1 or 0 into its column `match`, then")
    click.echo(f"golden-record audit estimate {printable(display_path(path))} {shown}")


def print_estimate(path: Path, pairs: Path, *, as_json: bool) -> None:
    """Print precision and recall as a judged sample tells them."""
    found = estimate(load_job(path, os.environ), pairs)
    if as_json:
        print_json(asdict(found))
        return
    console = output()
    rows = [("precision", *_cells(found.precision)), ("recall", *_cells(found.recall))]
    console.print(grid(("of scored pairs", "estimate", "from", "to"), rows, numbers=(1, 2, 3)))
    title(console, f"Judged, by match probability: {plural(found.judged, 'pair')}")
    bands = [
        (f"{band.start:g} to {band.end:g}", band.pairs, band.judged, band.matches, band.joined) for band in found.bands
    ]
    names = ("probability", "scored pairs", "judged", "one person", "in one profile")
    console.print(grid(names, bands, numbers=(1, 2, 3, 4)))
    title(console, "Worth knowing")
    console.print(facts([("", Text(printable(note))) for note in found.notes]))


def _cells(share: Share) -> tuple[str, str, str]:
    if share.value is None:
        return ("—", "", "")
    return (percent(share.value), percent(share.low), percent(share.high))
