from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks import names
from benchmarks.name_pairs import JudgedPair, score_pairs
from benchmarks.names_page import names_page

PAIRS = [
    JudgedPair("Иванов Иван Петрович", "Ivanov Ivan", same=True, group="own"),
    JudgedPair("John Smith", "Smith, Jon", same=True, group="own"),
    JudgedPair("Ludwig van Beethoven", "Ludwig Beethoven", same=True, group="own"),
    JudgedPair("John Smith", "Mary Jones", same=False, group="own"),
    JudgedPair("Иван Сидоров", "Ivan Petrov", same=False, group="own"),
]


def test_names_of_one_person_weigh_more_than_those_of_two() -> None:
    found = score_pairs(PAIRS, "person_name")
    true, false = ([item.weight for item in found if item.pair.same is same] for same in (True, False))
    assert min(true) > max(false)
    assert [item.pair for item in found] == PAIRS


def test_a_pair_says_what_each_comparison_found() -> None:
    (levels,) = [item.levels for item in score_pairs(PAIRS, "person_name") if item.pair == PAIRS[2]]
    assert levels == ("same given name", "sounds the same, or maiden name", None)


def test_the_page_has_its_figures_and_its_misses() -> None:
    persons, companies = score_pairs(PAIRS, "person_name"), score_pairs(PAIRS, "company")
    page = names_page(persons, companies, 12)
    assert "| persons | 5 | 3 | 1.0000 | 1.0000 | 1.0000 | 1.0000 |" in page
    assert "2 pairs of vessels are left out" in page


def test_without_the_pairs_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(names, "PAIRS", tmp_path / "pairs.parquet")
    monkeypatch.setattr(names, "PAGE", tmp_path / "names.md")
    assert names.main(["--write"]) == 1
    assert not (tmp_path / "names.md").exists()


def test_the_page_is_written_where_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {
            "schema": schema,
            "name1": pair.left,
            "name2": pair.right,
            "label": "true" if pair.same else "false",
            "case_group": pair.group,
        }
        for schema in ("Person", "Company", "Vessel")
        for pair in PAIRS
    ]
    pl.DataFrame(rows).write_parquet(tmp_path / "pairs.parquet")
    monkeypatch.setattr(names, "PAIRS", tmp_path / "pairs.parquet")
    monkeypatch.setattr(names, "PAGE", tmp_path / "names.md")
    assert names.main(["--write"]) == 0
    assert (tmp_path / "names.md").read_text(encoding="utf-8") == capsys.readouterr().out
