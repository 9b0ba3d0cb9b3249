from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.discover import profile_files
from tests.discover.expected import BENCHMARKS, SAMPLE

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared" / "data"
LEAST = 0.9

BENCHMARK_FILES = [
    pytest.param(next(iter(sorted((SHARED / name).glob("[rp]*.parquet"))), SHARED / name), expected, id=name)
    for name, expected in BENCHMARKS.items()
]
SAMPLE_FILES = [pytest.param(PROJECT / "sample_data" / name, expected, id=name) for name, expected in SAMPLE.items()]


def misses(path: Path, expected: dict[str, str]) -> dict[str, str]:
    """Columns whose guessed type is not among the right ones, with the guess."""
    (profile,) = profile_files([str(path)], path.parent)
    guessed = {column.name: column.guess.label for column in profile.columns}
    assert guessed.keys() == expected.keys()
    return {name: label for name, label in guessed.items() if label not in expected[name].split("|")}


@pytest.mark.parametrize(("path", "expected"), BENCHMARK_FILES)
def test_nine_columns_of_ten_of_public_data_are_guessed_rightly(path: Path, expected: dict[str, str]) -> None:
    if not path.is_file():
        pytest.skip("the benchmark data is not on this machine")
    missed = misses(path, expected)
    assert len(missed) <= (1 - LEAST) * len(expected), missed


@pytest.mark.parametrize(("path", "expected"), SAMPLE_FILES)
def test_nine_columns_of_ten_of_the_sample_are_guessed_rightly(path: Path, expected: dict[str, str]) -> None:
    missed = misses(path, expected)
    assert len(missed) <= (1 - LEAST) * len(expected), missed
