"""What a job asks of the comparison of its records, and what all that is decided by depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from golden_record.config.job import Job
from golden_record.config.match import SqlBlocking
from golden_record.model.attribute_types import TYPES
from golden_record.model.keys import Json
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.declared import compared, job_comparisons
from golden_record.stages.link.labels.judged import labels_of
from golden_record.stages.link.scoring.queries import CertainRule, rule_conditions


@dataclass(frozen=True)
class Asked:
    """The part of a job that says how records are compared."""

    attributes: Mapping[str, str]
    """Attributes that take part, name to type."""

    comparisons: tuple[Comparison, ...]
    certain: tuple[CertainRule, ...]
    """Deterministic rules, strongest first."""

    shared: tuple[str, ...]
    """Attributes of which no value is a person's own, by the job's word."""

    unique: tuple[str, ...]
    """Sources of which two records are two people."""

    @property
    def personal_lists(self) -> tuple[str, ...]:
        """Attributes with several values, of which some may be shared and others a person's own."""
        several = (name for name, type_ in self.attributes.items() if TYPES[type_].multiple)
        return tuple(name for name in several if name not in self.shared)


def asked_of(job: Job) -> Asked:
    """What a job asks.

    Raises:
        UsageError: Splink refuses a comparison that the job lists.
    """
    attributes = compared(job)
    return Asked(
        attributes,
        job_comparisons(job),
        tuple((rule.name, rule_conditions(rule.on, attributes)) for rule in job.config.match.rules),
        tuple(name for name, config in job.config.attributes.items() if config.shared or config.type == "anonymous"),
        tuple(sorted(name for name, source in job.config.sources.items() if source.unique)),
    )


def inputs(job: Job) -> Json:
    """What the links depend on beside the records."""
    attributes = {name: config.model_dump(mode="json") for name, config in job.config.attributes.items()}
    unique = sorted(name for name, source in job.config.sources.items() if source.unique)
    return [job.config.match.model_dump(mode="json"), attributes, unique, labels_of(job)]


def places_of_sql(job: Job) -> list[str]:
    """Where in the job SQL of its own stands that records are compared by."""
    match = job.config.match
    rules = () if match.blocking == "auto" else match.blocking
    listed = () if match.comparisons == "auto" else match.comparisons
    keys = [f"match.blocking[{at}].sql" for at, rule in enumerate(rules) if isinstance(rule, SqlBlocking)]
    for at, item in enumerate(listed):
        conditions = [level.sql_condition.strip().lower() for level in item.sql or ()]
        keys += [
            f"match.comparisons[{at}].sql[{level}].sql_condition"
            for level, condition in enumerate(conditions)
            if condition != "else"
        ]
        keys += [f"match.comparisons[{at}].missing"] if item.missing else []
    return [job.place(key) for key in keys]
