from __future__ import annotations

import pytest

from benchmarks import graphs
from benchmarks.graphs import GraphResult, graphs_page
from benchmarks.process import Done


def _result(taken: float, memory: float) -> GraphResult:
    answer = {"seconds": taken, "largest": 2, "rows": {"refused_link": 1_000}, "notes": ["1 group of links"]}
    return GraphResult("star", 2_000_000, Done(answer, memory))


def test_time_and_memory_stand_beside_their_bars() -> None:
    assert "| 4.00 | 5 s | met | 900 | 1,000 | met | 2 | 1,000 |" in graphs_page([_result(4.0, 900.0)])
    assert "| 6.00 | 5 s | **not met** | 1,100 | 1,000 | **not met** |" in graphs_page([_result(6.0, 1100.0)])


def test_small_graphs_are_clustered_and_not_merged(capsys: pytest.CaptureFixture[str]) -> None:
    assert graphs.main(["--chain", "500", "--star", "1500"]) == 0
    page = capsys.readouterr().out
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith(("| chain", "| star"))]
    assert [cells[8].strip() for cells in rows] == ["2", "2"]
    assert rows[1][9].strip() == "1,000"
    assert "- chain: 1 group of links holds more than 120 records, the largest 501" in page
    assert "- star: 499 refused links are not in refused_link" in page
