"""Every statement of a job parses in DuckDB's dialect, and Spark could be told the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot.errors import ErrorLevel, ParseError, UnsupportedError
from sqlglot.expressions import Command, With

from golden_record import pipeline
from golden_record.config.load import load_job
from golden_record.line import STAGES

RETAIL = Path(__file__).parents[1] / "configs/retail.yml"

MOST_PARTS = 6

DUCKDB_ONLY = {
    "READ_PARQUET with multiple arguments": "reading files is the engine's own business: a scan of the warehouse",
    "READ_CSV with multiple arguments": "the same",
    "Argument 'count' is not supported for expression 'Max'": "the best values of a list; in Spark a slice",
}
"""What sqlglot cannot render for Spark, and what a Spark warehouse would do instead."""


@pytest.fixture(scope="module")
def plan() -> dict[str, str]:
    return pipeline.plan(load_job(RETAIL, {}))


def _statements(text: str) -> Iterator[str]:
    return (statement for statement in text.split(";\n\n") if statement.strip())


@pytest.mark.parametrize("stage", STAGES)
def test_every_statement_parses_as_one_of_duckdb(plan: dict[str, str], stage: str) -> None:
    for statement in _statements(plan[stage]):
        trees = sqlglot.parse(statement, read="duckdb")
        assert len(trees) == 1, statement
        assert not isinstance(trees[0], Command), statement


@pytest.mark.parametrize("stage", STAGES)
def test_every_statement_renders_for_spark_but_for_what_is_known(plan: dict[str, str], stage: str) -> None:
    unknown = [
        f"{problem} in: {' '.join(statement.split())[:80]}"
        for statement in _statements(plan[stage])
        if (problem := _unsupported(statement)) and not any(known in problem for known in DUCKDB_ONLY)
    ]
    assert not unknown


def _unsupported(statement: str) -> str:
    try:
        sqlglot.parse_one(statement, read="duckdb").sql("spark", unsupported_level=ErrorLevel.RAISE)
    except (ParseError, UnsupportedError) as error:
        return str(error).splitlines()[0]
    return ""


@pytest.mark.parametrize("stage", STAGES)
def test_no_statement_has_more_parts_than_a_reader_holds_in_mind(plan: dict[str, str], stage: str) -> None:
    sizes = {
        f"{' '.join(statement.split())[:60]} ({len(part.expressions)})"
        for statement in _statements(plan[stage])
        for tree in sqlglot.parse(statement, read="duckdb")
        if tree
        for part in tree.find_all(With)
        if len(part.expressions) > MOST_PARTS
    }
    assert not sizes
