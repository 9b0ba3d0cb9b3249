"""How elections are held: one attribute after the other, each with what it needs of those before."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from golden_record.model.elections import ATTRIBUTE_CANDIDATE, ATTRIBUTE_LINEAGE, SOURCE_ACCURACY, SOURCE_AGREEMENT
from golden_record.stages.survive import queries
from golden_record.stages.survive.accuracy import queries as accuracy_queries
from golden_record.stages.survive.accuracy.keeping import kept_or_learned
from golden_record.stages.survive.accuracy.learning import MOST_PATTERNS, Accuracy, Pattern, learn, other_values
from golden_record.stages.survive.ballot import (
    Ballot,
    Results,
    consequences,
    golden_values,
    last_statements,
    records,
)
from golden_record.stages.survive.computing import queries as computing_queries
from golden_record.stages.survive.computing.plugins import plugin_named
from golden_record.stages.survive.electorate import queries as electorate_queries
from golden_record.stages.survive.lineage.queries import filed
from golden_record.stages.survive.rules import AttributeRule, in_order_of_election
from golden_record.warehouse import Warehouse

log = logging.getLogger(__name__)

_ANSWERS = "golden_record_answers"

Kept = Mapping[str, Mapping[str, float]]
"""Accuracies of the last run, by attribute and source."""

RESULT_TABLES = (ATTRIBUTE_LINEAGE, ATTRIBUTE_CANDIDATE, SOURCE_ACCURACY, SOURCE_AGREEMENT)

_LONG_TEXTS = frozenset({"profile_id", "value", "written", "runner_up", "source_id"})
"""Columns of results that are kept as they are, like those of claims: to compress them takes an eighth of the stage,
and halves these tables."""

ASKED_LINEAGE, ASKED_CANDIDATE = "asked_lineage", "asked_candidate"
"""Temporary tables with the results of profiles that are asked alone."""


@dataclass(frozen=True)
class Poll:
    """One round of elections."""

    warehouse: Warehouse
    ballot: Ballot
    day: datetime
    """The moment that ages are measured from."""

    kept: Kept
    results: Results
    judged: Collection[str] = frozenset()
    """Attributes of which people have told the truth about some profiles."""


def kept_accuracies(warehouse: Warehouse) -> Kept:
    """What the last run knew of the sources; nothing before the first."""
    if not warehouse.has(SOURCE_ACCURACY):
        return {}
    found: dict[str, dict[str, float]] = {}
    for attribute, source, accuracy in warehouse.rows(accuracy_queries.kept_accuracies()):
        found.setdefault(str(attribute), {})[str(source)] = float(str(accuracy))
    return found


def ask_everyone(
    warehouse: Warehouse, ballot: Ballot, day: datetime, kept: Kept, judged: Collection[str] = frozenset()
) -> None:
    """Fill lineage, candidates and accuracies anew; the views of everyone must be there."""
    started = time.perf_counter()
    # Declared before they are filled: of a table made from an empty query, a large insert may be lost.
    for table in RESULT_TABLES:
        warehouse.create_empty(table, plain=_LONG_TEXTS & set(table.column_names))
    _hold(Poll(warehouse, ballot, day, kept, Results(), judged), may_relearn=True)
    rows = warehouse.count(ATTRIBUTE_LINEAGE)
    log.info("%s: %d rows in %.2f s", ATTRIBUTE_LINEAGE.name, rows, time.perf_counter() - started)


def ask_some(
    warehouse: Warehouse, ballot: Ballot, day: datetime, kept: Kept, judged: Collection[str] = frozenset()
) -> bool:
    """Hold the elections of those in the tables of the asked, into temporary tables, and count their agreement.

    Returns whether that is enough: where what the sources are believed has changed, everyone must be asked.
    """
    results = Results(ASKED_LINEAGE, ASKED_CANDIDATE)
    warehouse.execute(electorate_queries.declared(results.lineage, ATTRIBUTE_LINEAGE))
    warehouse.execute(electorate_queries.declared(results.candidates, ATTRIBUTE_CANDIDATE))
    warehouse.create_empty(SOURCE_ACCURACY)
    warehouse.execute(electorate_queries.given_up(SOURCE_AGREEMENT.name))
    return _hold(Poll(warehouse, ballot, day, kept, results, judged), may_relearn=False)


def _hold(poll: Poll, *, may_relearn: bool) -> bool:
    warehouse, ballot = poll.warehouse, poll.ballot
    warehouse.execute(records(ballot))
    enough = True
    for rule in in_order_of_election(ballot.rules):
        if rule.asked.plugin:
            _ask_plugin(poll, rule)
        elif rule.is_computed:
            warehouse.execute(filed(poll.results.lineage, computing_queries.computed_values(rule)), [poll.day])
        else:
            enough = _elect(poll, rule, may_relearn=may_relearn)
        if not enough:
            break
    _run(warehouse, last_statements(ballot))
    return enough


def _elect(poll: Poll, rule: AttributeRule, *, may_relearn: bool) -> bool:
    """Hold one election, unless it needs accuracies that it may not learn anew."""
    warehouse, ballot, trust = poll.warehouse, poll.ballot, poll.ballot.trust
    warehouse.execute(queries.candidates(rule, None), [poll.day])
    warehouse.execute(queries.contests())
    odds: list[float | None] = []
    if rule.teaches:
        believed, kept = _believed(poll, rule)
        if not (kept or may_relearn):
            return False
        odds = _odds(ballot, rule, believed)
        if ballot.learns_trust and any(known.compared_count for known in believed.values()):
            trust = {source: 100.0 * found.accuracy for source, found in believed.items()}
            # Trust decides which claim speaks for a candidate, but not which candidates there are.
            warehouse.execute(queries.candidates(rule, trust), [poll.day])
    warehouse.execute(queries.ranked_candidates(rule, trust), [poll.day])
    warehouse.execute(queries.verdicts(rule))
    warehouse.execute(golden_values(ballot, rule, poll.results), odds)
    _run(warehouse, consequences(ballot, rule, poll.results))
    return True


def _odds(ballot: Ballot, rule: AttributeRule, believed: Mapping[str, Accuracy]) -> list[float | None]:
    """Per source what its word is worth; nothing where no two sources were ever compared."""
    if not any(known.compared_count for known in believed.values()):
        return [None] * len(ballot.sources)
    return [believed[source].odds(other_values(rule.type)) for source in ballot.sources]


def _believed(poll: Poll, rule: AttributeRule) -> tuple[dict[str, Accuracy], bool]:
    """Accuracy per source, also written down, and whether it is what was believed before."""
    warehouse, ballot = poll.warehouse, poll.ballot
    warehouse.execute(accuracy_queries.agreements(rule, judged=rule.attribute in poll.judged))
    learned = learn(_patterns(warehouse, rule), ballot.voices, other_values(rule.type))
    found, kept = kept_or_learned(poll.kept.get(rule.attribute, {}), learned)
    for source, known in found.items():
        share = known.agreeing_count / known.compared_count if known.compared_count else None
        accuracy = known.accuracy if known.compared_count else None
        facts = (ballot.trust[source], accuracy, known.compared_count, share, ballot.learns_trust)
        if source in rule.fed_by:
            warehouse.execute(accuracy_queries.learned_accuracies(), [rule.attribute, source, *facts])
    return found, kept


def _patterns(warehouse: Warehouse, rule: AttributeRule) -> list[Pattern]:
    rows = warehouse.rows(accuracy_queries.agreement_patterns(MOST_PATTERNS), [rule.attribute])
    return [(tuple(json.loads(str(voices))), int(str(profiles))) for voices, profiles in rows]


def _ask_plugin(poll: Poll, rule: AttributeRule) -> None:
    warehouse = poll.warehouse
    plugin = plugin_named(rule.asked.plugin or "")
    answers = plugin.answers(warehouse.frame(computing_queries.offered_claims(rule), [poll.day]))
    with warehouse.registered(answers, _ANSWERS) as frame:
        told = filed(poll.results.lineage, computing_queries.answered_values(rule, frame))
        warehouse.execute(told, [poll.day])


def _run(warehouse: Warehouse, statements: Iterable[str]) -> None:
    for statement in statements:
        warehouse.execute(statement)
