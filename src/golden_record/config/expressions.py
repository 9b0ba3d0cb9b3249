"""SQL that a job may hold: parsed when the job loads, and refused where it could reach beyond its row.

A mapping is an expression over the columns of one row. It runs inside the engine with the rights of the process, so it
may not read files, start statements, or give another answer tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

_DIALECT = "duckdb"

LONGEST_SQL = 10_000
"""Characters of one piece of SQL: the parser is recursive, and a person reads less."""

_OUTSIDE = re.compile(
    r"read_\w+|glob|\w+_scan|\w+_scanner|scan_\w+|parquet_\w+|sniff_\w+|getenv|getvariable|current_setting|query|"
    r"query_table|duckdb_\w+|pragma_\w+|which_secret|nextval|currval|write_\w+|st_read\w*|st_drivers|http_\w+|"
    r"\w+_query|\w+_execute|\w+_attach|from_substrait\w*|force_checkpoint|checkpoint|add_parquet_key|in_search_path|"
    r"txid_current|test_\w+|repeat_row|seq_scan|arrow_\w+|pandas_\w+|python_\w+|iceberg_\w+|delta_\w+|shellfs_\w+",
    re.IGNORECASE,
)
"""Functions that reach files, settings, other databases or the state of the session."""

_CHANGING = frozenset(
    {"now", "today", "current_date", "current_time", "current_timestamp", "current_datetime", "get_current_timestamp"}
    | {"get_current_time", "localtime", "localtimestamp", "current_localtime", "current_localtimestamp"}
    | {"transaction_timestamp", "random", "rand", "setseed", "uuid", "gen_random_uuid", "uuidv4", "uuidv7"}
    | {"user", "current_user", "session_user", "current_database", "current_schema", "current_schemas"}
    | {"current_catalog", "current_query", "version", "current_version"}
)
"""Functions of the clock, of chance and of the session, under the names of both the engine and the parser."""

_QUERY_START = re.compile(r"\s*\(*\s*(?:select|with|from)\b", re.IGNORECASE)
_MULTIPLYING = frozenset({"unnest", "explode"})
_SUBQUERIES = (exp.Query, exp.Table, exp.DDL, exp.DML, exp.Command)
_FRAMES = (exp.AggFunc, exp.Window, exp.Filter)
_IN_ANY_ORDER = (exp.Count, exp.Min, exp.Max, exp.LogicalOr, exp.LogicalAnd, exp.Median)
"""Aggregates to which the order of rows means nothing."""

_ENVELOPES = (exp.Placeholder, exp.Parameter, exp.SessionParameter)


@lru_cache(maxsize=256)  # aliases may repeat one text thousands of times
def expression_fault(sql: str) -> str:
    """Why a text cannot be the SQL of a mapping; empty when it can."""
    tree = _parsed_expression(sql)
    if isinstance(tree, str):
        return tree
    faults = (_subquery_fault, _function_fault, _row_fault)
    return next((message for fault in faults if (message := fault(tree))), "")


def query_fault(sql: str, dialect: str = _DIALECT) -> str:
    """Why a text cannot be the query of a database source in that dialect of SQL; empty when it can."""
    # The parser logs the text of statements that it does not know, and a text may hold a secret.
    if not _QUERY_START.match(sql):
        return "is not one select statement"
    try:
        statements = _parse_statements(sql, dialect)
    except (SqlglotError, RecursionError) as error:
        return _syntax(error)
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        return "is not one select statement"
    if dialect != _DIALECT:
        return ""  # it runs on a server, with the rights that the server gives
    files = [table for table in statements[0].find_all(exp.Table) if _names_a_file(table)]
    return "reads a file" if files else _function_fault(statements[0])


def aggregate_fault(sql: str, columns: Mapping[str, str], row: str = "claim") -> str:
    """Why a text cannot be an aggregate over those columns; empty when it can. `row` is what one row is called."""
    tree = _parsed_expression(sql)
    if isinstance(tree, str):
        return tree
    faults = (_subquery_fault, _function_fault, _chance_fault, _window_fault)
    if message := next((message for fault in faults if (message := fault(tree))), ""):
        return message
    return _column_fault(tree, columns, row)


def in_fixed_order(sql: str, key: str, exact: Collection[str] = ()) -> str:
    """A valid aggregate in which every part that depends on the order of rows reads them in that of a unique key.

    Without it, equal rows would be told apart by whichever thread comes first. Sums and averages of `exact` columns are
    the same in any order: these hold decimals.
    """
    tree = _parsed_expression(sql)
    if isinstance(tree, str):
        raise ValueError(tree)
    return tree.transform(lambda node: _ordered(node, key, exact)).sql(_DIALECT)


def _ordered(node: exp.Expression, key: str, exact: Collection[str]) -> exp.Expression:
    if not isinstance(node, exp.AggFunc) or isinstance(node, _IN_ANY_ORDER) or node.find(exp.Order):
        return node
    if isinstance(node, exp.Sum | exp.Avg) and isinstance(node.this, exp.Column) and node.this.name.lower() in exact:
        return node
    distinct = node.find(exp.Distinct)
    by = distinct.expressions[0].sql(_DIALECT) if distinct else key
    return exp.Var(this=f"{node.sql(_DIALECT).removesuffix(')')} ORDER BY {by})")


def _column_fault(tree: exp.Expression, columns: Mapping[str, str], row: str) -> str:
    for column in tree.find_all(exp.Column):
        name = column.parts[0].name
        if name.lower() not in columns:
            return f"names the column {name!r}, which no {row} has"
        if column.find_ancestor(exp.AggFunc, exp.Filter) is None:
            return f"names the column {name!r} outside of an aggregate, and a profile has many {row}s"
    return "" if tree.find(exp.AggFunc) else "holds no aggregate, so it says the same of every profile"


def expression_columns(sql: str) -> frozenset[str]:
    """Columns that a valid mapping expression reads; names inside lambdas do not count."""
    tree = _parsed_expression(sql)
    if isinstance(tree, str):
        return frozenset()
    return frozenset(column.parts[0].name for column in tree.find_all(exp.Column))


def _parsed_expression(sql: str) -> exp.Expression | str:
    """The expression inside brackets, or why there is none. Brackets keep it from being read as a statement."""
    if not sql.strip():
        return "is empty"
    try:
        statements = _parse_statements(f"({sql}\n)")
        if any(token.comments for token in sqlglot.tokenize(sql, read=_DIALECT)):
            return "holds a comment: an expression is put into a larger statement, where it could hide the rest"
    except (SqlglotError, RecursionError) as error:
        return _syntax(error)
    if len(statements) == 1 and isinstance(statements[0], exp.Paren | exp.Subquery):
        return statements[0]
    return "is not one SQL expression"


def _parse_statements(sql: str, dialect: str = _DIALECT) -> list[exp.Expression]:
    if len(sql) > LONGEST_SQL:
        message = f"it is longer than {LONGEST_SQL:,} characters"
        raise ParseError(message, [{"description": message}])
    return [tree for tree in sqlglot.parse(sql, read=dialect) if isinstance(tree, exp.Expression)]


def _syntax(error: SqlglotError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    details = getattr(error, "errors", None)
    reason = str(details[0].get("description") or "") if details else ""
    # Some of the parser's reasons name its own classes, which tell an author nothing.
    return "is not valid SQL" if not reason or "<class" in reason else f"is not valid SQL: {reason}"


def _subquery_fault(tree: exp.Expression) -> str:
    if tree.find(*_SUBQUERIES):
        return "holds a query or a statement; only an expression over the row's columns may stand here"
    if tree.find(*_ENVELOPES):
        return "holds a parameter (`?` or `$1`); only an expression over the row's columns may stand here"
    stars = [star for star in tree.find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    if stars or tree.find(exp.Columns, exp.Alias):
        return "names no single value: `*`, `columns()` and `as` do not belong here"
    return ""


def _function_fault(tree: exp.Expression) -> str:
    if found := next((node for node in tree.find_all(exp.Func) if _OUTSIDE.fullmatch(_function_name(node))), None):
        return f"calls {_function_name(found)}(), which reaches beyond the data"
    return ""


def _row_fault(tree: exp.Expression) -> str:
    if tree.find(*_FRAMES):
        return "holds an aggregate or a window; only an expression over one row may stand here"
    return _chance_fault(tree)


def _window_fault(tree: exp.Expression) -> str:
    return "holds a window; the rows of a profile become one value" if tree.find(exp.Window) else ""


def _chance_fault(tree: exp.Expression) -> str:
    called = {_function_name(node) for node in tree.find_all(exp.Func)}
    if called & _MULTIPLYING:
        return "holds unnest(), which makes several rows of one; map a list of columns instead"
    if called & _CHANGING:
        return "depends on the clock, the session or on chance, so that no run could be repeated"
    return ""


def _function_name(node: exp.Func) -> str:
    return (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()


def _names_a_file(table: exp.Table) -> bool:
    """Whether DuckDB would open a file for the name: it reads `'a.csv'` and `"a.csv"` alike."""
    if isinstance(table.this, exp.Func):
        return False
    return any(re.search(r"[./\\:*]", part.name) for part in table.parts)
