"""Commands for a first day: is this machine fit, and a tour on made up data."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON


@click.command(short_help="A tour on made up customers.")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("golden_record_demo"))
@click.option("--records", default=3000, show_default=True, type=click.IntRange(100), help="Records to make up.")
def demo(folder: Path, *, records: int) -> None:
    r"""Make up customers in four sources, resolve them, and compare the result with the truth.

    Everything is written below DIR, ./golden_record_demo by default: data, a job with comments, the mart.

    \b
    Example:
        golden-record demo
    """
    from golden_record.cli.touring import tour

    tour(folder, records)


@click.command(short_help="Say whether this machine is fit.")
@AS_JSON
def doctor(*, as_json: bool) -> None:
    r"""Say whether this machine is fit: versions, memory, disk, temporary files. Exit code 3 when it is not.

    \b
    Example:
        golden-record doctor
    """
    from golden_record.cli.checkup import check_machine

    check_machine(as_json=as_json)
