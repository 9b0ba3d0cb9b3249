"""Commands about the model: what it believes, its versions, and its way out of and into the state."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON, CHART, JOB

VERSION = click.option("--version", "number", metavar="N", type=int, help="A version; the one in use when not given.")
FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.group(short_help="Look at the model, move it, replace it.")
def model() -> None:
    r"""Look at the model that scores pairs, move it to another place, or bring one along.

    \b
    Example:
        golden-record model show retail.yml
    """


@model.command(short_help="What agreement is worth.")
@JOB
@VERSION
@CHART
@AS_JSON
def show(job: Path, *, number: int | None, chart: Path | None, as_json: bool) -> None:
    r"""Show every comparison and level: its chance among matches (m) and strangers (u), and the bits that it weighs.

    \b
    Example:
        golden-record model show retail.yml
        golden-record model show retail.yml --chart weights.svg
    """
    from golden_record.cli.versions import show_model

    show_model(job, number, chart=chart, as_json=as_json)


@model.command("list", short_help="Every version there was.")
@JOB
@AS_JSON
def list_(job: Path, *, as_json: bool) -> None:
    r"""List the versions of the model, newest last.

    \b
    Example:
        golden-record model list retail.yml
    """
    from golden_record.cli.versions import list_models

    list_models(job, as_json=as_json)


@model.command(short_help="Write the model for plain Splink.")
@JOB
@FILE
@VERSION
def export(job: Path, file: Path, *, number: int | None) -> None:
    r"""Write a version as Splink settings, JSON, which plain Splink loads.

    \b
    Example:
        golden-record model export retail.yml model.json
    """
    from golden_record.cli.versions import export_model

    export_model(job, file, number)


@model.command("import", short_help="Put a model of Splink into use.")
@JOB
@FILE
def import_(job: Path, file: Path) -> None:
    r"""Check Splink settings, JSON, against the job's comparisons, and put them into use as a new version.

    \b
    Example:
        golden-record model import retail.yml model.json
    """
    from golden_record.cli.versions import import_model

    import_model(job, file)
