"""What `init` does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from glob import has_magic
from pathlib import Path

import click

from golden_record.cli.console import messages, plural, printable
from golden_record.config.load import load_job
from golden_record.config.postgres_url import is_postgres
from golden_record.config.tabular import DUCKDB_PREFIX
from golden_record.discover import Proposal, profile_files, propose
from golden_record.discover.headers import slug
from golden_record.discover.locations import TABLE_MARK
from golden_record.discover.writing import job_text
from golden_record.errors import ConfigError, EngineError, UsageError
from golden_record.stages import sources

_TELLS_NOTHING = re.compile(
    "|jobs?|data|te?mp|in|inputs?|out|outputs?|files|csv|exports?|raw|src|sources?|work|workspace|home|root|downloads|"
    "desktop|documents|app"
)
"""Names of files and folders that say nothing of what is in them."""

_FOLDERS_UP = 3
"""Folders that are asked for a name, from that of the job upwards: further up they speak of the machine."""

_NAMELESS = "customers"


def write_job(paths: Sequence[str], output: Path, name: str | None, encoding: str | None, *, force: bool) -> None:
    """Write a job for files, and prove that it loads."""
    if output.exists() and not force:
        msg = f"{output} is there already"
        raise UsageError(msg, hint="--force writes over it; -o names another file")
    proposal = propose(profile_files(paths, output.parent, encoding), name or _name(output, paths))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(job_text(proposal), encoding="utf-8")
    _prove(output)
    _tell(proposal, output)


def _name(output: Path, paths: Sequence[str]) -> str:
    """What the job is about: the name of its file, else of its only source, else of the nearest folder that tells."""
    if _tells(output.stem):
        return output.stem
    only = [_stem(paths[0])] if len(paths) == 1 else []
    folders = [folder.name for folder in (output.resolve().parent, *output.resolve().parent.parents)]
    return next((name for name in [*only, *folders[:_FOLDERS_UP]] if _tells(name)), _NAMELESS)


def _stem(path: str) -> str:
    """Name of a file, a folder or a database; empty for a pattern over files, which is no name."""
    place = path.removeprefix(DUCKDB_PREFIX).partition(TABLE_MARK)[0]
    if is_postgres(place):
        return place.partition("?")[0].rpartition("/")[2]
    return "" if has_magic(place) else Path(place).resolve().name.split(".")[0]


def _tells(name: str) -> bool:
    return not _TELLS_NOTHING.fullmatch(slug(name, default=""))


def _prove(output: Path) -> None:
    """Load what was written and look at its sources: a proposal that does not run is worse than none.

    Raises:
        EngineError: the job does not load.
    """
    try:
        problems = [problem.message for problem in sources.problems(load_job(output, {}))]
    except ConfigError as error:
        problems = [problem.message for problem in error.problems]
    if problems:
        msg = f"{output} was written but does not load: {problems[0]}"
        raise EngineError(msg, hint="this is a defect of golden_record; please report it with the headers of the files")


def _tell(proposal: Proposal, output: Path) -> None:
    sizes = f"{plural(len(proposal.sources), 'source')}, {plural(len(proposal.attributes), 'attribute')}"
    click.echo(f"{printable(str(output))} is written: {sizes}")
    width = max(len(source.plan.profile.name) for source in proposal.sources)
    for source in proposal.sources:
        plan = source.plan
        fed = ", ".join(item.attribute for item in plan.attributes)
        click.echo(
            f"  {plan.profile.name:<{width}}  {plan.profile.table.rows:,} rows, key {printable(plan.key.column)}: {fed}"
        )
        if plan.left_out:
            click.echo(f"  {'':<{width}}  left out: {printable(list(plan.left_out))}")
    for profile in proposal.put_aside:
        messages().print(f"{printable(profile.table.path)} shows no people and is no source")
    click.echo(f"Next: read its comments, then golden-record run {output}")
