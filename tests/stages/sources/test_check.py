"""What `validate` finds in the sources: everything at once, each with its key path."""

from __future__ import annotations

import polars as pl

from golden_record.stages.sources import SourceProblem, problems
from tests.stages.sources.conftest import Project


def test_every_problem_is_found_at_once_with_its_key_path_and_the_nearest_name(project: Project) -> None:
    project.write("crm.csv", "customer_id,mobile,mail,first,confirmed\n1,2,3,4,5\n")
    project.source(
        key="custmer_id",
        updated_at="modified",
        attributes={
            "phone": ["mobile", "mobil"],
            "email": {"column": "mail", "verified": "confirmd"},
            "name": {"given": "frst"},
            "note": {"sql": "MAIL || mial"},
        },
    )
    project.source("app", path="crn.csv")
    found = problems(project.job)
    assert [(problem.key_path, problem.hint) for problem in found] == [
        (("sources", "crm", "key"), "did you mean 'customer_id'?"),
        (
            ("sources", "crm", "updated_at"),
            "known: 'confirmed', 'customer_id', 'first', 'mail', 'mobile'",
        ),
        (("sources", "crm", "attributes", "phone", 1), "did you mean 'mobile'?"),
        (("sources", "crm", "attributes", "email", "verified"), "did you mean 'confirmed'?"),
        (("sources", "crm", "attributes", "name", "given"), "did you mean 'first'?"),
        (("sources", "crm", "attributes", "note", "sql"), "did you mean 'mail'?"),
        (("sources", "app", "path"), "did you mean 'crm.csv'?"),
    ]
    assert found[0].message == "crm.csv has no column 'custmer_id'"
    assert found[-1].message == "there is no file 'crn.csv'"


def test_sources_that_fit_have_no_problems_in_any_format(project: Project) -> None:
    frame = pl.DataFrame({"id": ["1"], "email": ["a"]})
    frame.write_csv(project.folder / "a.csv")
    frame.write_parquet(project.folder / "b.parquet")
    frame.write_ndjson(project.folder / "c.jsonl")
    frame.write_excel(project.folder / "d.xlsx")
    for name, path in {"a": "a.csv", "b": "b.parquet", "c": "c.jsonl", "d": "d.xlsx"}.items():
        project.source(name, path=path)
    assert problems(project.job) == ()


def test_a_damaged_file_is_a_problem_of_its_source(project: Project) -> None:
    project.write("crm.parquet", b"PAR1")
    project.source(path="crm.parquet")
    assert problems(project.job) == (
        SourceProblem(
            ("sources", "crm"), "crm.parquet: is no Parquet file, or is truncated", "fetch the file again", True
        ),
    )


def test_the_first_row_of_a_file_without_a_header_is_not_quoted(project: Project) -> None:
    project.write("crm.csv", "1,secret@example.org\n2,other@example.org\n")
    project.source()
    found = problems(project.job)
    assert [problem.message for problem in found] == ["crm.csv has no column 'id'", "crm.csv has no column 'email'"]
    assert all("does the file begin with a header" in problem.hint for problem in found)
