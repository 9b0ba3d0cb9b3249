from __future__ import annotations

import json

import pytest

from benchmarks import speed
from benchmarks.process import WorkError, in_fresh_process
from benchmarks.speed_page import speed_page
from benchmarks.timing import Quality, SpeedResult, StageCost, Timing

QUALITY = Quality(0.9, 0.8, 0.85, 0.9, 1_000)


def _result(**runs: float) -> SpeedResult:
    timings = {
        name: Timing(seconds, 100.0, (StageCost("link", "done", seconds, 90.0),)) for name, seconds in runs.items()
    }
    return SpeedResult(2_000, 1, timings, Timing(10.0, 100.0), QUALITY, QUALITY, 0.86)


@pytest.mark.parametrize(
    ("runs", "row"),
    [
        pytest.param({"first": 30.0}, "3.00 x plain Splink | at most 4 x | met", id="a first run within its bar"),
        pytest.param({"first": 50.0}, "5.00 x plain Splink | at most 4 x | **not met**", id="a slow first run"),
        pytest.param(
            {"first": 30.0, "full": 20.0, "unchanged": 0.4}, "2.0% of the full run | at most 3% | met", id="no change"
        ),
        pytest.param({"first": 30.0, "junk": 33.0}, "1.10 x the clean run | at most 1.2 x | met", id="junk"),
    ],
)
def test_every_ratio_stands_beside_its_bar(runs: dict[str, float], row: str) -> None:
    assert row in speed_page(_result(**runs))


def test_a_share_of_the_full_run_is_left_open_without_one() -> None:
    assert "of the full run" not in speed_page(_result(first=30.0, unchanged=0.4))


def test_work_that_fails_says_which(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WorkError, match="worker sample"):
        in_fresh_process(["sample", "--records", "none"])
    assert "invalid int value" in capfd.readouterr().err


def test_a_small_measurement_tells_seconds_memory_and_quality_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert speed.main(["--records", "2000", "--runs", "unchanged", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["runs"]) == {"first", "unchanged"}
    assert {stage["status"] for stage in found["runs"]["unchanged"]["stages"]} == {"reused"}
    assert found["splink"]["peak_memory_mb"] > 0
    assert found["ours"]["f1"] > found["theirs"]["f1"] > 0.5
