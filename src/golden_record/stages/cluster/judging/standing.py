"""Where every judgement stands at a moment, whether a run has applied it or not: what `judge --list` shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from golden_record.config.decision_file import Word
from golden_record.config.job import Job
from golden_record.stages.cluster.judging.contradictions import Contradiction, unfollowed
from golden_record.stages.cluster.judging.docket import docket
from golden_record.stages.cluster.judging.given import read_given
from golden_record.stages.cluster.judging.judgement import Judgement, Origin
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Stand:
    """A judgement on one pair of records or several, and what each of these is worth."""

    origin: Origin
    number: int
    pairs: Mapping[Judgement, str]
    """With their status."""

    withdrawn: Word | None
    """Who took it back."""

    @property
    def first(self) -> Judgement:
        """Any of them, as all say the same."""
        return next(iter(self.pairs))


@dataclass(frozen=True)
class Standing:
    """All judgements, and the contradictions among them."""

    stands: tuple[Stand, ...]
    """Those of the file, then those given by command, each in their order."""

    contradictions: tuple[Contradiction, ...]


def standing(warehouse: Warehouse, job: Job, moment: datetime) -> Standing:
    """Where every judgement stands.

    Raises:
        ConfigError: the file cannot be read, or a line of it is malformed.
    """
    found = docket(warehouse, job, moment)
    lost = unfollowed(found.decrees(), job.config.cluster.max_records)
    withdrawn = read_given(warehouse).withdrawn or {}
    pairs: dict[tuple[Origin, int], dict[Judgement, str]] = {}
    for judgement in found.found:
        own = pairs.setdefault((judgement.origin, judgement.number), {})
        own[judgement] = lost.outcomes.get(judgement, found.status[judgement])
    return Standing(
        tuple(
            Stand(origin, number, own, withdrawn.get(number) if origin == "command" else None)
            for (origin, number), own in pairs.items()
        ),
        lost.contradictions,
    )
