"""Run blocking: count what each rule would cost, choose under the budget, and bring the pairs together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from golden_record.config.match import MatchConfig
from golden_record.errors import GuardError
from golden_record.model.masking import masked
from golden_record.model.matching import BLOCK_KEY, BLOCKING_ESTIMATE, BLOCKING_RULE, CROWDED_BLOCK
from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.blocking import queries
from golden_record.stages.link.blocking.choice import MAX_BLOCK, Chosen, RuleCost, budget, choose, rule_cost, whole
from golden_record.stages.link.blocking.pilot import draw_pilot
from golden_record.stages.link.blocking.plan import BlockingPlan
from golden_record.stages.link.blocking.recall import Recall
from golden_record.stages.link.blocking.rules import Rule, candidate_rules, declared_rules, each_once, required
from golden_record.warehouse import Warehouse, temporary

ATTEMPTS = 3
"""Choices that are made until the pairs, which a sample foretells only roughly, keep the ceiling."""


def blocking_rules(config: MatchConfig, attributes: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules that may run, each once: those of `match.rules` first, which must, then the job's or our own."""
    must = required(declared_rules([rule.on for rule in config.rules], attributes))
    listed = config.blocking
    return each_once(must, candidate_rules(attributes) if listed == "auto" else declared_rules(listed, attributes))


def blocking_plan(warehouse: Warehouse, config: MatchConfig, attributes: Mapping[str, str]) -> BlockingPlan:
    """Count, draw the pilot, and choose; nothing is compared.

    Raises:
        GuardError: the rules that the job itself asks for would compare more pairs than it allows.
    """
    rules = blocking_rules(config, attributes)
    costs = [_cost(warehouse, rule) for rule in rules]
    chosen = whole([cost for cost in costs if cost.rule.required or config.blocking != "auto"])
    _keep_budget(warehouse, chosen, config.max_comparisons)
    if config.blocking != "auto":
        # What the job's own rules miss shows only beside the rules that it could have.
        others = each_once(rules, candidate_rules(attributes))[len(rules) :]
        costs += [_cost(warehouse, rule) for rule in others]
    pilot = draw_pilot(warehouse, costs, attributes)
    if config.blocking == "auto":
        most = budget(warehouse.count(link_queries.NODE), config.max_comparisons)
        chosen = choose(costs, pilot, most)
    return BlockingPlan(tuple(costs), pilot, chosen, config.max_comparisons)


