from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.constants import CONSTANTS, Constant
from benchmarks.holdout import Prepared, Trial, holdout_page
from benchmarks.labelled import labelled_job
from benchmarks.workspace import first_source

MODULE = ModuleType("recipe")
MODULE.__dict__["CUT"] = 2.0
CUT = Constant(MODULE, "CUT", "where to cut", (1.0, 2.0, 3.0))
TRIAL = Trial(
    CUT,
    {
        1.0: {"a": 0.9, "b": 0.5, "c": 0.9},
        2.0: {"a": 0.8, "b": 0.8, "c": 0.8},
        3.0: {"a": 0.8, "b": 0.8, "c": 0.8},
    },
)


@pytest.mark.parametrize("constant", CONSTANTS, ids=lambda constant: constant.name)
def test_the_value_in_force_is_among_those_tried(constant: Constant) -> None:
    assert constant.chosen in constant.values


def test_a_constant_is_back_in_force_after_a_trial() -> None:
    with CUT.at(3.0):
        assert CUT.chosen == 3.0
    assert CUT.chosen == 2.0


@pytest.mark.parametrize(("left_out", "value"), [(None, 2.0), ("a", 2.0), ("b", 1.0)])
def test_each_dataset_is_judged_by_what_the_others_choose(left_out: str | None, value: float) -> None:
    assert TRIAL.best_without(left_out) == value


def test_the_page_names_the_dataset_that_a_fitted_constant_would_fail_on() -> None:
    page = holdout_page([TRIAL])
    assert "| *chosen by the others* | 2 | 1 | 2 |  |" in page
    assert "-0.3000 (b)" in page


def test_links_and_clusters_can_be_made_again_from_what_was_cleaned_once(tmp_path: Path) -> None:
    job, _ = labelled_job("fake_1000", tmp_path / "look")
    if not first_source(job).exists():
        pytest.skip("the labelled datasets are not beside the repository")
    prepared = Prepared("fake_1000", tmp_path)
    assert prepared.f1() == prepared.f1() > 0.9
