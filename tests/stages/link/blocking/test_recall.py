from __future__ import annotations

import numpy as np
import pytest

from golden_record.stages.link.blocking.choice import LEVELS, NOT_FOUND, Chosen, Pilot
from golden_record.stages.link.blocking.recall import estimated_recall, found_by
from golden_record.stages.link.blocking.rules import Rule

RULES = [
    Rule("phone", "phone", attributes=("phone",)),
    Rule("name", "name", attributes=("name",)),
    Rule("name and town", "name, town", attributes=("name", "town")),
]
X = NOT_FOUND


def _pilot(*patterns: tuple[list[int], float]) -> Pilot:
    likely = np.array([share for _, share in patterns])
    return Pilot(np.array([found for found, _ in patterns], dtype=np.int8), likely * 2, likely)


def _chosen(*levels: int) -> list[Chosen]:
    return [Chosen(rule, LEVELS[level], 0, 0, 0) for rule, level in zip(RULES, levels, strict=False)]


def test_what_the_rules_in_use_leave_out_lowers_the_recall() -> None:
    pilot = _pilot(([0, 0, X], 90.0), ([X, 7, X], 10.0))
    assert estimated_recall(pilot, RULES, _chosen(7, 7)).found == 100
    assert estimated_recall(pilot, RULES, _chosen(7, 3)).found == 90


def test_matches_that_one_attribute_gave_away_speak_of_others_that_none_did() -> None:
    pilot = _pilot(([0, 0, X], 99.0), ([0, X, X], 20.0))
    recall = estimated_recall(pilot, RULES, _chosen(7, 7))
    assert recall.unseen == pytest.approx(20 * 19 / (2 * 100))
    assert recall.share == pytest.approx(119 / (119 + recall.unseen))


def test_rules_that_share_an_attribute_are_no_second_opinion() -> None:
    alone = estimated_recall(_pilot(([X, 0, X], 50.0)), RULES, _chosen(7, 7, 7))
    twice = estimated_recall(_pilot(([X, 0, 0], 50.0)), RULES, _chosen(7, 7, 7))
    assert alone == twice


def test_where_there_is_nothing_to_find_nothing_is_missed() -> None:
    empty = Pilot(np.zeros((0, 3), dtype=np.int8), np.zeros(0), np.zeros(0))
    assert estimated_recall(empty, RULES, ()).share == 1.0


def test_a_rule_finds_what_lies_within_its_limit() -> None:
    pilot = _pilot(([2, X, X], 1.0), ([5, X, X], 1.0))
    assert found_by(pilot, RULES, _chosen(3)).tolist() == [[True], [False]]
