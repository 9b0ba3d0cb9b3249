"""Comparisons of Splink's library, by name, as levels that our training and scoring understand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypedDict, cast

from splink import comparison_library

from golden_record.config.splink_names import SPLINK_COMPARISONS, WITHOUT_COLUMN
from golden_record.errors import UsageError
from golden_record.stages.link.comparisons import Level

_NUMBERS = ("lat_col", "long_col")


class _Level(TypedDict, total=False):
    sql_condition: str
    label_for_charts: str
    is_null_level: bool
    tf_adjustment_column: str


def splink_comparison(name: str, column: str, arguments: Mapping[str, object]) -> tuple[str, tuple[Level, ...]]:
    """The condition under which a comparison of Splink has nothing to compare, and its levels without chances.

    Raises:
        UsageError: Splink refuses the arguments.
    """
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in arguments.items()}
    if "input_is_string" in SPLINK_COMPARISONS[name]:
        given.setdefault("input_is_string", True)
    if "invalid_dates_as_null" in SPLINK_COMPARISONS[name] and given["input_is_string"]:
        given.setdefault("datetime_format", "%Y-%m-%d")
    for key in _NUMBERS:
        if key in given:
            # Comparable numbers are kept as text.
            given[key] = f'try_cast("{given[key]}" as double)'
    columns = [] if name in WITHOUT_COLUMN else [column]
    try:
        creator = getattr(comparison_library, name)(*columns, **given)
        described = creator.get_comparison("duckdb").as_dict()
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        msg = f"Splink refuses the arguments of {name} over {column!r}"
        raise UsageError(msg, hint=str(error).strip().splitlines()[0]) from error
    return _taken(cast(list[_Level], described["comparison_levels"]))


def _taken(levels: list[_Level]) -> tuple[str, tuple[Level, ...]]:
    null = next((level["sql_condition"] for level in levels if level.get("is_null_level")), "false")
    real = [level for level in levels if not level.get("is_null_level")]
    return null, tuple(
        Level(level["label_for_charts"], _modern(level["sql_condition"]), 0.0, _bare(level.get("tf_adjustment_column")))
        for level in real
    )


def _modern(condition: str) -> str:
    """A condition with lambdas as DuckDB 2 reads them: Splink still writes them with an arrow."""
    return re.sub(r"\b([a-z]+) ->", r"lambda \1:", condition)


def _bare(column: str | None) -> str | None:
    return None if column is None else column.strip('"')
