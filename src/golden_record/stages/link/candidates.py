"""Run blocking: count what each rule would cost, choose under the budget, and bring the pairs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from golden_record.config.match import MatchConfig
from golden_record.errors import GuardError
from golden_record.model.tables import BLOCKING_RULE
from golden_record.stages.link import blocking, queries
from golden_record.stages.link.blocking import Rule, RuleCost
from golden_record.warehouse import Warehouse


def blocking_rules(config: MatchConfig, attributes: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules to consider, each once: those of `match.rules` first, which must run, then the job's or our own."""
    must = [
        replace(rule, required=True) for rule in blocking.declared_rules([rule.on for rule in config.rules], attributes)
    ]
    if config.blocking == "auto":
        others = blocking.candidate_rules(attributes)
    else:
        others = blocking.declared_rules(config.blocking, attributes)
    found: dict[tuple[str, str | None], Rule] = {}
    for rule in (*must, *others):
        found.setdefault((rule.key, rule.explode), rule)
    return tuple(found.values())


def find_candidates(warehouse: Warehouse, config: MatchConfig, attributes: Mapping[str, str]) -> tuple[RuleCost, ...]:
    """Bring together the pairs to compare, and note what each rule found; returns the rules that ran.

    Raises:
        GuardError: the job's own rules would compare more pairs than it allows.
    """
    costs = [_cost(warehouse, rule) for rule in blocking_rules(config, attributes)]
    if config.blocking == "auto":
        chosen = blocking.choose(costs, blocking.budget(warehouse.count(queries.NODE), config.max_comparisons))
    else:
        chosen = tuple(cost for cost in costs if cost.pairs)
    _keep_budget(chosen, config.max_comparisons)
    pairs = queries.candidate_pairs([cost.rule for cost in chosen]) if chosen else queries.no_pairs()
    warehouse.execute(queries.temporary(queries.CANDIDATE, pairs))
    _note(warehouse, chosen)
    return chosen


def skipped_values(costs: Sequence[RuleCost]) -> list[str]:
    """What a report says of values that are too frequent to compare everyone who holds them."""
    return [
        f"blocking by {cost.rule.name}: skipped {cost.skipped_values} values of over {blocking.MAX_BLOCK} records each"
        for cost in costs
        if cost.skipped_values
    ]


def _cost(warehouse: Warehouse, rule: Rule) -> RuleCost:
    ((pairs, skipped),) = warehouse.rows(queries.rule_cost(rule))
    return RuleCost(rule, int(str(pairs)), int(str(skipped)))


def _keep_budget(costs: Sequence[RuleCost], ceiling: int) -> None:
    total = sum(cost.pairs for cost in costs)
    if total > ceiling:
        worst = max(costs, key=lambda cost: (cost.pairs, cost.rule.name))
        msg = (
            f"blocking would compare {total:,} pairs, more than match.max_comparisons {ceiling:,};"
            f" the rule {worst.rule.name!r} alone finds {worst.pairs:,}"
        )
        raise GuardError(msg, hint="add an attribute to that rule, or raise `match: max_comparisons`")


def _note(warehouse: Warehouse, costs: Sequence[RuleCost]) -> None:
    new = {int(str(place)): int(str(pairs)) for place, pairs in warehouse.rows(queries.pairs_by_rule())}
    rows = [
        (place, cost.rule.name, cost.pairs, new.get(place, 0), cost.skipped_values) for place, cost in enumerate(costs)
    ]
    warehouse.load(BLOCKING_RULE, pl.DataFrame(rows, schema=list(BLOCKING_RULE.column_names), orient="row"))
