"""How elections are held: one attribute after the other, each with what it needs of those before."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from golden_record.config.job import Job
from golden_record.model.elections import ATTRIBUTE_CANDIDATE, ATTRIBUTE_LINEAGE, SOURCE_ACCURACY
from golden_record.stages.survive import queries
from golden_record.stages.survive.accuracy import queries as accuracy_queries
from golden_record.stages.survive.accuracy.learning import MOST_PATTERNS, Accuracy, Pattern, learn, other_values
from golden_record.stages.survive.computing import queries as computing_queries
from golden_record.stages.survive.computing.plugins import plugin_named
from golden_record.stages.survive.lineage import queries as lineage_queries
from golden_record.stages.survive.rules import AttributeRule, attribute_rules, in_order_of_election, source_trust
from golden_record.stages.survive.standing import queries as standing_queries
from golden_record.warehouse import Warehouse

log = logging.getLogger(__name__)

_ANSWERS = "golden_record_answers"


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


def hold_elections(warehouse: Warehouse, ballot: Ballot, started_at: datetime) -> dict[str, int]:
    """Fill lineage, candidates and accuracies; return the rows of each."""
    started = time.perf_counter()
    tables = (ATTRIBUTE_LINEAGE, ATTRIBUTE_CANDIDATE, SOURCE_ACCURACY)
    # Declared before they are filled: of a table made from an empty query, a large insert may be lost.
    for table in tables:
        warehouse.create_empty(table)
    warehouse.execute(_records(ballot))
    for rule in in_order_of_election(ballot.rules):
        if rule.asked.plugin:
            _ask_plugin(warehouse, rule, started_at)
        elif rule.is_computed:
            warehouse.execute(computing_queries.computed_values(rule), [started_at])
        else:
            _elect(warehouse, ballot, rule, started_at)
    for statement in _last_statements(ballot):
        warehouse.execute(statement)
    counts = {table.name: warehouse.count(table) for table in tables}
    seconds = time.perf_counter() - started
    log.info("%s: %d rows in %.2f s", ATTRIBUTE_LINEAGE.name, counts[ATTRIBUTE_LINEAGE.name], seconds)
    return counts


def statements(ballot: Ballot) -> Iterator[str]:
    """The statements of all elections, in order, but for what is inserted from memory."""
    yield _records(ballot)
    for rule in in_order_of_election(ballot.rules):
        if rule.asked.plugin:
            yield computing_queries.offered_claims(rule)
        elif rule.is_computed:
            yield computing_queries.computed_values(rule)
        else:
            yield from (queries.candidates(rule, None), queries.contests())
            if rule.teaches:
                yield accuracy_queries.agreement_patterns(rule, MOST_PATTERNS)
            yield from (queries.ranked_candidates(rule, ballot.trust), queries.verdicts(rule))
            yield from _golden_values(ballot, rule)
            yield from _consequences(ballot, rule)
    yield from _last_statements(ballot)


def _records(ballot: Ballot) -> str:
    return standing_queries.ranked_records(ballot.trust, best=ballot.ranks_whole_records)


def _last_statements(ballot: Ballot) -> tuple[str, ...]:
    return (*queries.no_elections(ballot.rules), standing_queries.no_ranked_records())


def _golden_values(ballot: Ballot, rule: AttributeRule) -> tuple[str, str]:
    others = other_values(rule.type)
    return (
        lineage_queries.uncontested_values(rule, ballot.sources, others),
        lineage_queries.contested_values(rule, ballot.sources, others),
    )


def _consequences(ballot: Ballot, rule: AttributeRule) -> Iterator[str]:
    """What follows from an election beside the golden values."""
    if ballot.candidates != "none":
        yield lineage_queries.contested_candidates(rule)
    if ballot.candidates == "all":
        yield lineage_queries.lone_candidates(rule)
    if rule.leads:
        yield queries.leading_records(rule)
    if rule.led:
        yield queries.holding_records(rule)


def _elect(warehouse: Warehouse, ballot: Ballot, rule: AttributeRule, started_at: datetime) -> None:
    trust = ballot.trust
    warehouse.execute(queries.candidates(rule, None), [started_at])
    warehouse.execute(queries.contests())
    odds: list[float | None] = []
    if rule.teaches:
        learned = _learned(warehouse, ballot, rule)
        odds = _odds(ballot, rule, learned)
        if ballot.learns_trust and any(known.compared_count for known in learned.values()):
            trust = {source: 100.0 * found.accuracy for source, found in learned.items()}
            # Trust decides which claim speaks for a candidate, but not which candidates there are.
            warehouse.execute(queries.candidates(rule, trust), [started_at])
    for statement in (queries.ranked_candidates(rule, trust), queries.verdicts(rule)):
        warehouse.execute(statement)
    for statement in _golden_values(ballot, rule):
        warehouse.execute(statement, odds)
    for statement in _consequences(ballot, rule):
        warehouse.execute(statement)


def _odds(ballot: Ballot, rule: AttributeRule, learned: Mapping[str, Accuracy]) -> list[float | None]:
    """Per source what its word is worth; nothing where no two sources were ever compared."""
    if not any(known.compared_count for known in learned.values()):
        return [None] * len(ballot.sources)
    return [learned[source].odds(other_values(rule.type)) for source in ballot.sources]


def _learned(warehouse: Warehouse, ballot: Ballot, rule: AttributeRule) -> dict[str, Accuracy]:
    """Accuracy per source, also written down."""
    found = learn(_patterns(warehouse, rule), ballot.voices, other_values(rule.type))
    for source, known in found.items():
        share = known.agreeing_count / known.compared_count if known.compared_count else None
        accuracy = known.accuracy if known.compared_count else None
        facts = (ballot.trust[source], accuracy, known.compared_count, share, ballot.learns_trust)
        if source in rule.fed_by:
            warehouse.execute(accuracy_queries.learned_accuracies(), [rule.attribute, source, *facts])
    return found


def _patterns(warehouse: Warehouse, rule: AttributeRule) -> list[Pattern]:
    rows = warehouse.rows(accuracy_queries.agreement_patterns(rule, MOST_PATTERNS))
    return [(tuple(map(int, voices)), int(str(profiles))) for voices, profiles in rows if isinstance(voices, list)]


def _ask_plugin(warehouse: Warehouse, rule: AttributeRule, started_at: datetime) -> None:
    plugin = plugin_named(rule.asked.plugin or "")
    answers = plugin.answers(warehouse.frame(computing_queries.offered_claims(rule), [started_at]))
    with warehouse.registered(answers, _ANSWERS) as frame:
        warehouse.execute(computing_queries.answered_values(rule, frame), [started_at])
