"""What `validate` does, and the check of the sources that a dry run makes too."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from golden_record.cli.console import plural, print_json, printable
from golden_record.config.job import Job
from golden_record.config.load import load_job, load_sources
from golden_record.config.positions import key_path
from golden_record.errors import ConfigError, Problem, SourcesError
from golden_record.pinning import problems as pin_problems
from golden_record.stages import cluster, link, sources, standardize


def checked_job(path: Path) -> Job:
    """Load a job, look at the headers of its sources, at the lists that cleaning steps name, at judgements and pins.

    Raises:
        ConfigError: with every problem found, those of the sources too.
        SourcesError: the job is right, and sources fail.
    """
    try:
        job = load_job(path, os.environ)
    except ConfigError as error:
        readable = load_sources(path, os.environ, error.problems)
        if readable is None:
            raise
        of_job, of_sources = _of_sources(readable)
        raise ConfigError([*error.problems, *of_job, *of_sources]) from error
    of_job, of_sources = _of_sources(job)
    of_job.extend([*standardize.problems(job), *link.problems(job), *cluster.problems(job)])
    of_job.extend(pin_problems(job, datetime.now(UTC).date()))
    if of_job:
        raise ConfigError([*of_job, *of_sources])
    if of_sources:
        raise SourcesError(of_sources)
    return job


def _of_sources(job: Job) -> tuple[list[Problem], list[Problem]]:
    """What the job says wrongly of its sources, and what is wrong with these themselves."""
    of_job: list[Problem] = []
    of_sources: list[Problem] = []
    for each in sources.problems(job):
        problem = job.problem(key_path(each.key_path), each.message, hint=each.hint)
        (of_sources if each.is_of_source else of_job).append(problem)
    return of_job, of_sources


def validate_job(path: Path, *, as_json: bool) -> None:
    """Print what the job holds, or fail with what is wrong with it."""
    try:
        job = checked_job(path)
    except (ConfigError, SourcesError) as error:
        if as_json:
            print_json({"valid": False, "problems": [asdict(problem) for problem in error.problems]})
        raise
    if as_json:
        print_json({"valid": True, "problems": [], **_contents(job)})
    else:
        _print_contents(job)


def _contents(job: Job) -> dict[str, object]:
    config = job.config
    return {
        "name": config.name,
        "sources": {name: _path(job, name) for name in config.sources},
        "attributes": {name: attribute.type for name, attribute in config.attributes.items()},
        "state": str(job.state_path),
        "mart": str(job.mart_path),
    }


def _path(job: Job, source: str) -> str:
    """The path as the job writes it: what came from the environment may be a secret."""
    return job.written.get(key_path(("sources", source, "path")), job.config.sources[source].path)


def _print_contents(job: Job) -> None:
    config = job.config
    sizes = f"{plural(len(config.sources), 'source')}, {plural(len(config.attributes), 'attribute')}"
    click.echo(f"{printable(str(job.path))} is valid: {sizes}")
    width = max(map(len, [*config.sources, "attributes"]))
    for name, source in config.sources.items():
        click.echo(
            f"  {name:<{width}}  {printable(_path(job, name))}, key {source.key}: {', '.join(source.attributes)}"
        )
    types = (f"{name} ({attribute.type})" for name, attribute in config.attributes.items())
    click.echo(f"  {'attributes':<{width}}  {', '.join(types)}")
    click.echo(f"Next: golden-record run {job.path}")
