from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.stages.link.comparisons import HOUSEHOLD, Comparison, Level, comparisons_for
from golden_record.stages.link.model import trained_model
from golden_record.stages.link.repair import notes_of
from golden_record.stages.link.training import Parameters, Patterns, Totals, train

PAIRS = 1e9
"""All pairs of the synthetic data; its candidates are few of them, as in life."""

PRIOR = (0.7, 0.1, 0.2)
M = (0.9, 0.06, 0.04)
U = (0.01, 0.03, 0.96)


def _comparison(
    place: int, m: Sequence[float] = PRIOR, kin: Mapping[str, tuple[float, ...]] | None = None
) -> Comparison:
    name = f"c{place}"
    levels = tuple(Level(f"level {level}", "", chance) for level, chance in enumerate(m))
    return Comparison(name, name, "", levels, kin or {})


def _everyone(kinds: Sequence[tuple[float, Sequence[Sequence[float]]]]) -> Patterns:
    """Exact expected counts of every pattern: `kinds` are (pairs, chance of each level per comparison)."""
    sizes = [len(chances) for chances in kinds[0][1]]
    levels = np.array(list(product(*map(range, sizes))), dtype=np.int8)
    counts = np.zeros(len(levels))
    for pairs, chances in kinds:
        counts += pairs * np.prod([np.array(own)[levels[:, place]] for place, own in enumerate(chances)], axis=0)
    return Patterns(levels, counts)


def _blocked(everyone: Patterns) -> tuple[Patterns, Totals]:
    """What a run sees of all pairs: the patterns of those that agree on something, and the levels of everyone."""
    found = (everyone.levels == 0).any(axis=1)
    totals = tuple(
        np.bincount(everyone.levels[:, place], everyone.counts).astype(np.float64)
        for place in range(everyone.levels.shape[1])
    )
    return Patterns(everyone.levels[found], everyone.counts[found]), Totals(float(everyone.counts.sum()), totals)


def _plain(matches: float = 20_000, count: int = 4) -> tuple[list[Comparison], Patterns, Totals]:
    everyone = _everyone([(matches, [M] * count), (PAIRS - matches, [U] * count)])
    return [_comparison(place) for place in range(count)], *_blocked(everyone)


def test_training_finds_the_parameters_that_made_the_patterns() -> None:
    found = train(*_plain())
    for m, u in zip(found.m, found.u, strict=True):
        assert m == pytest.approx(M, abs=0.005)
        assert u == pytest.approx(U, rel=0.01)
    assert found.match_share * PAIRS == pytest.approx(20_000, rel=0.02)
    assert not found.notes


def test_missing_values_neither_help_nor_hurt() -> None:
    comparisons, patterns, totals = _plain()
    levels = np.concatenate([patterns.levels, patterns.levels])
    levels[: len(patterns.levels), 3] = -1
    half = Patterns(levels, np.concatenate([patterns.counts, patterns.counts]) / 2)
    found = train(comparisons, half, totals)
    assert found.m[3] == pytest.approx(M, abs=0.01)
    assert found.m[0] == pytest.approx(M, abs=0.01)


@settings(deadline=None, max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_patterns_does_not_matter(random: Random) -> None:
    comparisons, patterns, totals = _plain()
    order = list(range(len(patterns.counts)))
    random.shuffle(order)
    shuffled = train(comparisons, Patterns(patterns.levels[order], patterns.counts[order]), totals)
    straight = train(comparisons, patterns, totals)
    for one, other in zip((*straight.m, *straight.u), (*shuffled.m, *shuffled.u), strict=True):
        assert other == pytest.approx(one, rel=1e-6)


def test_thin_evidence_stays_near_what_was_expected() -> None:
    found = train(*_plain(matches=1))
    assert found.match_share < 1e-6
    for m in found.m:
        assert m == pytest.approx(PRIOR, abs=0.15)


@pytest.mark.parametrize(
    "levels",
    [np.zeros((0, 2), dtype=np.int8), np.full((1, 2), -1, dtype=np.int8), np.zeros((1, 2), dtype=np.int8)],
    ids=["no pair", "a pair without values", "a pair that agrees"],
)
def test_next_to_nothing_to_learn_from_gives_the_expected(levels: np.ndarray) -> None:
    comparisons = [_comparison(0), _comparison(1)]
    everyone = Totals(10.0, (np.array([0.5, 0.5, 9.0]),) * 2)
    found = train(comparisons, Patterns(levels, np.ones(len(levels))), everyone)
    assert 0 < found.match_share < 1
    for m in found.m:
        assert m == pytest.approx(PRIOR, abs=0.05)


def test_a_single_comparison_can_be_trained() -> None:
    comparisons, patterns, totals = _plain(count=1)
    assert trained_model(comparisons, train(comparisons, patterns, totals)).weights[0][0] > 0


def test_no_level_is_impossible_among_strangers() -> None:
    """Every agreement at the first level belongs to a match: chance keeps a share of it all the same."""
    comparisons = [_comparison(place) for place in range(3)]
    everyone = _everyone([(10_000, [(0.98, 0.01, 0.01)] * 3), (PAIRS, [(0.0, 0.0, 1.0)] * 3)])
    found = train(comparisons, *_blocked(everyone))
    for u in found.u:
        assert (u > 0).all()


def test_levels_out_of_order_are_put_back_and_told() -> None:
    odd = (0.4, 0.55, 0.05)
    comparisons = [_comparison(place) for place in range(4)]
    scattered = (0.01, 0.001, 0.989)
    everyone = _everyone([(20_000, [M, M, M, odd]), (PAIRS, [U, U, U, scattered])])
    found = train(comparisons, *_blocked(everyone))
    weights = trained_model(comparisons, found).weights[3]
    assert weights[0] >= weights[1] - 1e-4
    assert [(told.comparison, told.level, told.kind) for told in found.findings] == [("c3", 1, "order")]
    assert notes_of(found.findings, comparisons)[0].startswith("c3: 'level 1' came out at +9.1 bits, more than")


def _bits(found: Parameters) -> list[np.ndarray]:
    return [np.log2(m / u) for m, u in zip(found.m, found.u, strict=True)]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 1000), min_size=81, max_size=81), st.integers(81_000, 10**9))
