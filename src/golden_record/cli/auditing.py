"""Commands that check a result where nobody knows the truth."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON, JOB


@click.group(short_help="Judge a sample of pairs, and estimate how good the result is.")
def audit() -> None:
    r"""Have people judge a sample of pairs, and learn from their answers how good the result is.

    \b
    Example:
        golden-record audit sample retail.yml -o pairs.csv
    """


@audit.command(short_help="Choose pairs for people to judge.")
@JOB
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="CSV to write.")
@click.option("-n", "--count", default=100, show_default=True, type=int, help="Pairs to judge.")
@click.option("--seed", default=42, show_default=True, type=click.IntRange(0), help="Another seed, other pairs.")
def sample(job: Path, *, output: Path, count: int, seed: int) -> None:
    r"""Write pairs of records side by side, with an empty column `match` for a person to fill.

    The pairs come from every band of match probability, more of them where an answer tells more, and each says how
    many pairs it stands for. The file holds values of records.

    \b
    Example:
        golden-record audit sample retail.yml -o pairs.csv -n 100
    """
    from golden_record.cli.audits import write_sample

    write_sample(job, output, count, seed)


@audit.command(short_help="Precision and recall from judged pairs.")
@JOB
@click.argument("pairs", metavar="PAIRS", type=click.Path(path_type=Path))
@AS_JSON
def estimate(job: Path, *, pairs: Path, as_json: bool) -> None:
    r"""Estimate precision and recall of the profiles from a judged sample, with intervals of 95 %.

    \b
    Example:
        golden-record audit estimate retail.yml pairs.csv
    """
    from golden_record.cli.audits import print_estimate

    print_estimate(job, pairs, as_json=as_json)
