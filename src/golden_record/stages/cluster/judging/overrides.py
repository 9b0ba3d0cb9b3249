"""The file of judgements: decisions of stewards on pairs of records, read from CSV."""

from __future__ import annotations

from collections.abc import Mapping

from golden_record.config.decision_file import DecisionFile, Line, MalformedError, decided_at, record_in, valid_until
from golden_record.config.job import Job
from golden_record.errors import ConfigError, Problem
from golden_record.stages.cluster.judging.judgement import Decision, Judgement

DECISIONS: Mapping[str, Decision] = {
    "same": "same",
    "must_link": "same",
    "different": "different",
    "cannot_link": "different",
}


def judgements(job: Job) -> tuple[Judgement, ...]:
    """What the job's stewards decided, in the order of the file; nothing where the job names no file.

    Raises:
        ConfigError: with every malformed line.
    """
    found, problems = _read(job)
    if problems:
        raise ConfigError(problems)
    return tuple(found)


def problems_of(job: Job) -> tuple[Problem, ...]:
    """Everything that is wrong with the file."""
    return tuple(_read(job)[1])


def _read(job: Job) -> tuple[list[Judgement], list[Problem]]:
    def judgement(line: int, fields: Line) -> Judgement:
        left, right = (record_in(side, fields[side], job.config.sources) for side in ("left", "right"))
        if left == right:
            msg = "the two are one record"
            raise MalformedError(msg, "name two records")
        decision = DECISIONS.get(fields["decision"].lower())
        if decision is None:
            msg = f"unknown decision {fields['decision'][:30]!r}"
            raise MalformedError(msg, "write `same` or `different` (or `must_link`, `cannot_link`)")
        when, until = decided_at(fields), valid_until(fields)
        return Judgement("file", line, left, right, decision, fields["who"], when, fields["why"], until)

    columns, says = ("left", "right", "decision"), "which two records, what"
    return DecisionFile("cluster.overrides", columns, says, "judgements", judgement).read(
        job, job.config.cluster.overrides
    )
