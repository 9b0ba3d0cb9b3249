"""Mapping: how columns become values, proofs and times."""

from __future__ import annotations

from datetime import datetime

import pytest

from golden_record.config.load import load_job
from golden_record.config.sources import SourceConfig
from golden_record.errors import EngineError
from golden_record.model.cleaned import unpack_parts
from golden_record.model.run import RunContext
from golden_record.stages import sources
from golden_record.stages.sources import queries
from golden_record.stages.sources.guards import queries as guard_queries
from golden_record.stages.sources.mapped import queries as mapped_queries
from golden_record.stages.sources.tables import queries as table_queries
from golden_record.stages.sources.tables.queries import Kind
from golden_record.warehouse import literal, temporary
from tests.golden_text import assert_golden
from tests.stages.sources.conftest import Project


def test_the_statements_are_the_reviewed_ones() -> None:
    block = {
        "path": "postgres://host/shop",
        "table": "crm.customer",
        "key": "id",
        "updated_at": "changed",
        "attributes": {
            "name": {"given": "first", "family": "last"},
            "phone": ["mobile", "home"],
            "email": {"column": "mail", "verified": "mail_ok", "at": "mail_at"},
            "city": {"sql": "upper(town)"},
        },
    }
    crm = SourceConfig.model_validate(block)
    kinds = {"id": Kind("bigint", "N"), "score": Kind("double precision", "N"), "tags": Kind("text[]", "A")}
    rows = "(select * from rows_0)"
    statements = [
        temporary("mapped_0", mapped_queries.mapped_rows(rows, crm)),
        mapped_queries.card_texts(rows, crm, [2, 4]),
        mapped_queries.mapped_rows(rows, crm, [2, 4]),
        queries.keyless_rows("mapped_0", rows, queries.row_content(["id", "mail"])),
        queries.refused_rows(rows, queries.row_content(["id"])),
        queries.without_refused("mapped_0"),
        queries.sequence(2),
        guard_queries.duplicate_keys(["mapped_0", "mapped_1"]),
        guard_queries.surplus_rows(["mapped_0", "mapped_1"], keep_last=True),
        guard_queries.surplus_rows(["mapped_0"], keep_last=False),
        guard_queries.misfit_rows("mapped_0", rows, {"id": "bigint", "born": "DATE", "vip": "BOOLEAN", "x": "JSON"}),
        table_queries.row_marks(rows, ["id"]),
        table_queries.kinds(crm, ["id", "score"]),
        table_queries.server_rows(crm, kinds),
        table_queries.server_marks(crm, kinds),
        table_queries.table_found("crm.customer"),
        table_queries.server_tables(),
    ]
    assert_golden("sources", ";\n\n".join(statements))


def test_several_columns_feed_one_attribute_in_the_order_of_the_job(project: Project) -> None:
    project.write("crm.csv", "id,home,mobile\n1,h,m\n2,,m2\n3,\u00a0,\n")
    project.source(attributes={"phone": ["mobile", "home"]})
    project.run()
    assert project.values("record_id, position, raw") == [(1, 0, "m"), (1, 1, "h"), (2, 0, "m2")]


def test_each_of_several_columns_may_have_its_own_proof(project: Project) -> None:
    project.write("crm.csv", "id,home,mobile,ok\n1,h,m,yes\n")
    project.source(attributes={"phone": ["home", {"column": "mobile", "verified": "ok", "region": "GB"}]})
    project.run()
    assert project.values("position, raw, verified") == [(0, "h", None), (1, "m", True)]


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0", "\u200b", "\ufeff", " \u00a0 \t"])
def test_text_of_nothing_but_spaces_is_no_value_and_no_key(project: Project, blank: str) -> None:
    project.write("crm.csv", f"id,email\n1,{blank}\n{blank},a\n")
    project.run()
    assert project.records() == ["1"]
    assert project.values() == []
    assert project.rejected() == [(3, "has no key")]


def test_parts_travel_packed_without_the_blank_ones(project: Project) -> None:
    project.write("crm.csv", "id,f,g,m\n1,Petrov, Ivan ,\n2,,,\n")
    project.source(attributes={"name": {"given": "g", "family": "f", "middle": "m"}})
    project.run()
    (raw,) = project.values()
    assert unpack_parts(raw) == {"given": "Ivan", "family": "Petrov"}


