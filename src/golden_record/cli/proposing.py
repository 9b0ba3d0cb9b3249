"""What `init` does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from golden_record.cli.console import messages, plural, printable
from golden_record.config.load import load_job
from golden_record.discover import Proposal, profile_files, propose
from golden_record.discover.writing import job_text
from golden_record.errors import ConfigError, EngineError, UsageError
from golden_record.stages import sources


def write_job(paths: Sequence[str], output: Path, name: str | None, encoding: str | None, *, force: bool) -> None:
    """Write a job for files, and prove that it loads."""
    if output.exists() and not force:
        msg = f"{output} is there already"
        raise UsageError(msg, hint="--force writes over it; -o names another file")
    proposal = propose(profile_files(paths, output.parent, encoding), name or _name(output))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(job_text(proposal), encoding="utf-8")
    _prove(output)
    _tell(proposal, output)


def _name(output: Path) -> str:
    return output.resolve().parent.name if output.stem == "job" else output.stem


def _prove(output: Path) -> None:
    """Load what was written and look at its sources: a proposal that does not run is worse than none.

    Raises:
        EngineError: the job does not load.
    """
    try:
        problems = [problem.message for problem in sources.problems(load_job(output, os.environ))]
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
