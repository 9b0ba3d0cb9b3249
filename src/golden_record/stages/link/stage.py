"""The order of work of the link stage."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.config.job import Job
from golden_record.errors import GuardError
from golden_record.graph.components import bounded_components
from golden_record.model.keys import Json, fingerprint
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import BLOCKING_RULE, LINK, MODEL
from golden_record.stages.link import blocking, queries
from golden_record.stages.link.blocking import Rule, RuleCost
from golden_record.stages.link.comparisons import Comparison, comparisons_for
from golden_record.stages.link.model import Model, as_json, counting_model, splink_settings, trained_model
from golden_record.stages.link.scorer import score
from golden_record.stages.link.threshold import threshold
from golden_record.stages.link.training import Parameters, Patterns, Totals, train
from golden_record.warehouse import Warehouse

log = logging.getLogger(__name__)

TRAINING_PAIRS = 1_500_000
"""Candidate pairs that training looks at; more change the third digit of a weight."""

LINK_FLOOR = -6.0
"""Weakest pair that may tie a component together before clustering weighs it again: odds of 1 to 64."""

MOST_COMPLETED = 120
"""Records of a component up to which every pair in it is scored; larger ones are split at their weakest pairs first."""


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Score the pairs worth comparing, with a model trained on the data itself."""
    attributes = compared(job)
    comparisons = comparisons_for(attributes)
    _prepare(warehouse, job, attributes)
    costs = _block(warehouse, job, attributes)
    rules = [cost.rule.name for cost in costs]
    parameters = _train(warehouse, job, comparisons)
    model = trained_model(comparisons, parameters)
    _score(warehouse, model, rules)
    cut = _write(warehouse, job, context, model, parameters)
    counts = {LINK.name: warehouse.count(LINK), BLOCKING_RULE.name: len(costs), MODEL.name: 1}
    _forget(warehouse)
    return StageReport(
        "link",
        counts,
        notes=(*parameters.notes, *_skipped(costs)),
        facts={"pairs_compared": float(sum(cost.pairs for cost in costs)), "threshold_weight": cut},
    )


def explain(job: Job) -> str:
    """The statements that prepare and block; scoring itself is compiled by Splink from the model's settings."""
    attributes = compared(job)
    rules = _rules(job, attributes)
    return ";\n\n".join(
        [
            queries.value_use(attributes),
            queries.comparable_records(attributes, _shared(job), _unique_sources(job)),
            queries.nodes(),
            *(queries.rule_cost(rule) for rule in rules),
            queries.candidate_pairs(rules),
        ]
    )


def inputs(job: Job) -> Json:
    """What the links depend on beside the records."""
    attributes = {name: config.model_dump(mode="json") for name, config in job.config.attributes.items()}
    return [job.config.match.model_dump(mode="json"), attributes]


def compared(job: Job) -> dict[str, str]:
    """Attributes that take part in matching, name to type."""
    return {name: config.type for name, config in job.config.attributes.items() if config.compare}


def _shared(job: Job) -> list[str]:
    return [name for name, config in job.config.attributes.items() if config.shared or config.type == "anonymous"]


def _unique_sources(job: Job) -> list[str]:
    return [name for name, source in job.config.sources.items() if source.unique]


def _prepare(warehouse: Warehouse, job: Job, attributes: Mapping[str, str]) -> None:
    _temporary(warehouse, queries.USE, queries.value_use(attributes))
    _temporary(
        warehouse, queries.COMPARABLE, queries.comparable_records(attributes, _shared(job), _unique_sources(job))
    )
    _temporary(warehouse, queries.NODE, queries.nodes())


def _temporary(warehouse: Warehouse, name: str, query: str) -> None:
    warehouse.execute(f"create or replace temporary table {name} as\n{query}")


def _forget(warehouse: Warehouse) -> None:
    for name in (queries.SCORED, queries.CANDIDATE, queries.NODE, queries.COMPARABLE, queries.USE):
        warehouse.execute(f"drop table if exists {name}")


# --- blocking


def _rules(job: Job, attributes: Mapping[str, str]) -> tuple[Rule, ...]:
    config = job.config.match
    wanted = [rule.on for rule in config.rules]
    if config.blocking != "auto":
        wanted = [*wanted, *config.blocking]
        return blocking.declared_rules(wanted, attributes)
    return (*blocking.declared_rules(wanted, attributes), *blocking.candidate_rules(attributes))


