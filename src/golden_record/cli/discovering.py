"""Commands for files that no job names yet: what is in them, and a job to begin with."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path

import click

from golden_record.cli.parameters import AS_JSON

_PATHS = click.argument("paths", metavar="PATH...", nargs=-1, required=True)
_ENCODING = click.option("--encoding", metavar="NAME", help="Encoding of text files; found by itself when not given.")


@click.command(short_help="Show what the columns of files hold.")
@_PATHS
@_ENCODING
@AS_JSON
def profile(paths: tuple[str, ...], *, encoding: str | None, as_json: bool) -> None:
    r"""Show what the columns of files hold: fill, values, patterns, junk, and what each is taken for.

    A PATH is a file, a pattern in quotes, a folder, or a table: duckdb:FILE#TABLE, postgres://user@host/database#TABLE.
    The answer shows values of records: it goes to stdout alone.

    \b
    Example:
        golden-record profile sample_data/crm.csv
        golden-record profile sample_data --json
    """
    from golden_record.cli.profiling import print_profiles

    print_profiles(paths, encoding, as_json=as_json)


@click.command(short_help="Write a job from the data itself.")
@_PATHS
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="job.yml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The job.",
)
@click.option("--name", metavar="NAME", help="Name of the job; after its file or folder when not given.")
@_ENCODING
@click.option("--force", is_flag=True, help="Write over a job that is there.")
def init(paths: tuple[str, ...], *, output: Path, name: str | None, encoding: str | None, force: bool) -> None:
    r"""Look at files, guess what their columns are, and write a job that runs, with comments on every guess.

    A PATH is a file, a pattern in quotes, a folder, or a table: duckdb:FILE#TABLE, postgres://user@host/database#TABLE.
    Each becomes a source. A DuckDB file without #TABLE stands for all of its tables.

    \b
    Example:
        golden-record init sample_data -o shop.yml
        golden-record run shop.yml
    """
    from golden_record.cli.proposing import write_job

    write_job(paths, output, name, encoding, force=force)
