"""What decides between claims and between candidates: the job's words, as SQL terms of which the greater one wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from golden_record.model.claims import NEVER_US
from golden_record.stages.survive.rules import AttributeRule
from golden_record.stages.survive.standing.queries import by_source

UNANIMOUS = "unanimous_or_null"
"""Decides nothing: where it is reached with values left, none of them survives."""

# Less than any measure, so that what is no number or date comes last.
_NO_MEASURE = "-1e308"

_CLAIM_TERMS: Mapping[str, str] = {
    "trust": "trust",
    "most_trusted": "trust",
    "most_recent": f"coalesce(epoch_us(observed_at), {NEVER_US})",
    "first_seen": f"coalesce(-epoch_us(observed_at), {NEVER_US})",
    "verified": "coalesce(verified, false)",
    "from_best_record": "-best_place",
}
_CANDIDATE_TERMS: Mapping[str, str] = {
    "most_frequent": "votes",
    "weighted_majority": "weight",
    "confirmed": "bit_count(voices) > 1",
    # An initial is no word: `Petrov Ivan` says more than `Petrov I. S.`.
    "most_complete": r"{'words': len(regexp_extract_all(value, '\p{L}{2,}|\p{N}+')), 'length': length(value)}",
    "longest": "length(value)",
    "shortest": "-length(value)",
    "any_true": "value = 'true'",
    "all_true": "value = 'false'",
}


@dataclass(frozen=True)
class Decision:
    """One step of the ladder on which values are told apart; of two values the one with the greater term wins.

    `label` is what lineage says. The term is of a claim, or of a candidate (all claims that are equal after cleaning);
    a decision without one ends the election. `tier` limits it to one group of claims.
    """

    label: str
    of_claim: str | None = None
    of_candidate: str | None = None
    tier: int | None = None

    @property
    def column(self) -> str:
        """Name of the column that holds the term."""
        return f"by_{self.label}" if self.tier is None else f"by_{self.label}_{self.tier}"

    @property
    def has_term(self) -> bool:
        """Whether there is anything to compare."""
        return bool(self.of_claim or self.of_candidate)


def decisions(rule: AttributeRule) -> tuple[Decision, ...]:
    """Everything that may decide, strongest first."""
    preferred = [Decision("prefer_sources", _ranked(rule.asked.prefer_sources))] if rule.prefers_first else []
    tiers = len(rule.tiers)
    return (
        Decision("quality", "quality <> 'suspicious'"),
        *preferred,
        *([Decision("when", "tier")] if rule.tiers else []),
        *(step for at, tier in enumerate(rule.tiers) for step in _chain(rule, tier.chain, tiers - at)),
        *_chain(rule, rule.chain, 0 if rule.tiers else None),
    )


def _chain(rule: AttributeRule, chain: Sequence[str], tier: int | None) -> Iterator[Decision]:
    for strategy in chain:
        if strategy == UNANIMOUS:
            yield Decision(strategy, tier=tier)
        elif strategy in _CLAIM_TERMS or strategy == "source_priority":
            term = _CLAIM_TERMS.get(strategy) or _ranked(rule.sources)
            yield Decision(strategy, _limited(term, "tier", tier), tier=tier)
        else:
            term = _CANDIDATE_TERMS.get(strategy) or _measure(rule, strategy)
            yield Decision(strategy, of_candidate=_limited(term, "by_when", tier), tier=tier)


def _limited(term: str, of: str, tier: int | None) -> str:
    return term if tier is None else f"case when {of} = {tier} then {term} end"


def _measure(rule: AttributeRule, strategy: str) -> str:
    number = "try_cast(value as double)" if rule.kind == "number" else "epoch(try_cast(value as timestamp))"
    return f"coalesce({'-' if strategy == 'min' else ''}{number}, {_NO_MEASURE})"


def _ranked(sources: Sequence[str]) -> str:
    return by_source({source: float(len(sources) - at) for at, source in enumerate(sources)})
