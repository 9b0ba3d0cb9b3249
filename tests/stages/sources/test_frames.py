"""Frames in memory: whatever library made them, they are read like files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pytest

from golden_record.errors import SourceError
from golden_record.model.frame import ArrowFrame
from golden_record.stages import sources
from tests.stages.sources.conftest import Project

PEOPLE = pl.DataFrame({"id": [2, 1], "email": ["b@example.org", "a@example.org"]})


class _Stranger:
    """A frame of a library that nobody here has heard of."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return PEOPLE.__arrow_c_stream__(requested_schema)


class _Broken:
    """An object that promises rows and has none."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        msg = "secret@example.org"
        raise ValueError(msg)


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(PEOPLE, id="polars"),
        pytest.param(PEOPLE.to_arrow(), id="table of Arrow"),
        pytest.param(pa.RecordBatch.from_pylist(PEOPLE.to_dicts()), id="batch of Arrow"),
        pytest.param(_Stranger(), id="anything that speaks Arrow"),
    ],
)
@pytest.mark.parametrize("path", ["frame", "crm.csv"])
def test_a_frame_is_read_in_place_of_what_the_path_names(project: Project, frame: ArrowFrame, path: str) -> None:
    project.source(path=path)
    project.frames["crm"] = frame
    assert sources.problems(project.job) == ()
    project.run()
    assert project.records() == ["1", "2"]
    assert project.values() == ["a@example.org", "b@example.org"]
    assert project.warehouse.rows("select path, row_count from source_load") == [("frame", 2)]


def test_values_of_a_frame_become_the_text_that_a_file_would_give(project: Project) -> None:
    project.source(path="frame", attributes={name: name for name in ("phone", "born", "price", "tags", "kind", "none")})
    project.frames["crm"] = pl.DataFrame(
        {
            "id": [1],
            "phone": [79161234567.0],
            "born": [date(1990, 2, 3)],
            "price": [Decimal("1.50")],
            "tags": [["a"]],
            "kind": pl.Series(["x"], dtype=pl.Categorical),
            "none": [None],
        }
    )
    project.run()
    assert dict(project.values("attribute, raw")) == {
        "phone": "79161234567",
        "born": "1990-02-03",
        "price": "1.50",
        "tags": '["a"]',
        "kind": "x",
    }


def test_the_fingerprint_is_of_the_content_and_not_of_its_place_in_memory(project: Project) -> None:
    project.source(path="frame")
    same = [
        PEOPLE,
        pl.concat([PEOPLE.head(1), PEOPLE.tail(1)], rechunk=False),
        pl.concat([PEOPLE, PEOPLE]).slice(2),
        PEOPLE.to_arrow(),
    ]
    other = [PEOPLE.head(1), PEOPLE.reverse(), PEOPLE.cast({"id": pl.String}), PEOPLE.with_columns(x=pl.lit(1))]
    found = []
    for frame in (*same, *other):
        project.frames["crm"] = frame
        found.append(str(sources.inputs(project.job)))
    assert len(set(found[: len(same)])) == 1
    assert len(set(found)) == 1 + len(other)


def test_a_frame_that_was_not_given_is_an_error_that_says_how_to_give_it(project: Project) -> None:
    project.source(path="frame")
    assert sources.problems(project.job) == ()
    with pytest.raises(SourceError, match="is given at run time, and was not") as caught:
        project.run()
    assert caught.value.hint == "run the job from Python: `golden_record.run(job, sources={'crm': frame})`"


@pytest.mark.parametrize("frame", [_Broken(), pl.DataFrame({"id": [1], "email": [object()]})])
def test_what_is_no_table_is_an_error_without_values(project: Project, frame: ArrowFrame) -> None:
    project.source(path="frame")
    project.frames["crm"] = frame
    with pytest.raises(SourceError, match=r"frame: cannot be taken as a table") as caught:
        project.run()
    assert "example.org" not in str(caught.value)


def test_a_frame_without_rows_is_a_load_without_rows(project: Project) -> None:
    project.source(path="frame")
    project.frames["crm"] = PEOPLE.clear()
    assert project.run().notes == ("sources.crm: frame: no rows",)


def test_a_missing_column_of_a_frame_is_answered_with_the_nearest(project: Project) -> None:
    project.source(path="frame", key="idd")
    project.frames["crm"] = PEOPLE
    (problem,) = sources.problems(project.job)
    assert problem.hint == "did you mean 'id'?"


def test_explain_knows_a_frame(project: Project) -> None:
    project.source(path="frame")
    project.frames["crm"] = PEOPLE
    assert 'from "frame"' in sources.explain(project.job)
