"""Commands about a job: run it, check it, and what a job may say."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON, JOB, LOG_FORMAT


@click.command(short_help="Read the sources and publish the golden profiles.")
@JOB
@click.option("--full", is_flag=True, help="Do every stage again, even where nothing has changed.")
@click.option(
    "--retrain",
    is_flag=True,
    help="Train a new version of the model, and learn anew how columns are read, although what there is fits.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Check job and sources and print the SQL of every stage; compute nothing. What would come of it: see plan.",
)
@AS_JSON
@LOG_FORMAT
def run(job: Path, *, full: bool, retrain: bool, dry_run: bool, as_json: bool, log_format: str) -> None:
    r"""Read the sources, find out who is who, and publish the golden profiles.

    Progress goes to stderr, the summary to stdout. Every run leaves target/<run_id>/ beside the job.

    \b
    Example:
        golden-record run retail.yml
        golden-record run retail.yml --dry-run
        golden-record run retail.yml --retrain
    """
    from golden_record.cli.running import plan_job, run_job

    if dry_run:
        plan_job(job, as_json=as_json)
    else:
        run_job(job, full=full, retrain=retrain, as_json=as_json, log_format=log_format)


@click.command(short_help="Say what a run would do, change and cost.")
@JOB
@click.option("--quick", is_flag=True, help="Do not try the run out: stages, pairs, time and memory, but no profiles.")
@click.option(
    "--fail-if",
    "conditions",
    multiple=True,
    metavar="CONDITION",
    help="End with exit code 1 if a run would change more than this, as merged>5%; may be given several times.",
)
@AS_JSON
def plan(job: Path, *, quick: bool, conditions: tuple[str, ...], as_json: bool) -> None:
    r"""Say what a run would do, and why: stages, pairs per blocking rule, what becomes of profiles, time and memory.

    Where the job has run before, the next run is tried out on a copy of its state, up to publishing, so this takes as
    long as the run would and room for the copy; --quick leaves it out. State, mart and target stay as they are. (To
    see SQL instead: run --dry-run.) Exit code 5 when a guard would stop the run, such as the budget of pairs.

    \b
    Conditions are KIND>NUMBER, KIND>SHARE% or with >=, of the profiles (or records) before the run:
        created, merged, split, moved, updated, retired    profiles, by what would happen to them
        gone                                               ids out of use: merged or retired
        records_new, records_changed, records_gone         records of the sources

    \b
    Example:
        golden-record plan retail.yml
        golden-record plan retail.yml --fail-if "merged>5%" --fail-if "records_gone>1000"
    """
    from golden_record.cli.planning import show_plan

    show_plan(job, quick=quick, conditions=conditions, as_json=as_json)


@click.command(short_help="Ask the tests that the job has written down.")
@JOB
@AS_JSON
def test(job: Path, *, as_json: bool) -> None:
    r"""Ask the tests of a job: who must and must not be one person, and which values are golden.

    They are held against the last run, published or not; tests with records of their own against these alone, under
    the model in use. Nothing is written. A job that has not run yet is tried out in a temporary state first. Golden
    values that are not as expected are shown: they go to stdout alone. Exit code 1 when a test fails; a run asks the
    same tests before it publishes.

    \b
    Example:
        golden-record test retail.yml
    """
    from golden_record.cli.testing import test_job

    test_job(job, as_json=as_json)


@click.command(short_help="Check a job and its sources, with lines.")
@JOB
@AS_JSON
def validate(job: Path, *, as_json: bool) -> None:
    r"""Check a job and its sources without running it: every problem at once, with its line.

    \b
    Example:
        golden-record validate retail.yml
    """
    from golden_record.cli.validating import validate_job

    validate_job(job, as_json=as_json)


@click.command(short_help="Print the JSON Schema of the job file.")
def schema() -> None:
    r"""Print the JSON Schema of the job file, with which an editor completes and checks it.

    \b
    Example:
        golden-record schema > golden_record.schema.json
        # first line of the job:
        # yaml-language-server: $schema=golden_record.schema.json
    """
    from golden_record.cli.console import print_json
    from golden_record.config.schema import job_schema

    print_json(job_schema())
