from __future__ import annotations

import pytest

from golden_record.evaluate.charts.theme import DIM, GRID, PAPER, TEXT
from golden_record.evaluate.report.page import Notes, Page, Section, Share, Snippet, Table, number, plural, render

HOSTILE = ("<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "abc\u202edef", '"><img src=x onerror=alert(1)>')


def _page(text: str) -> str:
    parts = (
        Table((text,), [[text, 7, Share(0.5), None]], caption=text),
        Notes((text,), caption=text),
        Snippet((text,), caption=text),
    )
    return render(Page(text, text, (Section("one", text, text, parts),)))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_wherever_it_stands(text: str) -> None:
    plain, hostile = _page("harmless"), _page(text)
    assert hostile.count("<") == plain.count("<")
    assert "\u202e" not in hostile
    assert "49" not in hostile.partition("<body>")[2]


def test_numbers_stand_to_the_right_with_thin_separators() -> None:
    page = render(Page("t", "s", (Section("a", "A", "c", (Table(("n",), [[1234567]], frozenset({0})),)),)))
    assert '<td class="number">1\u202f234\u202f567</td>' in page


def test_every_section_can_be_reached_and_opens_with_its_conclusion() -> None:
    page = render(Page("t", "s", (Section("here", "Here", "So it is."),)))
    assert 'href="#here"' in page
    assert 'id="here"' in page
    assert '<p class="conclusion">So it is.</p>' in page


@pytest.mark.parametrize(
    ("part", "text"),
    [(1.0, "100%"), (0.99999, ">99.9%"), (0.5, "50.0%"), (0.00001, "<0.1%"), (0.0, "0%")],
)
def test_all_and_nothing_are_said_only_where_they_are_true(part: float, text: str) -> None:
    assert Share(part).percent == text


def test_one_is_not_many() -> None:
    assert (plural(1, "record"), plural(2000, "record"), number(12)) == ("1 record", "2\u202f000 records", "12")


def test_on_a_dark_page_charts_change_their_colours_too() -> None:
    page = render(Page("t", "s", ()))
    assert all(f'[fill="{colour}"]' in page for colour in (TEXT, DIM, GRID, PAPER))
