"""A source under another name: its records keep their ids, and nothing is found twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from golden_record.errors import ConfigError
from tests.stages.sources.conftest import FIRST_RUN, Project

DAY = timedelta(days=1)
ROWS = "id,email\nb,b@example.org\na,a@example.org\nbroken\n"


def _renamed(project: Project, old: str, new: str) -> None:
    del project.blocks[old]
    project.source(new, path="crm.csv", renamed_from=old)


def test_records_of_a_renamed_source_keep_ids_hashes_and_times(project: Project) -> None:
    project.write("crm.csv", ROWS)
    project.source("crm")
    project.run()
    before = project.records("record_id, source_id, content_hash, loaded_at"), project.values("*")
    _renamed(project, "crm", "customers")
    report = project.run(FIRST_RUN + DAY, changes=True)
    assert (project.records("record_id, source_id, content_hash, loaded_at"), project.values("*")) == before
    assert set(project.records("source")) | set(project.rejected("source")) == {"customers"}
    assert report.changed is None
    assert report.notes[0] == "sources.customers: was called 'crm' before"


def test_the_former_name_may_stay_in_the_job(project: Project) -> None:
    project.write("crm.csv", ROWS)
    project.source("crm")
    project.run()
    _renamed(project, "crm", "customers")
    project.run(FIRST_RUN + DAY)
    before = project.records("*")
    assert project.run(FIRST_RUN + 2 * DAY, changes=True).changed == 0
    project.run(FIRST_RUN + 3 * DAY)
    assert project.records("*") == before


def test_former_names_lead_to_the_present_one_until_another_source_has_them(project: Project) -> None:
    project.write("crm.csv", ROWS)
    project.source("crm")
    project.run()
    _renamed(project, "crm", "customers")
    project.run(FIRST_RUN + DAY)
    _renamed(project, "customers", "clients")
    project.run(FIRST_RUN + 2 * DAY)
    names = "select former, source, since from source_name order by former"
    assert project.warehouse.rows(names) == [
        ("crm", "clients", FIRST_RUN + DAY),
        ("customers", "clients", FIRST_RUN + 2 * DAY),
    ]
    project.source("crm", path="crm.csv")
    project.run(FIRST_RUN + 3 * DAY)
    assert [row[0] for row in project.warehouse.rows(names)] == ["customers"]


def test_a_renamed_source_is_held_against_its_last_load(project: Project) -> None:
    project.write("crm.csv", ROWS)
    project.source("crm")
    project.run()
    project.write("crm.csv", "id,email,phone\na,a@example.org,1\n")
    _renamed(project, "crm", "customers")
    notes = project.run(FIRST_RUN + DAY).notes
    assert "sources.customers: new columns: 'phone'" in notes
    assert "sources.customers: 1 rows, 2 in the last load (50% fewer)" in notes


def test_records_that_the_source_had_under_neither_name_are_new(project: Project) -> None:
    project.write("crm.csv", ROWS)
    project.source("crm", renamed_from="never")
    project.run()
    assert project.records("record_id, source") == [(1, "crm"), (2, "crm")]


def test_two_sources_of_the_last_load_cannot_become_one(project: Project) -> None:
    project.write("crm.csv", ROWS)
    project.source("crm")
    project.source("app", path="crm.csv")
    project.run()
    del project.blocks["crm"]
    project.source("app", path="crm.csv", renamed_from="crm")
    with pytest.raises(ConfigError, match=r"both 'crm' and 'app' had records"):
        project.run(FIRST_RUN + DAY)