def test_a_value_carries_its_own_proof_and_time(project: Project) -> None:
    rows = ["1,a,Да,02.01.2024", "2,b,no,", "3,c,,2024-01-03", "4,d, TRUE ,2024-01-04", "5,e,maybe,x"]
    project.write("crm.csv", "id,email,ok,given_at,modified\n" + "".join(f"{row},2020-01-01\n" for row in rows))
    project.source(updated_at="modified", attributes={"email": {"column": "email", "verified": "ok", "at": "given_at"}})
    report = project.run()
    record_time = datetime(2020, 1, 1)
    assert project.values("raw, verified, observed_at") == [
        ("a", True, datetime(2024, 1, 2)),
        ("b", False, record_time),
        ("c", None, datetime(2024, 1, 3)),
        ("d", True, datetime(2024, 1, 4)),
        ("e", False, record_time),
    ]
    assert report.notes == ("sources.crm: crm.csv: 1 times not understood, taken as unknown",)


def test_sql_sees_the_columns_as_text_and_a_blank_result_is_no_value(project: Project) -> None:
    project.write("crm.csv", "id,City,street\n1,Omsk,Mira\n2,,\n")
    project.source(attributes={"address": {"sql": "concat_ws(', ', city, street)"}})
    project.run()
    assert project.values("record_id, raw") == [(1, "Omsk, Mira")]


def test_sql_that_fails_on_a_row_names_the_source_and_no_value(project: Project) -> None:
    project.write("crm.csv", "id,email\n1,secret\n")
    project.source(attributes={"email": {"sql": "email::integer"}})
    with pytest.raises(EngineError, match=r"sources.crm: crm.csv: cannot be read") as caught:
        project.run()
    assert "secret" not in str(caught.value)


def test_sql_that_fails_is_named_with_its_place_in_the_job(project: Project) -> None:
    project.write("crm.csv", "id,email\n1,secret\n")
    (project.folder / "job.yml").write_text(
        "version: 1\nname: test\nsources:\n  crm:\n    path: crm.csv\n    key: id\n    attributes:\n"
        "      note: {sql: 'email::integer'}\nattributes: {note: {type: text}}\n",
        encoding="utf-8",
    )
    job = load_job(project.folder / "job.yml", {})
    with pytest.raises(EngineError) as caught:
        sources.run(project.warehouse, job, RunContext("run", datetime(2024, 1, 1)))
    place = "job.yml:8:19: sources.crm.attributes.note.sql: this SQL failed: ConversionException"
    assert str(caught.value).endswith(place)
    assert "try_cast" in caught.value.hint
    assert "secret" not in str(caught.value)


def test_where_several_values_are_computed_each_is_named(project: Project) -> None:
    project.write("crm.csv", "id,email\n1,secret\n")
    project.source(attributes={"email": {"sql": "email::integer"}, "town": {"sql": "upper(email)"}})
    with pytest.raises(EngineError, match=r"email\.sql: this SQL \(or that of .*town\.sql\) failed"):
        project.run()


@pytest.mark.parametrize("sql", ["(select 1)", "a; drop table b", "a) from x --", "drop table x", "", "a, b"])
def test_sql_that_is_no_expression_over_the_row_is_refused_with_the_job(sql: str) -> None:
    block = {"path": "a.csv", "key": "id", "attributes": {"a": {"sql": sql}}}
    with pytest.raises(ValueError, match="expression"):
        SourceConfig.model_validate(block)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-02", datetime(2024, 1, 2)),
        ("2024-01-02T03:04:05", datetime(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02 03:04", datetime(2024, 1, 2, 3, 4)),
        ("2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02T03:04:05.5+03:00", datetime(2024, 1, 2, 0, 4, 5, 500_000)),
        (" 02.01.2024 ", datetime(2024, 1, 2)),
        ("02.01.2024 03:04", datetime(2024, 1, 2, 3, 4)),
        ("2.1.2024 03:04:05", datetime(2024, 1, 2, 3, 4, 5)),
        ("1704164645", datetime(2024, 1, 2, 3, 4, 5)),
        ("1704164645000", datetime(2024, 1, 2, 3, 4, 5)),
        ("", None),
        ("31.02.2024", None),
        ("2024-13-45", None),
        ("infinity", None),
        ("yesterday", None),
        ("20", None),
    ],
)
def test_times_are_read_as_naive_utc(project: Project, text: str, moment: datetime | None) -> None:
    project.write("crm.csv", f"id,email,modified\n1,a,{text}\n")
    project.source(updated_at="modified")
    project.run()
    assert project.records("observed_at") == [moment]


@pytest.mark.parametrize(
    "value", ["<script>", "=cmd", "{{7*7}}", "\u202eabc", "a\u200bb", "x" * 300, "'; drop table x"]
)
def test_hostile_values_come_back_unchanged(project: Project, value: str) -> None:
    project.write("crm.csv", f'id,email\n1,"{value}"\n')
    project.source("o_neil")
    project.source()
    project.write("o_neil.csv", f'id,email\n"{value}",{literal("x")}\n')
    project.run()
    assert value in project.values()
    assert value in project.records()
