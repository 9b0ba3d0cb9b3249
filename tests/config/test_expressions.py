"""SQL in a job: what may stand there, and what must not."""

from __future__ import annotations

import pytest

from golden_record.config.expressions import (
    aggregate_fault,
    expression_columns,
    expression_fault,
    in_fixed_order,
    query_fault,
)


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("city", {"city"}),
        ("concat_ws(', ', city, street)", {"city", "street"}),
        ("case when kind = '1' then mobile else home end", {"kind", "mobile", "home"}),
        ("list_transform(tags, x -> upper(x))[1]", {"tags"}),
        ("try_cast(dob as date)::varchar", {"dob"}),
        ("name glob 'A*'", {"name"}),
        ("regexp_replace(phone, '\\D', '', 'g')", {"phone"}),
        ("\"Ф.И.О.\" || 'x'", {"Ф.И.О."}),
        ("left(a, 3)", {"a"}),
        ("'fixed'", set()),
    ],
)
def test_an_expression_over_the_row_is_allowed_and_its_columns_known(sql: str, columns: set[str]) -> None:
    assert expression_fault(sql) == ""
    assert expression_columns(sql) == columns


@pytest.mark.parametrize(
    "sql",
    [
        "",
        " ",
        "a,",
        "a, b",
        "a as b",
        "*",
        "columns('a')",
        "?",
        "$1",
        "a; drop table b",
        "drop table b",
        "copy a to 'b'",
        "attach 'b'",
        "a) union (select 1",
        "a), (b",
        "a) + (b",
        "a -- the rest",
        "a /* the rest */",
        "'open",
        "(select max(a) from b)",
        "a in (select b from c)",
        "exists(from c)",
        "(from read_csv('x'))",
        "read_text('/etc/passwd')",
        "READ_BLOB('x')",
        "glob('*')",
        "getenv('HOME')",
        "current_setting('temp_directory')",
        "query('x')",
        "sum(a)",
        "row_number() over ()",
        "unnest([a, b])",
        "now()",
        "current_date",
        "random()",
        "uuid()",
        "a + " * 3_000 + "a",
        "(" * 4_000 + ")" * 4_000,
    ],
)
def test_what_reaches_beyond_the_row_is_refused(sql: str) -> None:
    assert expression_fault(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from person",
        "from main.person",
        "with a as (select 1) select * from a",
        "select * from a union all select * from b",
    ],
)
def test_one_select_statement_is_a_query(sql: str) -> None:
    assert query_fault(sql) == ""


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "person",
        "select 1; select 2",
        "drop table person",
        "copy person to 'x'",
        "call x()",
        "select * from 'people.csv'",
        'select * from "a/b.parquet"',
        "select * from read_csv('people.csv')",
        "select * from a where b in (select c from read_json('x'))",
    ],
)
def test_statements_and_files_are_no_queries(sql: str) -> None:
    assert query_fault(sql)


COLUMNS = {"amount": "what it was worth", "channel": "where"}


@pytest.mark.parametrize(
    "sql",
    [
        "sum(amount) filter (where channel = 'online')",
        "count(*) filter (where amount > 0) / count(*)",
        "round(avg(amount), 2)",
        "mode(channel)",
    ],
)
def test_an_aggregate_may_choose_among_its_rows(sql: str) -> None:
    assert aggregate_fault(sql, COLUMNS, "event") == ""


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("channel", "names the column 'channel' outside of an aggregate, and a profile has many events"),
        ("sum(total)", "names the column 'total', which no event has"),
        ("sum(amount) filter (where shop = 'a')", "names the column 'shop', which no event has"),
        ("1 + 1", "holds no aggregate"),
        ("sum(amount) over ()", "holds a window"),
    ],
)
def test_what_is_no_aggregate_is_refused_in_the_words_of_its_rows(sql: str, fault: str) -> None:
    assert aggregate_fault(sql, COLUMNS, "event").startswith(fault)


@pytest.mark.parametrize(
    ("sql", "ordered"),
    [
        ("first(channel)", "(FIRST(channel ORDER BY line))"),
        ("sum(amount)", "(SUM(amount))"),
        ("avg(amount)", "(AVG(amount))"),
        ("sum(amount * 0.1e0)", "(SUM(amount * 0.1e0 ORDER BY line))"),
        ("sum(length(channel))", "(SUM(LENGTH(channel) ORDER BY line))"),
        ("max(amount)", "(MAX(amount))"),
    ],
)
def test_only_what_depends_on_the_order_of_rows_is_put_in_order(sql: str, ordered: str) -> None:
    assert in_fixed_order(sql, "line", exact=("amount",)) == ordered
