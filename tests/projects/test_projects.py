"""Each project beside this file, run from its first byte to its mart: the output that was reviewed, and the same again.

After a change that is meant, write it anew with `GOLDEN_RECORD_WRITE_GOLDEN=1 pytest` and review the difference.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from pathlib import Path

import pytest

from golden_record import pipeline
from golden_record.config.load import load_job
from golden_record.model.mart import MART_TABLES
from golden_record.warehouse import Warehouse, ident
from tests.golden_text import WRITE
from tests.shop import Clock

PROJECTS = sorted(path.parent for path in Path(__file__).parent.glob("*/job.yml"))

REVIEWED = {
    "golden_profile": "select * exclude (confidence, updated_at) from golden_profile order by profile_id",
    "profile_record": "select source, source_id, profile_id from profile_record order by source, source_id",
    "household": "select * from household order by household_id",
    "attribute_lineage": """
        select profile_id, attribute, source, source_id, rule
        from attribute_lineage
        order by profile_id, attribute
    """,
}
"""What a person has read and found right. Weights and probabilities are left to the tests of their stages."""

# Measured, so never the same twice.
_MEASURED = "exclude (seconds, stage_seconds, peak_memory_mb)"


def _published(project: Path, folder: Path) -> Path:
    """Run a copy of the project; returns its mart."""
    shutil.copytree(project, folder)
    job = load_job(folder / "job.yml", {})
    assert pipeline.run(job, Clock()).status == "done"
    return job.mart_path


def _as_csv(mart: Path, query: str) -> str:
    with Warehouse(mart, read_only=True) as opened:
        frame = opened.frame(f"select columns(*)::varchar from ({query})")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([frame.columns, *frame.rows()])
    return text.getvalue()


def _everything(mart: Path) -> dict[str, str]:
    queries = {
        table.name: f"select * {_MEASURED if table.name == 'ops.run' else ''} from {ident(table.name)} order by all"
        for table in MART_TABLES
    }
    return {name: _as_csv(mart, query) for name, query in queries.items()}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_a_project_publishes_what_was_reviewed_and_the_same_again(project: Path, tmp_path: Path) -> None:
    first, second = _published(project, tmp_path / "first"), _published(project, tmp_path / "second")
    assert _everything(first) == _everything(second)
    found = {name: _as_csv(first, query) for name, query in REVIEWED.items()}
    expected = {name: project / "expected" / f"{name}.csv" for name in REVIEWED}
    if os.environ.get(WRITE):
        for name, path in expected.items():
            path.write_text(found[name], encoding="utf-8")
    assert found == {name: path.read_text(encoding="utf-8") for name, path in expected.items()}
