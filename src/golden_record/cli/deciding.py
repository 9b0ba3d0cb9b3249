"""What the commands of stewards share: who says something until when, and the state that it is written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from golden_record.config.decision_file import DATES, Word, moment_of
from golden_record.config.job import Job
from golden_record.errors import UsageError
from golden_record.evaluate.state import finished_state
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import open_journal
from golden_record.warehouse.lock import run_lock


def word_of(who: str | None, why: str | None, until: str | None, now: datetime, *, take_back: str) -> Word:
    """What the options of a command say of a decision that is made now; `take_back` tells how to end one at once.

    Raises:
        UsageError: `--until` is no date, or one that is over.
    """
    return Word(str(who).strip(), now, str(why).strip(), _last_moment(until, now, take_back))


def _last_moment(text: str | None, now: datetime, take_back: str) -> datetime | None:
    if text is None:
        return None
    moment = moment_of(text, end_of_day=True)
    if moment is None:
        msg = "--until is no date"
        raise UsageError(msg, hint=DATES)
    if moment < now:
        msg = "--until is over already"
        raise UsageError(msg, hint=f"name a day to come; to take {take_back}")
    return moment


@contextmanager
def writable_state(job: Job, now: datetime, command: str) -> Iterator[Warehouse]:
    """The state of a job that has run, to write in: what the block adds is added as a whole."""
    with finished_state(job):
        pass
    with run_lock(job.state_path, f"{command} {now:%Y%m%dT%H%M%SZ}"), Warehouse(job.state_path) as state:
        open_journal(state)
        with state.transaction():
            yield state