def _block(warehouse: Warehouse, job: Job, attributes: Mapping[str, str]) -> tuple[RuleCost, ...]:
    config = job.config.match
    costs = [_cost(warehouse, rule) for rule in _unique(_rules(job, attributes))]
    if config.blocking == "auto":
        records = warehouse.count(queries.NODE)
        chosen = blocking.choose(costs, blocking.budget(records, config.max_comparisons))
    else:
        chosen = tuple(cost for cost in costs if cost.pairs)
        _keep_budget(chosen, config.max_comparisons)
    pairs = queries.candidate_pairs([cost.rule for cost in chosen]) if chosen else queries.no_pairs()
    _temporary(warehouse, queries.CANDIDATE, pairs)
    _report_blocking(warehouse, chosen)
    return chosen


def _unique(rules: Sequence[Rule]) -> list[Rule]:
    return list({(rule.key, rule.explode): rule for rule in reversed(rules)}.values())[::-1]


def _cost(warehouse: Warehouse, rule: Rule) -> RuleCost:
    ((pairs, skipped),) = warehouse.rows(queries.rule_cost(rule))
    return RuleCost(rule, int(str(pairs)), int(str(skipped)))


def _keep_budget(costs: Sequence[RuleCost], ceiling: int) -> None:
    total = sum(cost.pairs for cost in costs)
    if total > ceiling:
        worst = max(costs, key=lambda cost: (cost.pairs, cost.rule.name))
        msg = (
            f"match.blocking would compare {total:,} pairs, more than match.max_comparisons {ceiling:,};"
            f" the rule {worst.rule.name!r} alone finds {worst.pairs:,}"
        )
        raise GuardError(msg, hint="add an attribute to that rule, or raise `match: max_comparisons`")


def _report_blocking(warehouse: Warehouse, costs: Sequence[RuleCost]) -> None:
    new = {int(str(place)): int(str(pairs)) for place, pairs in warehouse.rows(queries.pairs_by_rule())}
    rows = [
        (place, cost.rule.name, cost.pairs, new.get(place, 0), cost.skipped_values) for place, cost in enumerate(costs)
    ]
    warehouse.load(BLOCKING_RULE, pl.DataFrame(rows, schema=list(BLOCKING_RULE.column_names), orient="row"))


def _skipped(costs: Sequence[RuleCost]) -> list[str]:
    return [
        f"blocking by {cost.rule.name}: skipped {cost.skipped_values} values of over {blocking.MAX_BLOCK} records each"
        for cost in costs
        if cost.skipped_values
    ]


# --- training


@dataclass(frozen=True)
class _Counted:
    """Patterns of a sample, and by how much the sample was thinned."""

    patterns: Patterns
    share: float


def _train(warehouse: Warehouse, job: Job, comparisons: Sequence[Comparison]) -> Parameters:
    records = warehouse.count(queries.NODE)
    everything = max(records * (records - 1) / 2, 1.0)
    chance = _chance(warehouse, job, comparisons, everything)
    counted = _count_candidates(warehouse, comparisons)
    return train(comparisons, counted.patterns, Totals(everything, tuple(chance)))


def _chance(warehouse: Warehouse, job: Job, comparisons: Sequence[Comparison], everything: float) -> list[np.ndarray]:
    """Expected pairs per level among all pairs: from a random sample, and exactly where values can be counted."""
    frame = _random_pairs(warehouse, job.config.match.train.seed, job.config.match.train.max_pairs)
    sample = max(frame.height, 1)
    with warehouse.registered(frame, "random_pairs"):
        _temporary(warehouse, "random_pair", "select * from random_pairs")
    seen = _count_patterns(warehouse, comparisons, "random_pair")
    warehouse.execute("drop table random_pair")
    totals = []
    for place, item in enumerate(comparisons):
        levels = seen.levels[:, place]
        known = levels >= 0
        counts = np.bincount(levels[known], weights=seen.counts[known], minlength=len(item.levels))
        totals.append(_with_exact(warehouse, item, (counts + _HALF) * (everything / sample)))
    return totals


_HALF = 0.5
"""Half a pair per level, so that a level which the sample never saw is rare and not impossible."""


def _with_exact(warehouse: Warehouse, item: Comparison, totals: np.ndarray) -> np.ndarray:
    if item.exact is None:
        return totals
    exact = float(str(warehouse.scalar(queries.exact_agreement(item.exact, item.shortest))))
    rest = totals[1:].sum()
    scaled = totals.copy()
    scaled[0] = max(exact, 0.5)
    scaled[1:] *= max(totals.sum() - scaled[0], 1.0) / max(rest, 1e-9)
    return scaled


