"""Commands for whoever runs a job every night: what changed, the publication before, and what may go."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON, JOB


@click.command(short_help="What changed between two runs.")
@JOB
@click.argument("earlier", metavar="[RUN", default="previous")
@click.argument("later", metavar="RUN]", default="last")
@click.option("-n", "--examples", default=3, show_default=True, type=click.IntRange(0), help="Examples of each kind.")
@click.option("--values", is_flag=True, help="Show old and new values of the examples; they are personal data.")
@AS_JSON
def diff(job: Path, *, earlier: str, later: str, examples: int, values: bool, as_json: bool) -> None:
    r"""Tell what changed between two runs: profiles created, split, merged, retired, and values, with examples.

    A run is named by its id, as `last` or as `previous`; runs that found nothing to do count as neither. It is the net
    effect: what came and went in between is not in it.

    \b
    Example:
        golden-record diff retail.yml
        golden-record diff retail.yml previous last --values
        golden-record diff retail.yml 20260101T020000Z last --json
    """
    from golden_record.cli.differences import show_diff

    show_diff(job, (earlier, later), examples=examples, values=values, as_json=as_json)


@click.command(short_help="Put the publication before this one back.")
@JOB
@click.option("--to", "run_id", metavar="RUN", help="The publication of this run, instead of the one before.")
@click.option("--release", is_flag=True, help="Let runs publish again.")
@click.option("--list", "list_", is_flag=True, help="Show which publications there are; change nothing.")
@AS_JSON
def rollback(job: Path, *, run_id: str | None, release: bool, list_: bool, as_json: bool) -> None:
    r"""Put an earlier publication in the place of the mart, at once and whole.

    It stays there: runs go on reading, matching and telling history, but end with exit code 5 and publish nothing,
    until `--release`. What was there is kept, and `--to` brings it back. State, ids and events are not rolled back.

    \b
    Example:
        golden-record rollback retail.yml
        golden-record rollback retail.yml --list
        golden-record rollback retail.yml --release
    """
    from golden_record.cli.keeping import list_publications, release_mart, roll_back_mart

    if sum((run_id is not None, release, list_)) > 1:
        message = "give one of --to, --release and --list"
        raise click.UsageError(message)
    if list_:
        list_publications(job, as_json=as_json)
    elif release:
        release_mart(job, as_json=as_json)
    else:
        roll_back_mart(job, run_id, as_json=as_json)


@click.command(short_help="Remove what old runs left.")
@JOB
@click.option("--dry-run", is_flag=True, help="Say what would be removed; remove nothing.")
@AS_JSON
def clean(job: Path, *, dry_run: bool, as_json: bool) -> None:
    r"""Remove folders of old runs, publications beyond `publish.keep_runs`, and what killed runs left half built.

    The mart, the state, and files that no run of this job wrote are never touched.

    \b
    Example:
        golden-record clean retail.yml --dry-run
    """
    from golden_record.cli.keeping import clean_up

    clean_up(job, dry_run=dry_run, as_json=as_json)
