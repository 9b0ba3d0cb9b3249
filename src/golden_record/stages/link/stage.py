"""The order of work of the link stage."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import polars as pl

from golden_record.config.job import Job
from golden_record.config.match import ThresholdConfig
from golden_record.model.keys import Json, fingerprint
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import BLOCKING_ESTIMATE, BLOCKING_RULE, LINK, MODEL
from golden_record.stages.link import queries
from golden_record.stages.link.blocking import queries as blocking_queries
from golden_record.stages.link.blocking.candidates import blocking_plan, blocking_rules, find_candidates, notes
from golden_record.stages.link.blocking.choice import everything_of
from golden_record.stages.link.blocking.plan import BlockingPlan
from golden_record.stages.link.comparisons import comparisons_for
from golden_record.stages.link.learning import learn
from golden_record.stages.link.model import Model, as_json, splink_settings, trained_model
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.scored import score_candidates
from golden_record.stages.link.threshold import threshold
from golden_record.stages.link.training import Parameters
from golden_record.warehouse import Warehouse

WEAKEST_READ = -10.0
"""Match weight from which pairs count for the expected precision of a threshold; weaker ones are never links."""


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Score the pairs worth comparing, with a model trained on the data itself."""
    attributes = compared(job)
    comparisons = comparisons_for(attributes)
    _prepare(warehouse, job, attributes)
    blocking = find_candidates(warehouse, job.config.match, attributes)
    parameters = learn(warehouse, job.config.match.train, comparisons)
    model = trained_model(comparisons, parameters)
    rules = [(rule.name, score_queries.rule_conditions(rule.on, attributes)) for rule in job.config.match.rules]
    floor = score_candidates(warehouse, model, [one.rule for one in blocking.chosen], rules)
    cut = _keep_model(warehouse, job, context, model, parameters)
    warehouse.create(LINK, score_queries.links(rules, "component", floor, cut))
    compared_pairs = warehouse.count(queries.CANDIDATE)
    counts = {
        LINK.name: warehouse.count(LINK),
        BLOCKING_RULE.name: len(blocking.chosen),
        BLOCKING_ESTIMATE.name: 1,
        MODEL.name: 1,
    }
    _forget(warehouse)
    return StageReport(
        "link",
        counts,
        notes=(*_notes(parameters), *notes(blocking)),
        facts={
            "pairs_compared": float(compared_pairs),
            "estimated_blocking_recall": round(blocking.recall.share, 4),
            "threshold_weight": cut,
        },
    )


def plan(warehouse: Warehouse, job: Job) -> BlockingPlan:
    """What blocking would do with the standardised records of a state; nothing is compared, nothing is kept.

    Raises:
        GuardError: the rules that the job itself asks for would compare more pairs than it allows.
    """
    with planned(warehouse, job) as found:
        return found


@contextmanager
def planned(warehouse: Warehouse, job: Job) -> Iterator[BlockingPlan]:
    """The same for the length of a block, in which the records that would be compared are there to look at."""
    attributes = compared(job)
    _prepare(warehouse, job, attributes)
    try:
        yield blocking_plan(warehouse, job.config.match, attributes)
    finally:
        _forget(warehouse)


def explain(job: Job) -> str:
    """The statements that prepare and block; scoring itself is compiled by Splink from the model's settings."""
    attributes = compared(job)
    rules = blocking_rules(job.config.match, attributes)
    return ";\n\n".join(
        [
            queries.comparable_records(attributes, _shared(job), _unique_sources(job)),
            queries.nodes(),
            *(blocking_queries.block_sizes(rule) for rule in rules),
            blocking_queries.candidate_pairs(everything_of(rules)),
        ]
    )


def inputs(job: Job) -> Json:
    """What the links depend on beside the records."""
    attributes = {name: config.model_dump(mode="json") for name, config in job.config.attributes.items()}
    return [job.config.match.model_dump(mode="json"), attributes, _unique_sources(job)]


def compared(job: Job) -> dict[str, str]:
    """Attributes that take part in matching, name to type."""
    return {name: config.type for name, config in job.config.attributes.items() if config.compare}


def _shared(job: Job) -> list[str]:
    return [name for name, config in job.config.attributes.items() if config.shared or config.type == "anonymous"]


def _unique_sources(job: Job) -> list[str]:
    return sorted(name for name, source in job.config.sources.items() if source.unique)


def _prepare(warehouse: Warehouse, job: Job, attributes: Mapping[str, str]) -> None:
    comparable = queries.comparable_records(attributes, _shared(job), _unique_sources(job))
    warehouse.execute(queries.temporary(queries.COMPARABLE, comparable))
    warehouse.execute(queries.temporary(queries.NODE, queries.nodes()))


def _forget(warehouse: Warehouse) -> None:
    for name in ("component", score_queries.SCORED, queries.CANDIDATE, queries.NODE, queries.COMPARABLE):
        warehouse.execute(queries.dropped(name))


def _notes(parameters: Parameters) -> list[str]:
    if not parameters.reordered:
        return list(parameters.notes)
    put_right = f"levels put in order, better agreement weighing more: {', '.join(parameters.reordered)}"
    return [*parameters.notes, put_right]


def _cut(warehouse: Warehouse, config: ThresholdConfig | None) -> float:
    """The match weight of the weakest link; the scored pairs are read only where a precision depends on them."""
    if config is None or config.precision is None:
        return threshold(config, np.empty(0))
    return threshold(config, warehouse.frame(score_queries.likely_pairs(WEAKEST_READ))["weight"].to_numpy())


def _keep_model(warehouse: Warehouse, job: Job, context: RunContext, model: Model, parameters: Parameters) -> float:
    """Store the model with the threshold that the job asks for, and return that threshold."""
    cut = _cut(warehouse, job.config.match.threshold)
    settings = splink_settings(model, term_frequencies=True)
    described = as_json(model)
    row = {
        "model_id": fingerprint(settings, described),
        "created_at": context.started_at,
        "signature": fingerprint(described["comparisons"]),
        "settings": json.dumps(settings, ensure_ascii=False, sort_keys=True),
        "diagnostics": json.dumps(described | {"notes": list(_notes(parameters))}, ensure_ascii=False, sort_keys=True),
        "threshold": cut,
    }
    warehouse.load(MODEL, pl.DataFrame([row]))
    return cut
