from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import accuracy, bars, labelled
from benchmarks.accuracy import Skipped
from benchmarks.accuracy_page import accuracy_page
from benchmarks.scoring import PairCut, Reach, Score, Side
from benchmarks.workspace import DATASETS, REPOSITORY, copied_job, first_source
from golden_record.evaluate.evaluation import Band, Coverage, Misses, Sizes
from golden_record.evaluate.metrics import BCubed, Pairs

SMALLEST = "fake_1000"


def _score(name: str = SMALLEST, *, right: int = 90, largest: int = 7) -> Score:
    ours = Side(Pairs(100, 100, right), BCubed(0.9, 0.9), largest, 1_000, 2.0)
    return Score(
        name=name,
        coverage=Coverage(1_000, 0, 0, 0),
        sizes=Sizes(251, 250, 7, largest),
        ours=ours,
        splink=Side(Pairs(100, 100, 80), BCubed(0.8, 0.8), 7, 500, 1.0),
        splink_by_truth=0.82,
        misses=Misses(1, 2, 3),
        cut=PairCut(0.0, 0.9, -1.0, 0.905),
        reach=Reach(0.95, 0.93),
        calibration=(Band(0.9, 0.99, 1_000, 0.95, 0.94),),
        traps={},
    )


def test_every_dataset_with_a_bar_has_a_job() -> None:
    assert {path.stem for path in DATASETS.glob("*.yml")} == set(bars.ACCURACY)


def test_a_copied_job_keeps_its_sources_and_moves_everything_that_it_writes(tmp_path: Path) -> None:
    job = copied_job(DATASETS / f"{SMALLEST}.yml", tmp_path)
    assert job.locate(first_source(job).as_posix()) == first_source(job)
    assert first_source(job).name == "records.parquet"
    assert all(path.is_relative_to(tmp_path) for path in (job.state_path, job.mart_path, job.target_path))


def test_data_that_is_not_there_is_skipped_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled, "SAMPLE_TRUTH", REPOSITORY / "nowhere.csv")
    told: list[str] = []
    (found,) = accuracy.scores([labelled.SAMPLE], tell=told.append)
    assert isinstance(found, Skipped)
    assert "nowhere.csv is not there" in told[0]


def test_a_result_below_its_bar_is_named_as_weak() -> None:
    page = accuracy_page([_score(right=85)])
    assert "**not met**" in page
    assert "`fake_1000`: F1 0.8500 is below the bar of 0.91." in page


def test_profiles_that_swallow_people_are_named_as_weak() -> None:
    assert "the largest profile holds 20 records, the largest person 7" in accuracy_page([_score(largest=20)])


def test_a_part_of_the_datasets_has_no_mean() -> None:
    assert "| mean of" not in accuracy_page([_score()])


def test_a_labelled_dataset_is_scored_beside_plain_splink() -> None:
    (found,) = accuracy.scores([SMALLEST], tell=len)
    if isinstance(found, Skipped):
        pytest.skip(found.reason)
    assert found.coverage.judged == 1_000
    assert found.ours.pairs.f1 > found.splink.pairs.f1 > 0.5
    assert SMALLEST in accuracy_page([found])
