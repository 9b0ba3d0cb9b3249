"""The order of work of the link stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from golden_record.config.job import Job
from golden_record.errors import Problem, UsageError
from golden_record.model.matching import LINK_PLAN, MODEL
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import Table
from golden_record.stages.link import queries
from golden_record.stages.link.anew import forget, link_anew, prepare, standing_plan
from golden_record.stages.link.blocking import queries as blocking_queries
from golden_record.stages.link.blocking.candidates import blocking_plan, blocking_rules
from golden_record.stages.link.blocking.choice import LEVELS
from golden_record.stages.link.blocking.plan import BlockingPlan
from golden_record.stages.link.declared import job_comparisons
from golden_record.stages.link.kept import KeptPlan
from golden_record.stages.link.labels.judged import labels
from golden_record.stages.link.relinking.relink import relink
from golden_record.stages.link.settings import asked_of, inputs, places_of_sql
from golden_record.stages.link.versions.store import ensure_tables
from golden_record.warehouse import Warehouse, sql_of_the_job

__all__ = ["explain", "inputs", "last_choice", "plan", "planned", "problems", "run"]


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Link the records: those around what changed, where that is known, else all."""
    asked = asked_of(job)
    ensure_tables(warehouse)
    with sql_of_the_job(places_of_sql(job)):
        return relink(warehouse, job, context, asked) or link_anew(warehouse, job, context, asked)


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
    asked = asked_of(job)
    prepare(warehouse, asked)
    try:
        found = blocking_plan(warehouse, job.config.match, asked.attributes)
        kept = standing_plan(warehouse, job, asked, warehouse.count(queries.NODE))
        yield found if kept is None else _keeping(found, kept, job)
    finally:
        forget(warehouse, ())


def last_choice(warehouse: Warehouse) -> dict[Table, pl.DataFrame]:
    """What a run over the same records would keep of its choices: tables of the state, as they are."""
    kept = (table for table in (MODEL, LINK_PLAN) if warehouse.has(table))
    return {table: warehouse.frame(queries.everything(table.name)) for table in kept}


def _keeping(found: BlockingPlan, kept: KeptPlan, job: Job) -> BlockingPlan:
    """The plan with the rules that are kept, at what they cost now, unless these cost more than the job allows."""
    keeping = found.keeping(kept.run_id, kept.chosen)
    return keeping if kept.affords([one.pairs for one in keeping.chosen], job.config.match) else found


def explain(job: Job) -> str:
    """The statements that prepare and block; scoring itself is compiled by Splink from the model's settings."""
    asked = asked_of(job)
    rules = blocking_rules(job.config.match, asked.attributes)
    marks = queries.record_marks(asked.attributes, asked.unique)
    return ";\n\n".join(
        [
            queries.comparable_records(marks),
            queries.in_order(queries.nodes(asked.attributes, asked.shared, f"({_compared()})")),
            *(blocking_queries.block_sizes(rule) for rule in rules),
            blocking_queries.block_keys(rules),
            blocking_queries.blocks(),
            blocking_queries.candidate_pairs([LEVELS[-1]] * len(rules)),
        ]
    )


def _compared() -> str:
    return queries.picked_records(f"({queries.compared_ids()})")


def problems(job: Job) -> list[Problem]:
    """What is wrong with the job's list of comparisons, as far as Splink alone can tell, and with its judged pairs."""
    found = []
    for key, check in (("match.comparisons", job_comparisons), ("match.train.labels", labels)):
        try:
            check(job)
        except UsageError as error:
            found.append(job.problem(key, str(error), hint=error.hint))
    return found
