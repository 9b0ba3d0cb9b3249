"""What agreement teaches of the sources: right where the truth is known, bounded, and the same every time."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.stages.survive.accuracy.learning import Pattern, learn
from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import Said, elected, job_of, state_of, survive_in

VOICES = {"crm": 1, "app": 2, "web": 4}
OTHERS = 20


def _heard(accuracies: dict[str, float], profiles: int) -> list[Pattern]:
    """Patterns of sources that are right so often, each by itself; the truth is 0, errors are 1 to 20."""
    dice = random.Random(7)
    counts: Counter[tuple[int, ...]] = Counter()
    for _ in range(profiles):
        values: dict[int, int] = defaultdict(int)
        for source, accuracy in accuracies.items():
            values[0 if dice.random() < accuracy else dice.randint(1, OTHERS)] |= VOICES[source]
        counts[tuple(sorted(values.values()))] += 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize(
    "accuracies",
    [
        {"crm": 0.95, "app": 0.85, "web": 0.60},
        {"crm": 0.70, "app": 0.70, "web": 0.70},
        {"crm": 0.99, "app": 0.98, "web": 0.30},
    ],
)
def test_accuracies_are_found_again_without_the_truth(accuracies: dict[str, float]) -> None:
    found = learn(_heard(accuracies, 5000), VOICES, OTHERS)
    assert {source: known.accuracy for source, known in found.items()} == pytest.approx(accuracies, abs=0.03)


PATTERNS = st.lists(
    st.tuples(
        st.builds(
            lambda said, true: tuple(sorted([*said, *true])),
            st.lists(st.integers(min_value=1, max_value=7), min_size=1, max_size=4),
            st.lists(st.integers(min_value=-8, max_value=-1), max_size=1),
        ),
        st.integers(min_value=1, max_value=1000),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(patterns=PATTERNS, others=st.sampled_from([1, OTHERS]))
def test_whatever_is_heard_accuracies_stay_within_bounds(patterns: list[Pattern], others: int) -> None:
    found = learn(patterns, VOICES, others)
    assert found == learn(patterns, VOICES, others)
    assert all(0.01 <= known.accuracy <= 0.999 for known in found.values())
    assert all(0 <= known.agreeing_count <= known.compared_count for known in found.values())


def _believed_by_hand(patterns: list[Pattern], others: int) -> dict[int, float]:
    """The accuracies of three sources as one would work them out, pattern by pattern and value by value."""
    found = dict.fromkeys(VOICES.values(), 0.8)
    for _ in range(100):
        former, right, total = found, dict.fromkeys(found, 8.0), dict.fromkeys(found, 10.0)
        for pattern, profiles in patterns:
            heard = [-1 - value if value < 0 else value for value in pattern]
            odds = [sum(math.log(former[bit] * others / (1 - former[bit])) for bit in former if bit & v) for v in heard]
            top = max(0.0, *odds)
            weights = [math.exp(own - top) for own in odds]
            all_worth = sum(weights) + max(others + 1 - len(heard), 0) * math.exp(-top)
            told = [float(value < 0) for value in pattern] if min(pattern) < 0 else [w / all_worth for w in weights]
            for truth, voices in zip(told, heard, strict=True):
                for bit in (bit for bit in found if bit & voices):
                    share = profiles / sum(1 for other in heard if other & bit)
                    right[bit] += share * truth
                    total[bit] += share
        found = {bit: min(max(right[bit] / total[bit], 0.01), 0.999) for bit in right}
        if max(abs(found[bit] - former[bit]) for bit in found) < 1e-9:
            break
    return found


@settings(deadline=None)
@given(patterns=PATTERNS, others=st.sampled_from([1, OTHERS]))
def test_all_patterns_at_once_teach_what_they_teach_one_after_the_other(patterns: list[Pattern], others: int) -> None:
    by_hand = _believed_by_hand(patterns, others)
    found = learn(patterns, VOICES, others)
    assert {name: known.accuracy for name, known in found.items()} == {
        name: pytest.approx(by_hand[bit], rel=1e-12) for name, bit in VOICES.items()
    }


def test_what_is_known_to_be_true_outweighs_any_number_of_sources_that_agree() -> None:
    alone = (-1 - VOICES["web"], VOICES["crm"] | VOICES["app"])
    found = learn([(alone, 200)], VOICES, OTHERS)
    assert found["web"].accuracy > 0.95
    assert max(found[source].accuracy for source in ("crm", "app")) < 0.05
    assert (found["web"].compared_count, found["web"].agreeing_count) == (200, 200)


def test_the_truth_that_nobody_says_speaks_against_all() -> None:
    found = learn([((-1, 7), 200)], VOICES, OTHERS)
    assert max(known.accuracy for known in found.values()) < 0.05


def test_a_source_that_stands_alone_is_measured_by_the_truth() -> None:
    found = learn([((-1 - VOICES["crm"],), 30), ((-1, VOICES["crm"]), 10)], VOICES, OTHERS)
    assert found["crm"].accuracy == pytest.approx((30 + 8) / 50)
    assert found["app"].compared_count == 0


def test_sources_that_were_never_compared_keep_what_is_believed_before() -> None:
    assert learn([], VOICES, OTHERS)["crm"].accuracy == pytest.approx(0.8)


def _people(count: int) -> list[Said]:
    """People of whom app and pos agree, and of whom crm says something else every other time."""
    return [
        Said(source, "Perm" if source == "crm" and number % 2 else "Omsk", record=str(number), person=f"p{number}")
        for number in range(count)
        for source in ("crm", "app", "pos")
    ]


def _in_state(warehouse: Warehouse, **survivorship: object) -> None:
    """One record per source and person."""
    state_of(warehouse, _people(60))
    survive_in(warehouse, job_of({"city": "city"}, **survivorship))


def test_accuracies_are_told_beside_the_declared_trust(warehouse: Warehouse) -> None:
    _in_state(warehouse)
    found = {row[1]: row[2:] for row in warehouse.rows("select * from source_accuracy")}
    assert found["crm"] == (90.0, pytest.approx(0.54, abs=0.03), 60, 0.5, False)
    assert found["app"] == (80.0, pytest.approx(0.97, abs=0.03), 60, 1.0, False)
    assert found["web"] == (30.0, None, 0, None, False)


@pytest.mark.parametrize(("trust", "winner"), [("declared", "Perm"), ("learned", "Omsk")])
def test_learned_trust_is_used_when_the_job_says_so(warehouse: Warehouse, trust: str, winner: str) -> None:
    _in_state(warehouse, trust=trust, default="most_trusted")
    told = warehouse.rows("select value, rule, round(confidence, 1) from attribute_lineage where profile_id = 'p1'")
    assert told == [(winner, "most_trusted", 0.0 if winner == "Perm" else 1.0)]


def test_confidence_grows_with_every_source_that_agrees(warehouse: Warehouse) -> None:
    confidences = []
    for sources in (("crm", "app"), ("crm", "app", "pos"), ("crm", "app", "pos", "web")):
        lineage = elected(warehouse, [Said(source, "Omsk") for source in sources])
        confidences.append(lineage["confidence"])
    assert confidences == sorted(confidences, key=lambda value: float(str(value)))
    assert len(set(confidences)) == 3


def test_where_no_sources_can_be_compared_nothing_is_said_of_confidence(warehouse: Warehouse) -> None:
    assert elected(warehouse, [Said("crm", "Omsk")])["confidence"] is None


def test_values_of_which_a_person_has_several_teach_nothing(warehouse: Warehouse) -> None:
    elected(warehouse, [Said("crm", "1"), Said("app", "2")], "phone")
    assert warehouse.count("source_accuracy") == 0
