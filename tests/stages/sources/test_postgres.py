"""PostgreSQL: a server of the tests' own, read as the job says, without a trace and without a leak."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from golden_record.errors import ConfigError, SourceError
from golden_record.stages import sources
from tests.stages.sources.conftest import Project
from tests.stages.sources.server import Server, binaries, running

pytest.importorskip("adbc_driver_postgresql", reason="the extra `postgres` is not installed")


@pytest.fixture(scope="session")
def started() -> Iterator[Server]:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    with running(found) as server:
        yield server


@pytest.fixture
def server(started: Server) -> Server:
    started.execute("drop schema public cascade; create schema public")
    started.execute(
        "create table customer (id integer, email text);"
        "insert into customer values (2, 'b@example.org'), (1, 'a@example.org')"
    )
    return started


@pytest.mark.parametrize(
    "block",
    [
        pytest.param({"table": "customer"}, id="table"),
        pytest.param({"table": "public.customer"}, id="table with its schema"),
        pytest.param({"query": "select * from customer where id > 0; "}, id="query"),
        pytest.param({"query": "select id, email from customer -- all of them"}, id="query that ends in a comment"),
    ],
)
def test_a_table_or_query_is_read(project: Project, server: Server, block: dict[str, str]) -> None:
    project.source(path=server.url(), **block)
    report = project.run()
    assert project.records() == ["1", "2"]
    assert project.values() == ["a@example.org", "b@example.org"]
    assert report.rows["source_load"] == 1
    assert project.warehouse.rows("select path, row_count from source_load") == [("postgres:///shop", 2)]
    assert project.warehouse.rows("select name, type from source_column") == [("id", "integer"), ("email", "text")]


TYPED = {
    "phone": ("79161234567::float8", "79161234567"),
    "share": ("0.1::float8", "0.1"),
    "single": ("0.1::real", "0.1"),
    "nothing": ("'NaN'::float8", "NaN"),
    "large": ("1e20::float8", "1e+20"),
    "exact": ("1234567890123456789.10::numeric(30, 2)", "1234567890123456789.10"),
    "price": ("12.5::money", "12.50"),
    "vip": ("true", "true"),
    "born": ("date '1990-02-03'", "1990-02-03"),
    "seen": ("timestamp '2024-01-02 03:04:05'", "2024-01-02 03:04:05"),
    "zoned": ("timestamptz '2024-01-02 03:04:05+03'", "2024-01-02 00:04:05+00"),
    "span": ("interval '1 day 2 hours'", "P1DT2H"),
    "tags": ("array['a', null, 'b\"c']", '["a",null,"b\\"c"]'),
    "nested": ("'{\"x\": [1]}'::json", '{"x": [1]}'),
    "binary_json": ("'{\"x\":[1]}'::jsonb", '{"x": [1]}'),
    "pair": ("row(1, 'x')", '{"f1":1,"f2":"x"}'),
    "bytes": ("'\\x00ff'::bytea", "\\x00ff"),
    "code": ("'ab'::char(4)", "ab"),
    "uid": ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "cyrillic": ("'Ёлка 🎄'", "Ёлка 🎄"),
}


def test_every_type_becomes_the_same_text_whatever_the_settings_of_the_server(project: Project, server: Server) -> None:
    columns = ", ".join(f"{sql} as {name}" for name, (sql, _) in TYPED.items())
    project.source(
        path=server.url(),
        query=f"select 1 as id, {columns}",
        updated_at="zoned",
        attributes={name: name for name in TYPED},
    )
    project.run()
    assert dict(project.values("attribute, raw")) == {name: text for name, (_, text) in TYPED.items()}
    assert str(project.records("observed_at")[0]) == "2024-01-02 00:04:05"


@pytest.mark.parametrize("sql", ["select null::int as id, null as email where false", "select 7 as id, null as email"])
def test_no_rows_and_columns_without_values_are_read(project: Project, server: Server, sql: str) -> None:
    project.source(path=server.url(), query=sql)
    project.run()
    assert project.records() == ([] if "false" in sql else ["7"])
    assert project.values() == []


def test_names_of_tables_and_columns_may_hold_anything(project: Project, server: Server) -> None:
    server.execute("""create table "Пло""хо; drop" as select 1 as "ID", 'v' as "a""; drop table x;-- '{}<b>" """)
    project.source(
        path=server.url(), table='Пло"хо; drop', key="ID", attributes={"email": """a"; drop table x;-- '{}<b>"""}
    )
    project.run()
    assert project.values() == ["v"]


def test_inputs_change_with_content_and_types_and_with_nothing_else(project: Project, server: Server) -> None:
    project.source(path=server.url(), table="customer")
    first = sources.inputs(project.job)
    server.execute("create table copy as select * from customer order by id; truncate customer")
    server.execute("insert into customer select * from copy")
    assert sources.inputs(project.job) == first
    server.execute("update customer set email = 'B@example.org' where id = 2")
    second = sources.inputs(project.job)
    server.execute("alter table customer alter id type bigint")
    assert len({str(first), str(second), str(sources.inputs(project.job))}) == 3


def test_the_password_is_no_part_of_the_inputs(project: Project, server: Server) -> None:
    server.execute("drop role if exists clerk; create role clerk login superuser password 'one'")
    found = []
    for password in ("one", "two"):
        server.execute(f"alter role clerk password '{password}'")
        project.source(path=server.url("clerk", password), table="customer")
        found.append(sources.inputs(project.job))
    assert found[0] == found[1]
    assert "'one'" not in str(found)


