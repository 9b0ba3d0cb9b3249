"""The order of work of the link stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from golden_record.config.job import Job
from golden_record.config.match import ThresholdConfig
from golden_record.errors import Problem, UsageError
from golden_record.model.keys import Json
from golden_record.model.matching import BLOCKING_ESTIMATE, BLOCKING_RULE, MODEL
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK
from golden_record.stages.link import queries
from golden_record.stages.link.blocking import queries as blocking_queries
from golden_record.stages.link.blocking.candidates import blocking_plan, blocking_rules, find_candidates, notes
from golden_record.stages.link.blocking.choice import everything_of
from golden_record.stages.link.blocking.plan import BlockingPlan
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.declared import compared, job_comparisons
from golden_record.stages.link.fitting import fitting_model
from golden_record.stages.link.labels.judged import labels, labels_of
from golden_record.stages.link.model import frequency_columns, frequency_table
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.scored import score_candidates
from golden_record.stages.link.threshold import threshold
from golden_record.stages.link.versions import queries as version_queries
from golden_record.stages.link.versions.ageing import Use, note_use
from golden_record.stages.link.versions.store import prepare_frequencies
from golden_record.warehouse import Warehouse, dropped, temporary

WEAKEST_READ = -10.0
"""Match weight from which pairs count for the expected precision of a threshold; weaker ones are never links."""


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Score the pairs worth comparing, with the model in use, or with one trained on the data itself."""
    attributes = compared(job)
    comparisons = job_comparisons(job)
    _prepare(warehouse, job, attributes)
    blocking = find_candidates(warehouse, job.config.match, attributes)
    fitted = fitting_model(warehouse, job, context, comparisons)
    prepare_frequencies(warehouse, fitted.version.version, comparisons)
    rules = [(rule.name, score_queries.rule_conditions(rule.on, attributes)) for rule in job.config.match.rules]
    floor = score_candidates(warehouse, fitted.model, [one.rule for one in blocking.chosen], rules)
    cut = _cut(warehouse, job.config.match.threshold)
    warehouse.execute(version_queries.keep_threshold(), [cut])
    warehouse.create(LINK, score_queries.links(rules, "component", floor, cut))
    compared_pairs = warehouse.count(queries.CANDIDATE)
    ageing = note_use(warehouse, context, fitted.version, Use(warehouse.count(queries.NODE), compared_pairs, cut))
    counts = {
        LINK.name: warehouse.count(LINK),
        BLOCKING_RULE.name: len(blocking.chosen),
        BLOCKING_ESTIMATE.name: 1,
        MODEL.name: warehouse.count(MODEL),
    }
    _forget(warehouse, comparisons)
    return StageReport(
        "link",
        counts,
        notes=(*fitted.notes, *ageing, *notes(blocking)),
        facts={
            "pairs_compared": float(compared_pairs),
            "estimated_blocking_recall": round(blocking.recall.share, 4),
            "threshold_weight": cut,
            "model_version": float(fitted.version.version),
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
        _forget(warehouse, ())


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
    return [job.config.match.model_dump(mode="json"), attributes, _unique_sources(job), labels_of(job)]


def problems(job: Job) -> list[Problem]:
    """What is wrong with the job's list of comparisons, as far as Splink alone can tell, and with its judged pairs."""
    found = []
    for key, check in (("match.comparisons", job_comparisons), ("match.train.labels", labels)):
        try:
            check(job)
        except UsageError as error:
            found.append(job.problem(key, str(error), hint=error.hint))
    return found


def _shared(job: Job) -> list[str]:
    return [name for name, config in job.config.attributes.items() if config.shared or config.type == "anonymous"]


def _unique_sources(job: Job) -> list[str]:
    return sorted(name for name, source in job.config.sources.items() if source.unique)


def _prepare(warehouse: Warehouse, job: Job, attributes: Mapping[str, str]) -> None:
    comparable = queries.comparable_records(attributes, _shared(job), _unique_sources(job))
    warehouse.execute(temporary(queries.COMPARABLE, comparable))
    warehouse.execute(temporary(queries.NODE, queries.nodes()))


def _forget(warehouse: Warehouse, comparisons: Sequence[Comparison]) -> None:
    tables = ("component", score_queries.SCORED, queries.CANDIDATE, queries.NODE, queries.COMPARABLE)
    for name in (*tables, *map(frequency_table, frequency_columns(comparisons))):
        warehouse.execute(dropped(name))


def _cut(warehouse: Warehouse, config: ThresholdConfig | None) -> float:
    """The match weight of the weakest link; the scored pairs are read only where a precision depends on them."""
    if config is None or config.precision is None:
        return threshold(config, np.empty(0))
    return threshold(config, warehouse.frame(score_queries.likely_pairs(WEAKEST_READ))["weight"].to_numpy())
