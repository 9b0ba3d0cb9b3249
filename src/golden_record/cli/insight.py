"""Commands that judge or explain a result."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON, CHART, JOB


@click.command(short_help="Compare the profiles with the truth.")
@JOB
@click.option(
    "--truth",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV or Parquet with source, source_id, person_id and perhaps traps; `source` may go where there is only one.",
)
@click.option("--details", is_flag=True, help="Show every trap, pair of sources and band, and the records of mistakes.")
@CHART
@AS_JSON
def evaluate(job: Path, *, truth: Path, details: bool, chart: Path | None, as_json: bool) -> None:
    r"""Compare the profiles of a job with the truth, where it is known.

    A chart shows what every other threshold would have found, and whether the match probabilities keep their word.

    \b
    Example:
        golden-record evaluate golden_record_demo/job.yml --truth golden_record_demo/data/truth.csv
        golden-record evaluate job.yml --truth truth.csv --chart thresholds.svg
    """
    from golden_record.cli.evaluating import evaluate_job

    evaluate_job(job, truth, chart=chart, details=details, as_json=as_json)


@click.command(short_help="Why two records are, or are not, one person.")
@JOB
@click.option("--pair", nargs=2, metavar="SOURCE:ID SOURCE:ID", help="Two records: why are they, or not, one person?")
@click.option("--profile", metavar="ID", help="A profile, by its id or by one of its records as SOURCE:ID.")
@CHART
@AS_JSON
def explain(job: Path, *, pair: tuple[str, str] | None, profile: str | None, chart: Path | None, as_json: bool) -> None:
    r"""Tell why two records are one person or not, or what a profile is made of.

    The answer shows values of records: it goes to stdout alone. A chart shows none, and can be passed on.

    \b
    Example:
        golden-record explain job.yml --pair crm:1001 app:a-77
        golden-record explain job.yml --profile crm:1001
        golden-record explain job.yml --pair crm:1001 app:a-77 --chart pair.svg
    """
    from golden_record.cli.explaining import explain_pair_of, explain_profile_of

    if (pair is None) == (profile is None):
        message = "give either --pair or --profile"
        raise click.UsageError(message)
    if pair is not None:
        explain_pair_of(job, pair, chart=chart, as_json=as_json)
    elif profile is not None:
        explain_profile_of(job, profile, chart=chart, as_json=as_json)
