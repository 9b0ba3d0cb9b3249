"""The file `survivorship.pins`: what its lines wish for."""

from __future__ import annotations

from golden_record.config.decision_file import (
    DecisionFile,
    Line,
    MalformedError,
    Word,
    decided_at,
    record_in,
    valid_until,
)
from golden_record.config.job import Job
from golden_record.errors import ConfigError, Problem, nearest
from golden_record.stages.survive.pins.pin import Wish

KEY = "survivorship.pins"


def wishes(job: Job) -> tuple[list[tuple[int, Wish]], list[Problem]]:
    """The wishes of the file with their lines, and everything that is wrong with it; nothing where there is no file."""
    return _file_of(job).read(job, job.config.survivorship.pins)


def checked_wishes(job: Job) -> list[tuple[int, Wish]]:
    """The wishes of the file with their lines.

    Raises:
        ConfigError: with everything that is wrong with it.
    """
    found, problems = wishes(job)
    if problems:
        raise ConfigError(problems)
    return found


def _file_of(job: Job) -> DecisionFile[tuple[int, Wish]]:
    def wish(line: int, fields: Line) -> tuple[int, Wish]:
        if fields["attribute"] not in job.config.attributes:
            msg = f"`attribute`: the job has no attribute {fields['attribute'][:63]!r}"
            raise MalformedError(msg, nearest(fields["attribute"], job.config.attributes))
        record = record_in("record", fields["record"], job.config.sources)
        word = Word(fields["who"], decided_at(fields), fields["why"], valid_until(fields))
        return line, Wish(record, fields["attribute"], fields["value"], word)

    says = "which record, which attribute, what value"
    return DecisionFile(KEY, ("record", "attribute", "value"), says, "pins", wish)
