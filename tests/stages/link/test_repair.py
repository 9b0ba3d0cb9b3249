"""What the report says of a training that went wrong."""

from __future__ import annotations

import numpy as np
import pytest

from golden_record.stages.link.comparisons import Comparison, comparisons_for
from golden_record.stages.link.repair import Evidence, Finding, doubts_kept, findings_json, notes_of, repaired


def _comparison(type_: str) -> Comparison:
    return comparisons_for({"it": type_})[0]


def _found(item: Comparison, differing: float) -> tuple[Finding, ...]:
    """What is said of a comparison in which so many likely matches differ."""
    rest = len(item.levels) - 1
    m = np.array([(1 - differing) / rest] * rest + [differing])
    u = np.array([0.001] * rest + [1 - 0.001 * rest])
    return repaired(Evidence(item, m, u, m * 10_000))[1]


@pytest.mark.parametrize("type_", ["person_name", "birth_date", "inn", "passport"])
def test_matches_that_differ_in_what_a_person_keeps_for_life_are_doubted(type_: str) -> None:
    item = _comparison(type_)
    assert not [found for found in _found(item, 0.1) if found.kind == "doubt"]
    ((said),) = notes_of([found for found in _found(item, 0.87) if found.kind == "doubt"], [item])
    assert said.startswith(f"{item.name}: matches seem to differ in 87% of cases; relatives may pass for one person")
    assert "DO NOT TRUST THIS MODEL" in said


@pytest.mark.parametrize("type_", ["phone", "email", "identifier", "anonymous", "address"])
def test_who_has_several_differs_in_good_faith(type_: str) -> None:
    assert not [found for found in _found(_comparison(type_), 0.87) if found.kind == "doubt"]


def test_doubts_come_before_what_was_put_right() -> None:
    item = _comparison("person_name")
    repaired_level = Finding(item.name, 1, "order", "came out odd")
    notes = notes_of([repaired_level, *_found(item, 0.87)], [item])
    assert "matches seem to differ" in notes[0]
    assert "came out odd" in notes[1]


def test_doubts_outlive_the_run_that_trained() -> None:
    item = _comparison("person_name")
    kept = findings_json([Finding(item.name, 1, "order", "came out odd"), *_found(item, 0.87)])
    ((said),) = doubts_kept(kept)
    assert said.startswith("it__given: matches seem to differ in 87%")
