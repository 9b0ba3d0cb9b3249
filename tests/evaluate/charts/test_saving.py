from __future__ import annotations

import re
from pathlib import Path

import pytest

from golden_record.cli.parameters import CHART_ENDINGS
from golden_record.errors import EngineError, UsageError
from golden_record.evaluate.charts.saving import WRITERS, as_svg, save
from golden_record.evaluate.charts.theme import Chart
from golden_record.evaluate.charts.weights import match_weight_chart
from golden_record.evaluate.weights import LevelWeight


def _chart(label: str) -> Chart:
    return match_weight_chart(
        [LevelWeight("email", label, 18.0, 0.7, 1e-6), LevelWeight("email", "no", -1.0, 0.3, 1.0)]
    )


@pytest.mark.parametrize(("ending", "start"), [(".png", b"\x89PNG"), (".svg", b"<svg"), (".html", b"<!doctype html>")])
def test_the_ending_says_what_is_written(tmp_path: Path, ending: str, start: bytes) -> None:
    save(_chart("same e-mail"), tmp_path / f"chart{ending}")
    assert (tmp_path / f"chart{ending}").read_bytes().startswith(start)


def test_every_ending_that_the_command_line_takes_can_be_written() -> None:
    assert tuple(WRITERS) == CHART_ENDINGS


def test_an_unknown_ending_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be written as \.pdf") as caught:
        save(_chart("same"), tmp_path / "chart.pdf")
    assert caught.value.hint == "known endings: .png, .svg, .html"


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"cannot write .*chart\.svg") as caught:
        save(_chart("same"), tmp_path / "nowhere" / "chart.svg")
    assert caught.value.exit_code == 3


def test_a_page_holds_no_script_and_loads_nothing(tmp_path: Path) -> None:
    save(_chart("</text><script>alert(1)</script>"), tmp_path / "chart.html")
    page = (tmp_path / "chart.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=", page)


def test_text_that_turns_the_direction_of_writing_is_made_visible() -> None:
    assert "\u202e" not in as_svg(_chart("abc\u202edef"))


def test_cyrillic_letters_are_drawn_and_not_boxes(tmp_path: Path) -> None:
    # A font without these letters would draw the same box for each.
    for name, letter in (("one", "Ж"), ("other", "Щ")):
        save(_chart(letter), tmp_path / f"{name}.png")
    assert (tmp_path / "one.png").read_bytes() != (tmp_path / "other.png").read_bytes()


def test_the_same_chart_is_the_same_bytes() -> None:
    assert as_svg(_chart("same e-mail")) == as_svg(_chart("same e-mail"))