def find_candidates(warehouse: Warehouse, config: MatchConfig, attributes: Mapping[str, str]) -> BlockingPlan:
    """Choose, bring together the pairs to compare, and note what each rule found; returns the plan carried out.

    Raises:
        GuardError: the rules that the job itself asks for would compare more pairs than it allows.
    """
    plan = blocking_plan(warehouse, config, attributes)
    for attempt in range(ATTEMPTS + 1):
        index_blocks(warehouse, plan.chosen)
        found = bring_together(warehouse, plan.chosen)
        if found <= plan.ceiling:
            break
        # The last attempt leaves what must run, and that keeps the ceiling by count.
        plan = plan.within(0 if attempt == ATTEMPTS - 1 else plan.ceiling * plan.ceiling // (2 * found))
    _note(warehouse, plan)
    return plan


def index_blocks(warehouse: Warehouse, chosen: Sequence[Chosen]) -> None:
    """Write down which compared record belongs to which blocks, and which of these are too large."""
    warehouse.create(BLOCK_KEY, queries.block_keys([one.rule for one in chosen]))
    warehouse.execute(temporary(queries.BLOCK, queries.blocks()))
    warehouse.create(CROWDED_BLOCK, queries.crowded_blocks([one.largest_block for one in chosen]))


def bring_together(warehouse: Warehouse, chosen: Sequence[Chosen]) -> int:
    """Fill the table of candidate pairs from the blocks that were written down; returns how many there are."""
    limits = [one.largest_block for one in chosen]
    warehouse.execute(temporary(link_queries.CANDIDATE, queries.candidate_pairs(limits)))
    return warehouse.count(link_queries.CANDIDATE)


def recount(warehouse: Warehouse, chosen: Sequence[Chosen]) -> list[int]:
    """Count anew, from the blocks, what each rule finds and skips, and keep it; returns the pairs per rule."""
    counts = {int(str(place)): (pairs, skipped) for place, pairs, skipped in _counted(warehouse, chosen)}
    for place in range(len(chosen)):
        pairs, skipped = counts.get(place, (0, 0))
        warehouse.execute(queries.recount_rule(), [pairs, skipped, place])
    return [int(str(counts.get(place, (0, 0))[0])) for place in range(len(chosen))]


def _counted(warehouse: Warehouse, chosen: Sequence[Chosen]) -> list[tuple[object, ...]]:
    return warehouse.rows(queries.counted_rules([one.largest_block for one in chosen]))


def kept_recall(warehouse: Warehouse) -> Recall:
    """The recall that was expected of the rules when they were chosen."""
    ((likely, found, unseen),) = warehouse.rows(queries.kept_estimate())
    return Recall(float(str(likely)), float(str(found)), float(str(unseen)))


def notes(recall: Recall, chosen: Sequence[Chosen]) -> list[str]:
    """What a report says of blocking: its estimated recall, and the values that were too frequent for the choice."""
    return [*_recall_notes(recall), *_skipped_notes(chosen)]


def _recall_notes(recall: Recall) -> Iterator[str]:
    if recall.likely:
        yield (
            f"blocking finds about {recall.share:.1%} of the matches, by an estimate without labels;"
            " matches that share nothing a rule looks at are not in it"
        )


def _skipped_notes(chosen: Sequence[Chosen]) -> Iterator[str]:
    """Rules with values beyond any limit; what a limit of the choice leaves out stands in `blocking_rule`."""
    for one in chosen:
        if one.beyond_any:
            yield (
                f"blocking by {one.rule.name}: skipped {one.beyond_any} values"
                f" of over {MAX_BLOCK} records each, up to {one.heaviest:,}"
            )


def _cost(warehouse: Warehouse, rule: Rule) -> RuleCost:
    rows = warehouse.rows(queries.block_sizes(rule))
    return rule_cost(rule, [(int(str(size)), int(str(blocks))) for size, blocks in rows])


def _keep_budget(warehouse: Warehouse, asked_for: Sequence[Chosen], ceiling: int) -> None:
    """Refuse what the job asks for by name, if it costs more than the job allows."""
    total = sum(one.pairs for one in asked_for)
    if total <= ceiling:
        return
    worst = max(asked_for, key=lambda one: (one.pairs, one.rule.name))
    ((value, size),) = warehouse.rows(queries.heaviest_value(worst.rule, worst.largest_block))
    msg = (
        f"match.max_comparisons: blocking would compare {total:,} pairs, and {ceiling:,} are allowed;"
        f" the rule {worst.rule.name!r} alone finds {worst.pairs:,}, most of them for"
        f" {' and '.join(worst.rule.attributes)} {masked(str(value))!r}, which {int(str(size)):,} records hold"
    )
    ways = "raise `match: max_comparisons`, add an attribute to that rule or drop it"
    raise GuardError(msg, hint=f"{ways}, or list the value under `attributes: ignore` if it proves nothing")


def _note(warehouse: Warehouse, plan: BlockingPlan) -> None:
    new = {int(str(place)): int(str(pairs)) for place, pairs in warehouse.rows(queries.pairs_by_rule())}
    rows = [
        (
            *(place, one.rule.name, one.pairs, new.get(place, 0)),
            *(one.skipped_values, one.largest_block, one.heaviest, list(one.rule.attributes)),
        )
        for place, one in enumerate(plan.chosen)
    ]
    warehouse.load(BLOCKING_RULE, pl.DataFrame(rows, schema=list(BLOCKING_RULE.column_names), orient="row"))
    recall = plan.recall
    estimate = [(recall.likely, recall.found, recall.unseen, recall.share)]
    warehouse.load(BLOCKING_ESTIMATE, pl.DataFrame(estimate, schema=list(BLOCKING_ESTIMATE.column_names), orient="row"))
