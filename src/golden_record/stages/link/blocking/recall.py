"""How much of what is there blocking finds, estimated without labels from how its rules overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden_record.stages.link.blocking.choice import LEVELS, NOT_FOUND, Chosen, Pilot
from golden_record.stages.link.blocking.rules import Rule

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Recall:
    """Likely matches, by what is known of them; all of it an estimate.

    What agrees on nothing that any candidate rule looks at can be seen by nobody here, and is in no figure.
    """

    likely: float
    """Likely matches that any candidate rule finds."""

    found: float
    """Those of them that the chosen rules find."""

    unseen: float
    """Further matches that all rules miss, judging by how many only one attribute gave away (Chao's lower bound)."""

    @property
    def share(self) -> float:
        """Estimated recall: found among likely and unseen together; 1 where there is nothing to find."""
        everything = self.likely + self.unseen
        return self.found / everything if everything else 1.0


def estimated_recall(pilot: Pilot, rules: Sequence[Rule], chosen: Sequence[Chosen]) -> Recall:
    """The recall of the chosen rules, which are among `rules`, in the order of the pilot."""
    covered = found_by(pilot, rules, chosen).any(axis=1)
    captures = _independent_captures(pilot, rules)
    once, twice = (float(pilot.likely[captures == times].sum()) for times in (1, 2))
    return Recall(
        likely=float(pilot.likely.sum()),
        found=float(pilot.likely[covered].sum()),
        unseen=_unseen(once, twice),
    )


def found_by(pilot: Pilot, rules: Sequence[Rule], chosen: Sequence[Chosen]) -> npt.NDArray[np.bool_]:
    """(patterns, chosen): whether a chosen rule finds the pairs of a pattern."""
    places = {rule: place for place, rule in enumerate(rules)}
    columns = [pilot.found[:, places[one.rule]] <= LEVELS.index(one.largest_block) for one in chosen]
    return np.column_stack(columns) if columns else np.zeros((len(pilot.pairs), 0), dtype=np.bool_)


def _independent_captures(pilot: Pilot, rules: Sequence[Rule]) -> npt.NDArray[np.int64]:
    """Per pattern, how many rules find it for reasons of their own: rules that share no attribute, counted greedily."""
    free = np.ones((len(pilot.pairs), len(_attributes(rules))), dtype=np.bool_)
    names = {name: place for place, name in enumerate(_attributes(rules))}
    captures = np.zeros(len(pilot.pairs), dtype=np.int64)
    # Rules of one attribute come first: they leave most to the others.
    for place in sorted(range(len(rules)), key=lambda place: (len(rules[place].attributes), place)):
        needed = [names[name] for name in rules[place].attributes]
        counts = (pilot.found[:, place] < NOT_FOUND) & free[:, needed].all(axis=1)
        captures[counts] += 1
        for name in needed:
            free[counts, name] = False
    return captures


def _attributes(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for rule in rules for name in rule.attributes))


def _unseen(once: float, twice: float) -> float:
    """Chao's (1987) lower bound on what was never captured, in the form that needs no double capture."""
    return once * max(once - 1, 0.0) / (2 * (twice + 1))
