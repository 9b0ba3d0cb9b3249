from __future__ import annotations

import polars as pl
import pytest

from benchmarks.scoring import PairCut, best_cut


def _links(*rows: tuple[float, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"weight": pl.Float64, "right": pl.Boolean}, orient="row")


def test_the_best_cut_is_where_pairs_have_their_highest_f1() -> None:
    cut = best_cut(_links((9.0, True), (5.0, True), (3.0, False), (2.0, False)), 2, threshold=0.0)
    assert (cut.best_weight, cut.best_f1) == (5.0, 1.0)


def test_the_chosen_cut_takes_every_pair_from_the_threshold_up() -> None:
    cut = best_cut(_links((9.0, True), (5.0, True), (3.0, False), (2.0, False)), 2, threshold=3.0)
    assert cut.chosen_f1 == pytest.approx(2 * 2 / (3 + 2))


def test_pairs_of_equal_weight_are_taken_together() -> None:
    cut = best_cut(_links((5.0, True), (5.0, False)), 1, threshold=5.0)
    assert cut.chosen_f1 == cut.best_f1 == pytest.approx(2 / 3)


def test_true_pairs_that_were_never_scored_count_as_missed() -> None:
    assert best_cut(_links((5.0, True)), 3, threshold=0.0).best_f1 == pytest.approx(0.5)


@pytest.mark.parametrize("threshold", [7.0, 9.0])
def test_a_threshold_above_every_pair_finds_none(threshold: float) -> None:
    assert best_cut(_links((5.0, True)), 1, threshold=threshold).chosen_f1 == 0.0


def test_without_a_scored_pair_both_cuts_find_nothing() -> None:
    assert best_cut(_links(), 4, threshold=1.5) == PairCut(1.5, 0.0, 1.5, 0.0)
