from __future__ import annotations

import pytest

from benchmarks import pages
from benchmarks.workspace import REPOSITORY


def test_every_generated_page_has_a_place_in_the_repository() -> None:
    assert all(path.is_relative_to(REPOSITORY) for path in pages.pages())


def test_generated_pages_say_what_the_code_says() -> None:
    names = [str(path.relative_to(REPOSITORY)) for path in pages.stale()]
    assert not names, "run `python -m benchmarks.pages`"


def test_a_check_names_stale_pages_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = REPOSITORY / "docs" / "nowhere.md"
    monkeypatch.setattr(pages, "pages", lambda: {page: "text"})
    assert pages.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/nowhere.md is stale\n"
    assert not page.exists()