def test_full_agreement_weighs_most_and_difference_never_speaks_for_a_match(counts: list[int], pairs: int) -> None:
    comparisons = [_comparison(place) for place in range(4)]
    strange = Patterns(_everyone([(1, [U] * 4)]).levels, np.array(counts, dtype=np.float64))
    totals = Totals(pairs, (np.array([0.02, 0.03, 0.95]) * pairs,) * 4)
    for bits in _bits(train(comparisons, strange, totals)):
        assert np.isfinite(bits).all()
        assert bits[-1] <= 1e-9
        assert bits[1] >= bits[-1] - 1e-9
        assert bits[1] <= max(bits[0], bits[-1]) + 1e-9


FAMILY = {HOUSEHOLD: (0.8, 0.1, 0.1)}


def _households() -> tuple[list[Comparison], Patterns, Totals]:
    """Given name, birth date, surname, address: households share the latter two and outnumber the matches."""
    comparisons = [_comparison(0), _comparison(1), _comparison(2, kin=FAMILY), _comparison(3, kin=FAMILY)]
    together = (0.92, 0.05, 0.03)
    everyone = _everyone([(20_000, [M] * 4), (60_000, [U, U, together, together]), (PAIRS, [U] * 4)])
    return comparisons, *_blocked(everyone)


def test_members_of_a_household_are_not_learnt_as_matches() -> None:
    comparisons, patterns, totals = _households()
    found = train(comparisons, patterns, totals)
    assert found.match_share * PAIRS == pytest.approx(20_000, rel=0.05)
    assert found.kin[0].share * PAIRS == pytest.approx(60_000, rel=0.15)
    for m in found.m:
        assert m == pytest.approx(M, abs=0.02)


def test_two_members_of_a_household_score_below_even_odds() -> None:
    comparisons, patterns, totals = _households()
    model = trained_model(comparisons, train(comparisons, patterns, totals))
    seen = (2, 2, 0, 0)
    bits = model.prior_weight + sum(weights[level] for weights, level in zip(model.weights, seen, strict=True))
    kin = sum(own[level] for own, level in zip(model.kin[0].weights, seen, strict=True) if own is not None)
    assert bits - np.log2(1 + model.kin[0].odds * 2**kin) < -5


def test_kinds_that_the_attributes_cannot_show_are_left_out() -> None:
    _, patterns, totals = _plain(count=2)
    assert train([_comparison(0), _comparison(1, kin=FAMILY)], patterns, totals).kin == ()


def test_every_type_has_expectations_that_are_chances() -> None:
    every = {
        "full_name": "person_name",
        "birth_date": "birth_date",
        "phone": "phone",
        "email": "email",
        "tax_id": "inn",
        "cookie": "anonymous",
        "card": "identifier",
        "address": "address",
        "city": "city",
        "postcode": "postcode",
        "gender": "gender",
        "note": "text",
        "score": "number",
    }
    for item in comparisons_for(every):
        assert sum(level.m for level in item.levels) == pytest.approx(1.0), item.name
        for kind, chances in item.kin.items():
            assert len(chances) == len(item.levels), (item.name, kind)
            assert sum(chances) == pytest.approx(1.0, abs=0.02), (item.name, kind)
