from __future__ import annotations

import polars as pl

from golden_record.discover.junk import find_junk
from golden_record.discover.measures import evenly, measure, shapes
from tests.discover.small import guessed


def test_shapes_keep_signs_and_count_digits() -> None:
    values = pl.Series(["+7 (916) 123-45-67", "Иван Smith", "AB-12c"])
    assert shapes(values).to_list() == ["+9 (999) 999-99-99", "Aa Aa", "A-99a"]


def test_blank_cells_are_not_filled() -> None:
    counted = measure(pl.Series(["a", "a", "bcd", "", " ", "\u00a0", None]))
    assert (counted.rows, counted.filled, counted.distinct, counted.shortest, counted.longest) == (7, 3, 2, 1, 3)
    assert [(share.what, round(share.share, 2)) for share in counted.top] == [("a", 0.67), ("bcd", 0.33)]


def test_long_values_are_cut_where_they_are_shown() -> None:
    (share,) = measure(pl.Series(["x" * 100])).top
    assert share.what == "x" * 40 + "…"


def test_even_choices_reach_from_first_to_last() -> None:
    chosen = evenly(pl.Series(range(199)), 100).to_list()
    assert (len(chosen), chosen[0]) == (100, 0)
    assert chosen[-1] > 195


def test_junk_is_counted_in_cells_by_quality_and_reason() -> None:
    values = ["1900-01-01"] * 3 + [f"19{n}-02-03" for n in range(50, 80)]
    (worst, *_) = find_junk(pl.Series(values), guessed("dob", values), "")
    assert worst.what.startswith("placeholder")
    assert round(worst.share, 3) == round(3 / 33, 3)


def test_keyboard_runs_in_names_are_junk() -> None:
    values = ["Иван", "Пётр", "Анна", "qwerty", "фывапр"]
    found = find_junk(pl.Series(values), guessed("имя", values), "")
    assert round(sum(share.share for share in found), 1) >= 0.2
