"""The charts that the pages show, drawn from the sample retailer: `python -m benchmarks.pictures`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.workspace import REPOSITORY
from golden_record.api import run
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.evaluate.charts.evaluation import evaluation_chart
from golden_record.evaluate.charts.pair import waterfall_chart
from golden_record.evaluate.charts.profile import profile_chart
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.evaluation import evaluate
from golden_record.evaluate.pair import explain_pair
from golden_record.evaluate.profile import explain_profile
from golden_record.evaluate.report.matching import model_section, weight_section
from golden_record.evaluate.report.page import Picture
from golden_record.evaluate.report.values import quality_section
from golden_record.evaluate.state import finished_state

FOLDER = REPOSITORY / "docs" / "images"
JOB, TRUTH = Path("configs/retail.yml"), Path("sample_data/truth.csv")

PAIR = ("crm:100301", "app:a-001643")
PROFILE = "web:w-000008"
"""What the pages ask about; `tests/test_docs.py` runs the same commands."""


def pictures(job: Job, truth: Path) -> dict[Path, str]:
    """Every chart of the pages as SVG, by its place in the repository, from a retailer that has run."""
    with finished_state(job) as state:
        sections = (quality_section(state, job), model_section(state), weight_section(state))
    return {
        FOLDER / "explain-pair.svg": as_svg(waterfall_chart(explain_pair(job, PAIR))),
        FOLDER / "explain-profile.svg": as_svg(profile_chart(explain_profile(job, PROFILE))),
        FOLDER / "evaluate.svg": as_svg(evaluation_chart(evaluate(job, truth))),
        **{
            FOLDER / f"report-{section.anchor}.svg": part.svg
            for section in sections
            for part in section.parts
            if isinstance(part, Picture)
        },
    }


def main() -> int:
    """Run the sample retailer in a folder of its own, and write the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / JOB).parent.mkdir()
        shutil.copy(REPOSITORY / JOB, folder / JOB)
        shutil.copytree(REPOSITORY / "sample_data", folder / "sample_data")
        job = load_job(folder / JOB, {})
        run(job)
        for path, drawn in pictures(job, folder / TRUTH).items():
            path.write_text(drawn, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(REPOSITORY)} written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
