"""Clean the distinct values that no earlier run has seen, and keep what they became."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

import polars as pl

from golden_record.config.job import Job
from golden_record.model.attribute_types import TYPES
from golden_record.model.cards import key_mark
from golden_record.model.cleaned import COLUMNS
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.cleaners import READING, BoundCleaner, cleaner_for
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.scope import EVERYTHING, TOUCHED, Scope
from golden_record.stages.standardize.steps.rewriting import Rewriting
from golden_record.warehouse import Warehouse, dropped

log = logging.getLogger(__name__)

_BATCH = 200_000
"""Values cleaned at a time: their answers take a hundred times their own memory while they are made."""

_BATCH_MEANWHILE = 10_000
"""The same in a thread of its own: whoever interrupts the run waits for the batch that has been begun."""


@dataclass(frozen=True)
class Batch:
    """Distinct values of columns with one reading; `rewritten` are the same as the job's own steps left them."""

    raw: pl.Series
    reading: str
    rewritten: pl.Series | None


@dataclass(frozen=True)
class Cleaning:
    """How the values of one attribute are cleaned, and where what they became is kept."""

    rewriting: Rewriting
    cleaner: BoundCleaner

    @classmethod
    def of(cls, job: Job, rewriting: Rewriting, today: date) -> Cleaning:
        """The cleaning of an attribute of a job."""
        name = rewriting.attribute
        attribute = job.config.attributes[name]
        # Hashes under a former key are of no use, and may be the reason why there is another one.
        steps = key_mark(job.secret_key) if attribute.type == "card" else rewriting.fingerprint
        return cls(rewriting, cleaner_for(attribute, job.config.ignore.get(name, ()), today, steps))

    @property
    def table(self) -> str:
        """Where its results are kept."""
        return queries.cache_table(self.rewriting.attribute)

    def prepare(self, warehouse: Warehouse, mark: object) -> bool:
        """Keep the values of earlier runs only if the same cleaner with the same options made them; tells whether.

        `mark` is what their table says of that.
        """
        if mark == self.cleaner.fingerprint:
            return True
        warehouse.execute(queries.new_cache(self.rewriting.attribute, self.cleaner.columns))
        warehouse.execute(queries.marked(self.table, self.cleaner.fingerprint))
        return False

    @property
    def columns_asked(self) -> dict[str, str]:
        """The columns of cleaned values that claims and comparable records are made of, with their types."""
        parts = TYPES[self.rewriting.job.config.attributes[self.rewriting.attribute].type].parts
        asked = {*COLUMNS, READING, *(part.source for part in parts)}
        return {name: type_ for name, type_ in self.cleaner.columns.items() if name in asked}

    def recall(self, warehouse: Warehouse) -> None:
        """Copy what is kept of the touched records' values: it is asked for several times, and the whole is long."""
        name, columns = self.rewriting.attribute, self.columns_asked
        warehouse.execute(queries.new_cache(name, columns, TOUCHED))
        warehouse.execute(queries.recalled(name, columns))

    def forget(self, warehouse: Warehouse) -> None:
        """Drop that copy."""
        warehouse.execute(dropped(queries.cache_table(self.rewriting.attribute, TOUCHED)))

    def clean(self, warehouse: Warehouse, readings: Readings) -> int:
        """Bring the kept values of all records up to date; returns how many values were cleaned."""
        cleaned = 0
        for batch in self.unseen(warehouse, readings, EVERYTHING, _BATCH):
            self.keep(warehouse, self.cleaned(batch), EVERYTHING)
            cleaned += len(batch.raw)
        return cleaned

    def unseen(self, warehouse: Warehouse, readings: Readings, scope: Scope, size: int) -> Iterator[Batch]:
        """The values of a scope that no earlier run has cleaned, at most so many at a time."""
        unseen = warehouse.frame(queries.unseen_values(readings, scope)).cast(pl.String)
        log.info("%s: %d distinct values to be cleaned, all others are known", readings.attribute, len(unseen))
        for (reading,), values in unseen.partition_by("reading", as_dict=True, maintain_order=True).items():
            for part in values["raw"].to_frame().iter_slices(size):
                raw = part["raw"]
                rewritten = self.rewriting.rewritten(warehouse, raw) if self.rewriting.steps else None
                yield Batch(raw, str(reading), rewritten)

    def cleaned(self, batch: Batch) -> pl.DataFrame:
        """What the values of a batch become; asks nobody, so any thread may do it."""
        return self.cleaner(batch.raw, batch.reading, batch.rewritten)

    def keep(self, warehouse: Warehouse, cleaned: pl.DataFrame, scope: Scope) -> None:
        """Keep what values have become, and have it at hand if only some records are worked on."""
        name = self.rewriting.attribute
        with warehouse.registered(cleaned, "cleaned_frame") as frame:
            warehouse.execute(queries.add_to_cache(name, frame, self.cleaner.columns))
            if scope is TOUCHED:
                warehouse.execute(queries.add_to_cache(name, frame, self.columns_asked, scope))


def prepared(warehouse: Warehouse, cleanings: Sequence[Cleaning]) -> bool:
    """Have a table for the results of each; whether all of them keep those of earlier runs."""
    marks = {str(name): mark for name, mark in warehouse.rows(queries.marks_of(one.table for one in cleanings))}
    return all([one.prepare(warehouse, marks.get(one.table)) for one in cleanings])


@contextmanager
def cleaned_meanwhile(
    warehouse: Warehouse, cleanings: Sequence[Cleaning], readings: Sequence[Readings]
) -> Iterator[int]:
    """Clean what the touched records say while the block does what needs none of it; yields how many values.

    Known values are recalled before the block, and at its end all others are kept, too.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        work = _Meanwhile(warehouse, thread)
        try:
            for one, read in zip(cleanings, readings, strict=True):
                one.recall(warehouse)
                for batch in one.unseen(warehouse, read, TOUCHED, _BATCH_MEANWHILE):
                    work.begin(one, batch)
            yield work.values
            work.keep(len(work.begun))
        except BaseException:
            thread.shutdown(wait=False, cancel_futures=True)
            raise


class _Meanwhile:
    """Batches of values that a thread cleans, in the order in which they are kept."""

    def __init__(self, warehouse: Warehouse, thread: ThreadPoolExecutor) -> None:
        self.warehouse, self.thread = warehouse, thread
        self.begun: deque[tuple[Cleaning, Future[pl.DataFrame]]] = deque()
        self.values = 0

    def begin(self, cleaning: Cleaning, batch: Batch) -> None:
        """Have a batch cleaned; no more of them lie ready than would be cleaned at a time elsewhere."""
        self.begun.append((cleaning, self.thread.submit(cleaning.cleaned, batch)))
        self.values += len(batch.raw)
        self.keep(len(self.begun) - _BATCH // _BATCH_MEANWHILE)

    def keep(self, count: int) -> None:
        """Keep the answers to the oldest batches, as soon as they are there; those of one attribute together."""
        oldest = [self.begun.popleft() for _ in range(count)]
        for cleaning, answers in groupby(oldest, key=itemgetter(0)):
            frames = [answer.result() for _, answer in answers]
            cleaning.keep(self.warehouse, pl.concat(frames, how="vertical_relaxed"), TOUCHED)
