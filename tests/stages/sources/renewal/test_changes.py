"""A load that looks only at what is other leaves what a load of everything leaves, and lists what it changed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.errors import GoldenRecordError
from golden_record.model.loads import CARD_KEY, SOURCE_COLUMN, SOURCE_ENTRY, SOURCE_LOAD, SOURCE_NAME, SOURCE_SEQUENCE
from golden_record.model.run import RunContext
from golden_record.model.tables import REJECTED_ROW, SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages import sources
from golden_record.stages.sources import loading
from tests.stages.sources.conftest import FIRST_RUN, Project

TABLES = (
    SOURCE_RECORD,
    SOURCE_VALUE,
    REJECTED_ROW,
    SOURCE_LOAD,
    SOURCE_COLUMN,
    SOURCE_SEQUENCE,
    SOURCE_ENTRY,
    SOURCE_NAME,
    CARD_KEY,
)
LOADS = int(os.environ.get("GOLDEN_RECORD_LOADS", "15"))
"""Sequences of loads that are tried; more of them by hand than in every test run."""

Tables: TypeAlias = Mapping[str, list[Any]]

MAPPINGS: list[dict[str, object]] = [
    {"email": "email"},
    {"email": {"column": "email", "verified": "proof", "at": "at"}, "town": "town"},
    {"email": {"column": "email", "verified": "proof"}, "town": {"column": "town", "verified": "at"}},
    {"town": ["town", "email"]},
    {"town": {"sql": "upper(town)"}},
]
values = st.sampled_from(["", "a", "b", "2024-01-01", "yes", "\u00a0"])
# Of the rows with these some take several lines, some open what nobody closes, and some have too many fields.
odd_values = st.sampled_from(['"a,b"', '"a\nb"', '"\n1,a,b,a,b\n"', '"', 'a"', "a,b", "\0"])
keys = st.sampled_from(["1", "2", "3", "4", " 4", "", "5"])
rows = st.tuples(keys, st.one_of(values, values, odd_values), values, values, values)
bodies = st.builds(
    lambda found, end: end.join(",".join(row) for row in found),
    st.lists(rows, max_size=6),
    st.sampled_from(["\n", "\n", "\r\n", "\r"]),
)
documents = st.dictionaries(
    st.sampled_from(["email", "town", "Town", "at", "more"]), st.sampled_from(["a", "b", "2024-01-01", 7]), max_size=4
)
json_lines = st.one_of(
    st.builds(lambda key, found: json.dumps({"id": key} | found), keys, documents),
    st.builds(lambda key, found: json.dumps(found | {"id": key}) + " ", keys, documents),
    st.sampled_from(["", " ", "{}", "[", "[]", "7", '{"id": "9", "email": "\\u0000"}', '{"id": "1"}\r']),
)
json_bodies = st.lists(json_lines, max_size=6).map("\n".join)
json_blocks = st.fixed_dictionaries(
    {
        "attributes": st.sampled_from(
            [{"email": "email"}, {"email": "email", "town": {"sql": "upper(TOWN)"}}, {"town": {"sql": "email || '!'"}}]
        ),
        "missing": st.sampled_from(["delete", "keep"]),
        "contract": st.sampled_from(["evolve", "freeze"]),
        "max_drop": st.just("100%"),
    }
)
blocks = st.fixed_dictionaries(
    {
        "attributes": st.sampled_from(MAPPINGS),
        "missing": st.sampled_from(["delete", "keep", {"expire": "1d"}, {"expire": "2d"}]),
    },
    optional={
        "updated_at": st.just("at"),
        "duplicates": st.sampled_from(["error", "last", "quarantine"]),
        "contract": st.sampled_from(["evolve", "discard_row"]),
        "max_drop": st.sampled_from(["50%", "100%"]),
    },
)
# A block or a file that stays is the point of it all; so most of them do.
steps = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "crm": st.tuples(st.none() | blocks, st.none() | bodies, st.none() | bodies),
            "app": st.tuples(st.none() | blocks, st.none() | bodies, st.just(None)),
            "without": st.sampled_from(["crm", "app"]),
        },
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=LOADS, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.tuples(blocks, bodies, blocks, bodies), days=steps)
def test_any_loads_leave_the_same_whether_all_is_read_or_only_what_is_other(
    project: Project, first: tuple[dict[str, object], str, dict[str, object], str], days: list[dict[str, Any]]
) -> None:
    _forget(project)
    _declare(project, "crm", first[0])
    _declare(project, "app", first[2])
    for name, body in (("crm/1", first[1]), ("crm/2", ""), ("app/1", first[3]), ("app/2", "")):
        _write(project, name, body)
    _outcome(project, FIRST_RUN, changes=False)
    for number, day in enumerate(days, start=1):
        _happen(project, day)
        _compared(project, FIRST_RUN + timedelta(days=number))


@settings(max_examples=LOADS, deadline=None, suppress_health_check=list(HealthCheck))
@given(block=json_blocks, first=json_bodies, days=st.lists(st.tuples(json_bodies, json_bodies), min_size=1, max_size=4))
def test_so_it_is_of_json_lines_with_any_keys(
    project: Project, block: dict[str, object], first: str, days: list[tuple[str, str]]
) -> None:
    _forget(project)
    project.source("crm", path="crm/*.jsonl", **block)
    project.write("crm/1.jsonl", first)
    project.write("crm/2.jsonl", "")
    _outcome(project, FIRST_RUN, changes=False)
    for number, (one, two) in enumerate(days, start=1):
        # A few lines come, and most stay.
        project.write("crm/1.jsonl", f"{one}\n{first}")
        project.write("crm/2.jsonl", two)
        _compared(project, FIRST_RUN + timedelta(days=number))


def test_only_sources_with_other_files_are_opened(project: Project) -> None:
    for name in ("crm", "app"):
        project.source(name)
        project.write(f"{name}.csv", "id,email\n1,a\n2,b\n")
    project.run()
    project.write("app.csv", "id,email\n2,c\n1,a\n")
    project.warehouse.statements.clear()
    report = project.run(FIRST_RUN + timedelta(days=1), changes=True)
    opened = " ".join(project.warehouse.statements)
    assert "'app' as source" in opened
    assert "'crm' as source" not in opened
    assert report.changed == 1
    assert project.records("source, source_id, loaded_at = timestamp '2024-01-01'") == [
        ("app", "1", True),
        ("app", "2", False),
        ("crm", "1", True),
        ("crm", "2", True),
    ]


def test_a_proof_that_moves_from_one_column_to_another_is_a_change(project: Project) -> None:
    mapping = [{"column": name, "verified": f"{name}_ok"} for name in ("home", "mobile")]
    project.source(attributes={"phone": mapping})
    project.write("crm.csv", "id,home,home_ok,mobile,mobile_ok\n1,5,,,yes\n")
    project.run()
    project.write("crm.csv", "id,home,home_ok,mobile,mobile_ok\n1,5,yes,,\n")
    assert project.run(changes=True).changed == 1
    assert project.values("raw, verified") == [("5", True)]


def test_json_of_another_encoding_is_known_by_its_columns(project: Project) -> None:
    project.source(path="crm.jsonl", encoding="cp1251")
    project.write("crm.jsonl", '{"id": 1, "email": "ё", "at": 1}\n{"id": 2, "email": "b"}'.encode("cp1251"))
    project.run()
    project.write("crm.jsonl", '{"id": 1, "email": "ё", "at": 2}\n{"id": 2, "email": "c"}'.encode("cp1251"))
    assert project.run(FIRST_RUN + timedelta(days=1), changes=True).changed == 1
    assert project.values() == ["ё", "c"]


def test_lines_are_known_wherever_they_stand_in_a_file(project: Project) -> None:
    project.source()
    lines = [f"{number},{number}@example.org" for number in range(50)]
    project.write("crm.csv", "\n".join(["id,email", *lines]))
    project.run()
    project.write("crm.csv", "\n".join(["id,email", "99,new@example.org", *reversed(lines)]))
    project.warehouse.statements.clear()
    report = project.run(FIRST_RUN + timedelta(days=1), changes=True)
    asked = " ".join(project.warehouse.statements)
    assert (report.changed, report.rows["source_record"]) == (1, 51)
    assert "where record_id is null order by line" in asked
    # The last line had no end, and stands in the middle now.
    assert [key for key in project.records("source_id") if key in {"99", "49"}] == ["49", "99"]


@pytest.mark.parametrize("most", [0, 50_000])
def test_sources_read_on_two_connections_are_loaded_as_one_after_another(
    project: Project, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(loading, "_MOST_HANDED_OVER", most)
    for number, name in enumerate(("app", "crm", "pos"), start=1):
        project.source(name)
        project.write(f"{name}.csv", "\n".join(["id,email", *(f"{key},{name}{key}" for key in range(9 * number))]))
    project.run()
    for number, name in enumerate(("app", "crm", "pos"), start=1):
        project.write(
            f"{name}.csv",
            "\n".join(["id,email", "0,other", *(f"{key},{name}{key}" for key in range(2, 9 * number)), "99,new"]),
        )
    report = project.run(FIRST_RUN + timedelta(days=1), changes=True)
    assert (report.changed, report.rows["source_record"]) == (9, 54)
    keys = project.records("source, source_id")
    assert [("app", "99") in keys, ("crm", "1") in keys, ("pos", "99") in keys] == [True, False, True]
    assert (project.values().count("other"), project.values().count("new")) == (3, 3)


@pytest.mark.parametrize("sizes", [(1, 5, 9), (9, 5, 1), (5, 9, 1), (5, 1, 9)])
def test_of_several_sources_that_cannot_be_read_the_first_is_told(
    project: Project, sizes: tuple[int, int, int]
) -> None:
    for name, size in zip(("app", "crm", "pos"), sizes, strict=True):
        project.source(name)
        project.write(f"{name}.csv", "\n".join(["id,email", *(f"{key},{name}{key}" for key in range(size))]))
    project.run()
    for name in ("crm", "pos"):
        project.write(f"{name}.csv", "id,mail\n1,x\n")
    project.write("app.csv", "id,email\n77,x\n")
    with pytest.raises(GoldenRecordError, match=r"crm\.csv has no column 'email'"):
        project.run(FIRST_RUN + timedelta(days=1), changes=True)


def test_a_file_that_only_moves_or_is_written_in_another_way_changes_nothing(project: Project) -> None:
    project.source()
    project.write("crm.csv", "id,email\n1,ё\n2,b\n")
    project.run()
    project.write("new.csv", "email;id;note\nb;2;x\nё;1;y\n".encode("cp1251"))
    project.source("crm", path="new.csv", encoding="cp1251")
    assert project.run(FIRST_RUN + timedelta(days=1), changes=True).changed == 0
    assert project.records("loaded_at") == [FIRST_RUN, FIRST_RUN]


def _forget(project: Project) -> None:
    project.blocks.clear()
    for (name,) in project.warehouse.rows("select table_name from duckdb_tables() where not temporary"):
        project.warehouse.execute(f"drop table {name}")


def _declare(project: Project, name: str, block: dict[str, object]) -> None:
    project.source(name, path=f"{name}/*.csv", **block)


def _write(project: Project, name: str, body: str) -> None:
    project.write(f"{name}.csv", f"id,email,town,at,proof\n{body}")


def _happen(project: Project, day: dict[str, Any]) -> None:
    away = day.pop("without", None)
    for name, (block, one, two) in day.items():
        if block is not None:
            _declare(project, name, block)
        for place, body in ((1, one), (2, two)):
            if body is not None:
                _write(project, f"{name}/{place}", body)
    if away in project.blocks and len(project.blocks) > 1:
        del project.blocks[away]


def _compared(project: Project, now: datetime) -> None:
    """Load everything, undo it, load what is other, and compare."""
    warehouse = project.warehouse
    before = _tables(project)
    whole, expected = _undone(project, now)
    found, changed = _outcome(project, now, changes=True)
    after = _tables(project)
    assert (found, after) == (whole, expected)
    if changed is not None:
        listed = warehouse.rows("select record_id, change from source_change order by record_id")
        assert listed == _differing(before, after)
        is_same = _contents(before) == _contents(after) and before["rejected_row"] == after["rejected_row"]
        assert (changed == 0) == is_same


class _UndoneError(Exception):
    """Takes back a load once it has been looked at."""


def _undone(project: Project, now: datetime) -> tuple[object, Tables]:
    """What a load of everything says and leaves."""
    said: object = None
    left = _tables(project)
    try:
        with project.warehouse.transaction():
            report = sources.run(project.warehouse, project.job, RunContext("run", now))
            said, left = (dict(report.rows), report.notes), _tables(project)
            raise _UndoneError
    except _UndoneError:
        return said, left
    except GoldenRecordError as error:
        return str(error), left


def _outcome(project: Project, now: datetime, *, changes: bool) -> tuple[object, int | None]:
    """What a load says, its rows and notes or its error; and how much it changed, None where that is not told."""
    try:
        report = project.run(now, changes=changes)
    except GoldenRecordError as error:
        return str(error), None
    return (dict(report.rows), report.notes), report.changed


def _tables(project: Project) -> Tables:
    known = [table for table in TABLES if project.warehouse.has(table)]
    return {table.name: project.warehouse.rows(f"select * from {table.name} order by all") for table in known}


def _differing(before: Tables, after: Tables) -> list[tuple[int, str]]:
    """Every record that is new, other or gone, but for what only the stage itself needs."""
    then, now = _contents(before), _contents(after)
    return sorted(
        (record, "gone" if record not in now else "new" if record not in then else "changed")
        for record in then.keys() | now.keys()
        if then.get(record) != now.get(record)
    )


def _contents(tables: Tables) -> dict[int, object]:
    found: dict[int, list[object]] = {}
    for record, source, key, observed, content, _, _, _, missing in tables.get("source_record", []):
        found[record] = [source, key, observed, content, missing]
    for row in tables.get("source_value", []):
        found[row[0]].append(row)
    return {record: tuple(content) for record, content in found.items()}
