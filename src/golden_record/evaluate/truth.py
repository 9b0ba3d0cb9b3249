"""Who is who for certain: a file that somebody made, read and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from golden_record.config.positions import display_path
from golden_record.errors import SourceError, UsageError, nearest

_ID_NAMES = ("source_id", "record_id", "id")
_PERSON_NAMES = ("person_id", "cluster_id")


@dataclass(frozen=True)
class Truth:
    """`rows` has `source`, `source_id`, `truth`, `household` (null where unknown) and `traps` (a list).

    `incomplete` rows lacked a key or a person.
    """

    rows: pl.DataFrame
    incomplete: int


def read_truth(path: Path, sources: Sequence[str]) -> Truth:
    """Read a CSV or Parquet file with source, source_id (or record_id), person_id (or cluster_id).

    It may have household_id and traps too.

    Raises:
        UsageError: a column is missing, or a record stands there twice.
        SourceError: the file cannot be read.
    """
    table = _read(path)
    shown = display_path(path)
    key, person = _column(table, _ID_NAMES, shown), _column(table, _PERSON_NAMES, shown)
    traps = pl.col("traps").str.split("|") if "traps" in table.columns else pl.lit([], dtype=pl.List(pl.String))
    household = pl.col("household_id") if "household_id" in table.columns else pl.lit(None, dtype=pl.String)
    rows = table.select(
        _source(table, sources, shown).alias("source"),
        pl.col(key).alias("source_id"),
        pl.col(person).alias("truth"),
        household.alias("household"),
        traps.fill_null([]).alias("traps"),
    )
    whole = rows.drop_nulls(["source", "source_id", "truth"])
    twice = int(whole.select("source", "source_id").is_duplicated().sum())
    if twice:
        msg = f"{shown}: {twice:,} rows speak of a record that another row speaks of"
        raise UsageError(msg, hint="keep one row per source and source_id")
    return Truth(whole, rows.height - whole.height)


def _read(path: Path) -> pl.DataFrame:
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            return pl.read_parquet(path).with_columns(pl.all().cast(pl.String))
        return pl.read_csv(path, infer_schema=False)
    except FileNotFoundError as error:
        msg = f"no truth file {display_path(path)}"
        raise UsageError(msg, hint="give a CSV or Parquet file with source, source_id and person_id") from error
    except (OSError, pl.exceptions.PolarsError) as error:
        # What polars says may quote the file.
        msg = f"{display_path(path)} cannot be read as {'Parquet' if path.suffix == '.parquet' else 'CSV'}"
        raise SourceError(msg, hint="give a CSV file in UTF-8 with a header, or a Parquet file") from error


def _column(table: pl.DataFrame, names: Sequence[str], shown: str) -> str:
    for name in names:
        if name in table.columns:
            return name
    msg = f"{shown} has no column {names[0]!r}"
    raise UsageError(msg, hint=nearest(names[0], table.columns))


def _source(table: pl.DataFrame, sources: Sequence[str], shown: str) -> pl.Expr:
    """The column `source`; where the job has one source alone, every row speaks of that one."""
    given = "source" in table.columns
    if len(sources) == 1 and not (given and sources[0] in table["source"]):
        return pl.lit(sources[0])
    if given:
        return pl.col("source")
    msg = f"{shown} has no column 'source', and the job has {len(sources)} sources"
    raise UsageError(msg, hint=f"add a column with one of: {', '.join(sources)}")
