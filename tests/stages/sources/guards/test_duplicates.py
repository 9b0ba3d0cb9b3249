"""Keys that stand on several rows: an error, the last one, or none, as the source says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.errors import SourceError
from tests.stages.sources.conftest import Project

HEADER = "id,email,at\n"


def test_by_default_they_are_an_error_that_names_the_two_ways_out(project: Project) -> None:
    project.write("crm.csv", HEADER + "1,a,\n1,b,\n")
    with pytest.raises(SourceError, match=r"'•' on 2 rows \(crm\.csv:2, crm\.csv:3\)") as caught:
        project.run()
    assert "`duplicates: last` or `duplicates: quarantine`" in caught.value.hint


def test_the_error_shows_no_value_of_a_key_that_says_who_somebody_is(project: Project) -> None:
    project.write("crm.csv", "mail,email\n" + "anna.petrova@example.org,a\n" * 4)
    project.source(key="mail")
    with pytest.raises(SourceError) as caught:
        project.run()
    message = f"{caught.value} {caught.value.hint}"
    assert "'a•••.p••••••@e••••••.o••' on 4 rows (crm.csv:2, crm.csv:3, crm.csv:4, ...)" in message
    assert "petrova" not in message


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        pytest.param("1,old,2024-01-01\n1,new,2024-02-01\n", "new", id="the newest"),
        pytest.param("1,new,2024-02-01\n1,old,2024-01-01\n", "new", id="the newest, wherever it stands"),
        pytest.param("1,timed,2024-01-01\n1,timeless,\n", "timed", id="one with a time before one without"),
        pytest.param("1,first,\n1,last,\n", "last", id="the last of those without a time"),
        pytest.param("1,first,2024-01-01\n1,last,2024-01-01\n", "last", id="the last of one time"),
    ],
)
def test_the_last_row_is_kept_and_the_others_are_among_the_rejected(project: Project, rows: str, kept: str) -> None:
    project.source(duplicates="last", updated_at="at")
    project.write("crm.csv", HEADER + "2,other,\n" + rows)
    report = project.run()
    assert project.values() == [kept, "other"]
    ((reason, content),) = project.rejected("reason, content")
    assert reason == "duplicate key, superseded"
    assert kept not in content
    assert report.notes == ("sources.crm: crm.csv: 1 rows rejected, see rejected_row",)
    assert project.warehouse.rows("select row_count, rejected_count from source_load") == [(2, 1)]


def test_the_last_file_of_a_glob_counts_as_the_later(project: Project) -> None:
    project.source(path="in/*.csv", duplicates="last")
    project.write("in/a.csv", "id,email\n1,first\n1,second\n")
    project.write("in/b.csv", "id,email\n1,third\n2,x\n")
    project.run()
    assert project.values() == ["third", "x"]
    assert project.rejected("path, line, content") == [
        ("in/a.csv", 2, '{"id":"1","email":"first"}'),
        ("in/a.csv", 3, '{"id":"1","email":"second"}'),
    ]


def test_in_quarantine_no_row_of_such_a_key_is_kept(project: Project) -> None:
    project.source(duplicates="quarantine")
    project.write("crm.csv", "id,email\n1,a\n2,b\n1,c\n,d\n1,e\n")
    project.run()
    assert project.values() == ["b"]
    assert project.rejected() == [
        (2, "duplicate key, on 3 rows"),
        (4, "duplicate key, on 3 rows"),
        (5, "has no key"),
        (6, "duplicate key, on 3 rows"),
    ]


@pytest.mark.parametrize("name", ["crm.csv", "crm.jsonl", "crm.parquet"])
def test_the_rejected_rows_can_be_found_again_in_every_format(project: Project, name: str) -> None:
    project.source(path=name, duplicates="last")
    relation = "select unnest([1, 1]) as id, unnest(['a', 'b']) as email"
    options = {"crm.csv": "(header)", "crm.jsonl": "(format json)", "crm.parquet": ""}[name]
    project.warehouse.execute(f"copy ({relation}) to '{project.folder / name}' {options}")
    project.run()
    assert project.values() == ["b"]
    ((line, content),) = project.rejected("line, content")
    assert line == (2 if name == "crm.csv" else 1)
    assert '"a"' in content
    assert not project.warehouse.rows("select table_name from duckdb_tables() where temporary")


def test_one_source_may_forgive_what_another_does_not(project: Project) -> None:
    project.source("app", duplicates="last")
    project.source("crm")
    project.write("app.csv", "id,email\n1,a\n1,b\n")
    project.write("crm.csv", "id,email\n1,c\n")
    project.run()
    assert project.values() == ["b", "c"]
    project.write("crm.csv", "id,email\n1,c\n1,d\n")
    with pytest.raises(SourceError, match=r"sources\.crm\.key"):
        project.run()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "2024-01-01", "2024-01-02"])), min_size=1),
    handling=st.sampled_from(["last", "quarantine"]),
)
def test_every_row_is_a_record_or_among_the_rejected(
    project: Project, rows: list[tuple[str, str]], handling: str
) -> None:
    project.source(duplicates=handling, updated_at="at", max_drop="100%")
    project.write("crm.csv", HEADER + "".join(f"{key},v{number},{at}\n" for number, (key, at) in enumerate(rows)))
    project.run()
    keys = [key for key, _ in rows]
    single = {key for key in keys if keys.count(key) == 1}
    assert set(project.records()) == (set(keys) if handling == "last" else single)
    assert len(project.records()) + len(project.rejected()) == len(rows)
