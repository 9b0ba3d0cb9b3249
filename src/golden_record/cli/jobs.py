"""Commands about a job: run it, check it, and what a job may say."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON, JOB, LOG_FORMAT


@click.command(short_help="Read the sources and publish the golden profiles.")
@JOB
@click.option("--full", is_flag=True, help="Do every stage again, even where nothing has changed.")
@click.option("--retrain", is_flag=True, help="Train a new version of the model, although the one there is fits.")
@click.option("--dry-run", is_flag=True, help="Check everything and print the SQL; write nothing.")
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


@click.command(short_help="Say what a run would do, compare and cost.")
@JOB
@AS_JSON
def plan(job: Path, *, as_json: bool) -> None:
    r"""Say what a run would do, and why: stages, pairs per blocking rule, time and memory. The state is not touched.

    Records that no run has standardised yet are read into a temporary state. Exit code 5 when the job's own rules would
    compare more pairs than it allows.

    \b
    Example:
        golden-record plan retail.yml
    """
    from golden_record.cli.planning import show_plan

    show_plan(job, as_json=as_json)


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
