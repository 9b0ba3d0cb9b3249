from __future__ import annotations

import pytest

from benchmarks import elections
from benchmarks.elections import ElectionResult, elections_page
from benchmarks.process import Done


def _result(records: int, taken: float, memory: float = 3_000.0) -> ElectionResult:
    rows = {"attribute_lineage": 4_000_000, "attribute_candidate": 2_000_000}
    return ElectionResult(records, Done({"seconds": taken, "claims": 8_000_000, "rows": rows}, memory))


def test_time_memory_and_growth_stand_beside_their_bars() -> None:
    page = elections_page([_result(1_000_000, 10.0), _result(10_000_000, 110.0)], "12GB")
    assert page.count(": met") == 3
    assert "10 times the records take 11.0 times as long;\n  at most 12 times: met." in page
    worse = elections_page([_result(1_000_000, 13.0, 5_000.0), _result(10_000_000, 170.0)], "12GB")
    assert worse.count("**not met**") == 3


def test_every_attribute_elects_and_contested_candidates_are_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert elections.main(["--records", "2000"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("| 2,000"))
    _, claims, values, candidates, *_ = (cell.strip().replace(",", "") for cell in row.split("|")[1:])
    assert 15_000 < int(claims) < 18_000
    assert int(claims) > int(values) > int(candidates) > 1_000
