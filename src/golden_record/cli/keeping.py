"""What `rollback` and `clean` do, and how they tell it."""

from __future__ import annotations

import os
from pathlib import Path

from rich.text import Text

from golden_record.cli.console import grid, output, plural, print_json, printable
from golden_record.cli.render_run import shown_path
from golden_record.cli.running import utc_now
from golden_record.config.load import load_job
from golden_record.config.positions import display_path
from golden_record.stages.publish.kept.publications import Publication
from golden_record.upkeep import Shelf, clean, release, roll_back, shelf


def roll_back_mart(path: Path, run_id: str | None, *, as_json: bool) -> None:
    """Put an earlier publication back, and say what that means for the runs to come."""
    found = roll_back(load_job(path, os.environ), run_id, utc_now())
    if as_json:
        print_json(shelf_json(found))
        return
    here, console = found.present, output()
    name = "—" if here is None else here.run_id
    console.print(Text(f"{display_path(found.mart)} is the publication of run {name} again", style="bold green"))
    if here is not None and here.held_at is not None:
        console.print(Text("Runs publish nothing in its place, and end with exit code 5, until"))
        console.print(Text(f"golden-record rollback {shown_path(path)} --release"))


def release_mart(path: Path, *, as_json: bool) -> None:
    """Let runs publish again."""
    released = release(load_job(path, os.environ), utc_now())
    if as_json:
        print_json({"released": released.run_id})
        return
    console = output()
    console.print(Text(f"The publication of run {released.run_id} is held no longer", style="bold green"))
    console.print(Text(f"The next run publishes in its place: golden-record run {shown_path(path)}"))


def list_publications(path: Path, *, as_json: bool) -> None:
    """Print the publications that there are, the youngest first."""
    found = shelf(load_job(path, os.environ), utc_now())
    if as_json:
        print_json(shelf_json(found))
        return
    here = () if found.present is None else (found.present,)
    ordered = sorted((*here, *found.kept), key=lambda one: one.run_id, reverse=True)
    rows = [(one.run_id, f"{one.published_at:%Y-%m-%d %H:%M}", _standing(one, found)) for one in ordered]
    console = output()
    console.print(grid(("run", "published, UTC", ""), rows))
    if found.present is None:
        console.print(Text(f"{display_path(found.mart)} is none of these, or was written to since"))


def clean_up(path: Path, *, dry_run: bool, as_json: bool) -> None:
    """Remove what old runs left, or say what that is."""
    found = clean(load_job(path, os.environ), utc_now(), dry_run=dry_run)
    if as_json:
        rows = [{"path": str(item.path), "what": item.what, "bytes": item.size} for item in found]
        print_json({"removed": not dry_run, "leftovers": rows})
        return
    console = output()
    if found:
        rows_shown = [(printable(display_path(item.path)), item.what, item.size) for item in found]
        console.print(grid(("path", "what", "bytes"), rows_shown, numbers=(2,)))
        console.print()
    said = "would be removed" if dry_run else "removed"
    count = plural(len(found), "file or folder").replace("file or folders", "files and folders")
    size = sum(item.size for item in found)
    console.print(Text(f"{count} {said}, {size:,} bytes", style="bold green"))


def shelf_json(found: Shelf) -> dict[str, object]:
    """The publications as data."""
    return {
        "mart": str(found.mart),
        "present": None if found.present is None else _publication_json(found.present),
        "kept": [_publication_json(one) for one in found.kept],
    }


def _standing(publication: Publication, found: Shelf) -> str:
    if publication == found.present:
        return "the mart" if publication.held_at is None else f"the mart, held since {_when(publication.held_at)}"
    return "kept" if publication.withdrawn_at is None else f"kept, withdrawn {_when(publication.withdrawn_at)}"


def _when(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _publication_json(publication: Publication) -> dict[str, object]:
    return {
        "run_id": publication.run_id,
        "published_at": publication.published_at.isoformat(),
        "held_at": None if publication.held_at is None else publication.held_at.isoformat(),
        "withdrawn_at": None if publication.withdrawn_at is None else publication.withdrawn_at.isoformat(),
    }
