"""How elections are held: one after the other, each with what it needs of those before."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from golden_record.stages.survive import queries
from golden_record.stages.survive.accuracy import queries as accuracy_queries
from golden_record.stages.survive.accuracy.keeping import kept_or_learned
from golden_record.stages.survive.accuracy.learning import MOST_PATTERNS, Accuracy, Pattern, learn, other_values
from golden_record.stages.survive.ballot import Ballot, Results, consequences, golden_values
from golden_record.stages.survive.computing import queries as computing_queries
from golden_record.stages.survive.computing.plugins import plugin_named
from golden_record.stages.survive.lineage.queries import filed
from golden_record.stages.survive.rules import AttributeRule
from golden_record.warehouse import Warehouse

_ANSWERS = "golden_record_answers"

Kept = Mapping[str, Mapping[str, float]]
"""Accuracies of the last run, by attribute and source."""


@dataclass(frozen=True)
class Poll:
    """One round of elections."""

    ballot: Ballot
    day: datetime
    """The moment that ages are measured from."""

    kept: Kept
    judged: Collection[str]
    """Attributes of which people have told the truth about some profiles."""

    results: Results
    may_relearn: bool = True
    """Whether accuracies may be learnt that are others than those kept."""

    learned: list[tuple[object, ...]] = field(default_factory=list)
    """Rows of `source_accuracy`, to which each election adds."""


def hold(warehouse: Warehouse, poll: Poll, rules: Iterable[AttributeRule]) -> bool:
    """Hold elections in order, until one needs accuracies that it may not learn anew; returns whether none did."""
    return all(_elect(warehouse, poll, rule) for rule in rules)


def _elect(warehouse: Warehouse, poll: Poll, rule: AttributeRule) -> bool:
    if rule.asked.plugin:
        _ask_plugin(warehouse, poll, rule)
    elif rule.is_computed:
        warehouse.execute(filed(poll.results.lineage, computing_queries.computed_values(rule)), [poll.day])
    else:
        return _elect_one(warehouse, poll, rule)
    return True


def _elect_one(warehouse: Warehouse, poll: Poll, rule: AttributeRule) -> bool:
    """Hold one election, unless it needs accuracies that it may not learn anew."""
    ballot, trust = poll.ballot, poll.ballot.trust
    warehouse.execute(queries.candidates(rule, None), [poll.day])
    warehouse.execute(queries.contests(rule))
    if rule.teaches:
        told = accuracy_queries.agreements(rule, judged=rule.attribute in poll.judged)
        warehouse.execute(filed(poll.results.agreements, told))
    odds: list[float | None] = []
    for teacher in rule.teachers:
        believed, kept = _believed(warehouse, poll, teacher)
        if not (kept or poll.may_relearn):
            return False
        odds += _odds(ballot, teacher, believed)
        if ballot.learns_trust and any(known.compared_count for known in believed.values()):
            trust = {source: 100.0 * found.accuracy for source, found in believed.items()}
            # Trust decides which claim speaks for a candidate, but not which candidates there are.
            warehouse.execute(queries.candidates(rule, trust), [poll.day])
    warehouse.execute(queries.ranked_candidates(rule, trust), [poll.day])
    warehouse.execute(queries.verdicts(rule))
    warehouse.execute(golden_values(ballot, rule, poll.results), odds)
    for statement in consequences(ballot, rule, poll.results):
        warehouse.execute(statement)
    return True


def _odds(ballot: Ballot, rule: AttributeRule, believed: Mapping[str, Accuracy]) -> list[float | None]:
    """Per source what its word is worth; nothing where no two sources were ever compared."""
    if not any(known.compared_count for known in believed.values()):
        return [None] * len(ballot.sources)
    return [believed[source].odds(other_values(rule.type)) for source in ballot.sources]


def _believed(warehouse: Warehouse, poll: Poll, rule: AttributeRule) -> tuple[dict[str, Accuracy], bool]:
    """Accuracy per source, also noted, and whether it is what was believed before."""
    ballot = poll.ballot
    learned = learn(_patterns(warehouse, poll, rule), ballot.voices, other_values(rule.type))
    found, kept = kept_or_learned(poll.kept.get(rule.attribute, {}), learned)
    for source, known in found.items():
        share = known.agreeing_count / known.compared_count if known.compared_count else None
        accuracy = known.accuracy if known.compared_count else None
        facts = (ballot.trust[source], accuracy, known.compared_count, share, ballot.learns_trust)
        if source in rule.fed_by:
            poll.learned.append((rule.attribute, source, *facts))
    return found, kept


def _patterns(warehouse: Warehouse, poll: Poll, rule: AttributeRule) -> list[Pattern]:
    query = accuracy_queries.agreement_patterns(MOST_PATTERNS, poll.results.agreements)
    rows = warehouse.rows(query, [rule.attribute])
    return [(tuple(json.loads(str(voices))), int(str(profiles))) for voices, profiles in rows]


def _ask_plugin(warehouse: Warehouse, poll: Poll, rule: AttributeRule) -> None:
    plugin = plugin_named(rule.asked.plugin or "")
    answers = plugin.answers(warehouse.frame(computing_queries.offered_claims(rule), [poll.day]))
    with warehouse.registered(answers, _ANSWERS) as frame:
        told = filed(poll.results.lineage, computing_queries.answered_values(rule, frame))
        warehouse.execute(told, [poll.day])