def test_the_load_has_the_fingerprint_that_the_server_computed(project: Project, server: Server) -> None:
    project.source(path=server.url(), table="customer")
    project.run()
    ((kept,),) = project.warehouse.rows("select fingerprint from source_load")
    assert str(kept) in str(sources.inputs(project.job))


def test_rows_are_numbered_alike_in_whatever_order_the_server_sends_them(project: Project, server: Server) -> None:
    project.source(path=server.url(), query="select nullif(id, 2) as id, email from customer")
    project.run()
    found = project.rejected("line, reason, content")
    project.source(path=server.url(), query="select nullif(id, 2) as id, email from customer order by email desc")
    project.run()
    assert project.rejected("line, reason, content") == found
    assert found[0][1:] == ("has no key", '{"id":null,"email":"b@example.org"}')


@pytest.mark.parametrize(
    ("block", "message", "hint"),
    [
        pytest.param({"table": "custmer"}, "has no table or view 'custmer'", "did you mean 'customer'", id="table"),
        pytest.param(
            {"table": "crm.customer"}, "has no table or view 'crm.customer'", "did you mean 'customer'?", id="schema"
        ),
        pytest.param({"query": "select nope from customer"}, 'column "nope" does not exist (42703)', "", id="column"),
        pytest.param({"query": "select 1/(id-id) as id, '' as email from customer"}, "division by zero", "", id="row"),
        pytest.param(
            {"query": "select email::int as id, email from customer"},
            "invalid input syntax for type integer: …",
            "",
            id="value",
        ),
        pytest.param(
            {"query": "with gone as (delete from customer returning *) select * from gone"},
            "",
            "",
            id="query that writes",
        ),
        pytest.param({"query": "select id, id, email from customer"}, 'reference "id" is ambiguous', "", id="twice"),
    ],
)
def test_what_the_server_refuses_is_an_error_without_values(
    project: Project, server: Server, block: dict[str, str], message: str, hint: str
) -> None:
    project.source(path=server.url(), **block)
    with pytest.raises(SourceError) as caught:
        project.run()
    assert str(caught.value).startswith("sources.crm: postgres:///shop: ")
    assert message in str(caught.value)
    assert hint in caught.value.hint
    assert "@example.org" not in _everything_said(caught.value)
    assert server.password not in _everything_said(caught.value)
    server.execute("do $$ begin assert (select count(*) from customer) = 2; end $$")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param({"password": "wr0ng-one"}, "password authentication failed", id="password"),
        pytest.param({"database": "shpo"}, 'database "shpo" does not exist', id="database"),
        pytest.param({"user": "nobody"}, "password authentication failed", id="user"),
    ],
)
def test_a_server_that_lets_nobody_in_is_an_error_without_the_password(
    project: Project, server: Server, url: dict[str, str], message: str
) -> None:
    project.source(path=server.url(**url), table="customer")
    (problem,) = sources.problems(project.job)
    assert message in problem.message
    with pytest.raises(SourceError, match="cannot connect") as caught:
        project.run()
    assert caught.value.exit_code == 3
    assert "wr0ng-one" not in _everything_said(caught.value) + str(problem)
    assert server.password not in _everything_said(caught.value) + str(problem)


def test_a_server_that_is_not_there_is_an_error(project: Project) -> None:
    project.source(path="postgres://u:s3cret@/shop?host=/nowhere/at/all", table="customer")
    with pytest.raises(SourceError, match="No such file or directory") as caught:
        project.run()
    assert "s3cret" not in _everything_said(caught.value)


def test_a_missing_driver_is_answered_with_the_command_that_installs_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.source(path="postgres://h/d", table="customer")
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql.dbapi", None)
    with pytest.raises(SourceError, match="needs the package adbc-driver-postgresql") as caught:
        project.run()
    assert caught.value.hint == "pip install 'golden-record[postgres]'"


def test_a_missing_column_is_answered_with_the_nearest(project: Project, server: Server) -> None:
    project.source(path=server.url(), table="customer", attributes={"email": "emial"})
    (problem,) = sources.problems(project.job)
    assert problem.key_path == ("sources", "crm", "attributes", "email")
    assert problem.hint == "did you mean 'email'?"
    with pytest.raises(ConfigError, match="has no column 'emial'"):
        project.run()


def test_a_type_that_changed_breaks_a_frozen_contract(project: Project, server: Server) -> None:
    project.source(path=server.url(), table="customer", contract="freeze")
    project.run()
    server.execute("alter table customer alter id type text")
    with pytest.raises(SourceError, match="'id' was integer, is text"):
        project.run()


def test_rows_that_no_longer_fit_their_type_are_discarded_where_the_contract_says_so(
    project: Project, server: Server
) -> None:
    project.source(path=server.url(), table="customer", contract="discard_row")
    project.run()
    server.execute("alter table customer alter id type text; insert into customer values ('x-3', 'c@example.org')")
    project.run()
    assert project.records() == ["1", "2"]
    assert project.rejected("reason, content") == [
        ("column 'id' holds no integer", '{"id":"x-3","email":"c@example.org"}')
    ]


def test_explain_shows_what_the_server_would_be_asked(project: Project, server: Server) -> None:
    project.source(path=server.url(), table="customer")
    text = sources.explain(project.job)
    assert 'md5(row(source.*)::text) as "golden_record mark"' in text
    assert server.password not in text


def _everything_said(error: BaseException | None) -> str:
    """The messages of an error and of everything that stands behind it in a traceback."""
    said = ""
    while error is not None:
        said += f"{error!r} {getattr(error, 'hint', '')}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return said
