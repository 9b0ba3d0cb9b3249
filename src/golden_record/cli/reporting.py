"""The command that writes the report, and the report that every run leaves behind."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import JOB


@click.command(short_help="One page on quality, matching, profiles and survivorship.")
@JOB
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it; by default report.html in the folder of the last run.",
)
@click.option("--show-values", is_flag=True, help="Show shared and junk values as they are; they may be personal data.")
def report(job: Path, *, output: Path | None, show_values: bool) -> None:
    r"""Write one HTML page on what the last run did and found: self-contained, without a script, printable.

    Every run leaves one behind. No value of a record is in it, except shared and junk values, which are masked.

    \b
    Example:
        golden-record report job.yml --output report.html
    """
    import os

    from golden_record.cli.console import output as stdout
    from golden_record.cli.render_run import shown_path
    from golden_record.config.load import load_job
    from golden_record.evaluate.report.report import write_report

    written = write_report(load_job(job, os.environ), output, show_values=show_values)
    stdout().print(shown_path(written))