def _random_pairs(warehouse: Warehouse, seed: int, most: int) -> pl.DataFrame:
    """Pairs of distinct nodes: all of them where they are few, else drawn with a seeded generator."""
    ids = warehouse.frame(queries.node_ids())["record_id"].to_numpy()
    count = len(ids)
    if count * (count - 1) // 2 <= most:
        left, right = np.triu_indices(count, k=1)
    else:
        generator = np.random.default_rng(seed)
        left, right = generator.integers(0, count, most), generator.integers(0, count, most)
        left, right = left[left != right], right[left != right]
    low, high = np.minimum(ids[left], ids[right]), np.maximum(ids[left], ids[right])
    return pl.DataFrame({"join_key_l": low, "join_key_r": high}).with_columns(match_key=pl.lit("0"))


def _count_candidates(warehouse: Warehouse, comparisons: Sequence[Comparison]) -> _Counted:
    total = warehouse.count(queries.CANDIDATE)
    share = min(1.0, TRAINING_PAIRS / max(total, 1))
    _temporary(warehouse, "training_pair", queries.sampled_candidates(share))
    seen = _count_patterns(warehouse, comparisons, "training_pair")
    sampled = max(float(seen.counts.sum()), 1.0)
    warehouse.execute("drop table training_pair")
    return _Counted(Patterns(seen.levels, seen.counts * (total / sampled)), share)


def _count_patterns(warehouse: Warehouse, comparisons: Sequence[Comparison], pairs: str) -> Patterns:
    model = counting_model(comparisons)
    scored = score(warehouse, model, records=queries.NODE, pairs=pairs, term_frequencies=False)
    frame = warehouse.frame(queries.patterns(scored, model))
    warehouse.execute(f"drop table {scored}")
    levels = frame.drop("pairs").to_numpy().astype(np.int8)
    return Patterns(levels, frame["pairs"].to_numpy().astype(np.float64))


# --- scoring


def _score(warehouse: Warehouse, model: Model, rules: Sequence[str]) -> None:
    scored = score(warehouse, model, records=queries.NODE, pairs=queries.CANDIDATE)
    _temporary(warehouse, queries.SCORED, queries.scored_pairs(scored, model, rules))
    warehouse.execute(f"drop table {scored}")
    likely = warehouse.frame(queries.likely_pairs(LINK_FLOOR))
    ids, component = bounded_components(
        likely["left_id"].to_numpy(), likely["right_id"].to_numpy(), likely["weight"].to_numpy(), MOST_COMPLETED
    )
    with warehouse.registered(pl.DataFrame({"record_id": ids, "component": component}), "component_frame"):
        _temporary(warehouse, "component", "select * from component_frame")
    _temporary(warehouse, "missing_pair", queries.missing_pairs("component"))
    more = score(warehouse, model, records=queries.NODE, pairs="missing_pair")
    warehouse.execute(f"insert into {queries.SCORED}\n{queries.scored_pairs(more, model, rules)}")
    for name in (more, "missing_pair"):
        warehouse.execute(f"drop table {name}")


def _write(warehouse: Warehouse, job: Job, context: RunContext, model: Model, parameters: Parameters) -> float:
    attributes = compared(job)
    rules = [(rule.name, queries.rule_conditions(rule.on, attributes)) for rule in job.config.match.rules]
    warehouse.create(LINK, queries.links(rules, "component", LINK_FLOOR))
    warehouse.execute("drop table component")
    weights = warehouse.frame(queries.likely_pairs(-10.0))["weight"].to_numpy()
    cut = threshold(job.config.match.threshold, weights)
    settings = splink_settings(model, term_frequencies=True)
    described = as_json(model)
    diagnostics: dict[str, Json] = described | {"notes": list(parameters.notes)}
    row = {
        "model_id": fingerprint(settings, described),
        "created_at": context.started_at,
        "signature": fingerprint(described["comparisons"]),
        "settings": json.dumps(settings, ensure_ascii=False, sort_keys=True),
        "diagnostics": json.dumps(diagnostics, ensure_ascii=False, sort_keys=True),
        "threshold": cut,
    }
    warehouse.load(MODEL, pl.DataFrame([row]))
    return cut
