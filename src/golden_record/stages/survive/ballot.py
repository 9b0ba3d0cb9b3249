"""What is asked in the elections of a run, and the statements that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Self

from golden_record.config.job import Job
from golden_record.model.elections import ATTRIBUTE_CANDIDATE, ATTRIBUTE_LINEAGE, SOURCE_AGREEMENT
from golden_record.stages.survive import queries
from golden_record.stages.survive.accuracy import queries as accuracy_queries
from golden_record.stages.survive.accuracy.learning import MOST_PATTERNS, other_values
from golden_record.stages.survive.computing import queries as computing_queries
from golden_record.stages.survive.lineage import queries as lineage_queries
from golden_record.stages.survive.lineage.queries import filed
from golden_record.stages.survive.rules import AttributeRule, attribute_rules, in_order_of_election, source_trust
from golden_record.stages.survive.standing import queries as standing_queries


@dataclass(frozen=True)
class Ballot:
    """What is asked in all elections of a run."""

    rules: tuple[AttributeRule, ...]
    """One per attribute, in the order of the job."""

    trust: Mapping[str, float]
    """What the job declares, per source."""

    learns_trust: bool
    candidates: Literal["contested", "all", "none"]

    @classmethod
    def of(cls, job: Job) -> Self:
        """The ballot of a job."""
        config = job.config
        learns = config.survivorship.trust == "learned"
        return cls(attribute_rules(config), source_trust(config), learns, config.publish.candidates)

    @property
    def sources(self) -> tuple[str, ...]:
        """All sources, sorted."""
        return tuple(self.trust)

    @property
    def voices(self) -> dict[str, int]:
        """The bit of each source."""
        return {source: standing_queries.voice_number(source, self.sources) for source in self.sources}

    @property
    def ranks_whole_records(self) -> bool:
        """Whether any rule asks for the best record."""
        chains = (chain for rule in self.rules for chain in (rule.chain, *(tier.chain for tier in rule.tiers)))
        return any("from_best_record" in chain for chain in chains)

    @property
    def asks_plugins(self) -> bool:
        """Whether any value is chosen by somebody else's code, which may look at all profiles at once."""
        return any(rule.asked.plugin for rule in self.rules)


@dataclass(frozen=True)
class Results:
    """The tables that elections fill: those of the state, or temporary ones where only some profiles are asked."""

    lineage: str = ATTRIBUTE_LINEAGE.name
    candidates: str = ATTRIBUTE_CANDIDATE.name
    agreements: str = SOURCE_AGREEMENT.name


def statements(ballot: Ballot) -> Iterator[str]:
    """The statements of all elections over all profiles, in order, but for what is inserted from memory."""
    results = Results()
    yield records(ballot)
    for rule in in_order_of_election(ballot.rules):
        if rule.asked.plugin:
            yield computing_queries.offered_claims(rule)
        elif rule.is_computed:
            yield filed(results.lineage, computing_queries.computed_values(rule))
        else:
            yield from (queries.candidates(rule, None), queries.contests(rule))
            if rule.teaches:
                yield filed(results.agreements, accuracy_queries.agreements(rule))
                yield accuracy_queries.agreement_patterns(MOST_PATTERNS)
            yield from (queries.ranked_candidates(rule, ballot.trust), queries.verdicts(rule))
            yield golden_values(ballot, rule, results)
            yield from consequences(ballot, rule, results)
    yield from last_statements(ballot)


def records(ballot: Ballot) -> str:
    """Make the table of asked records."""
    return standing_queries.ranked_records(ballot.trust, best=ballot.ranks_whole_records)


def golden_values(ballot: Ballot, rule: AttributeRule, results: Results) -> str:
    """Write the golden values of an attribute down."""
    others = {one.attribute: other_values(one.type) for one in rule.teachers}
    return filed(results.lineage, lineage_queries.golden_values(rule, ballot.sources, others))


def consequences(ballot: Ballot, rule: AttributeRule, results: Results) -> Iterator[str]:
    """What follows from an election beside the golden values."""
    if ballot.candidates != "none":
        yield filed(results.candidates, lineage_queries.contested_candidates(rule))
    if ballot.candidates == "all":
        yield filed(results.candidates, lineage_queries.lone_candidates(rule))
    if rule.leads:
        yield queries.leading_records(rule)
    if rule.led:
        yield queries.holding_records(rule)


def last_statements(ballot: Ballot) -> tuple[str, ...]:
    """Drop what elections leave behind."""
    return (*queries.no_elections(ballot.rules), standing_queries.no_ranked_records())
