"""Clean the distinct values that no earlier run has seen, and keep what they became."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

import polars as pl

from golden_record.config.job import Job
from golden_record.model.cards import key_mark
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.cleaners import BoundCleaner, cleaner_for
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.scope import EVERYTHING, TOUCHED, Scope
from golden_record.stages.standardize.steps.rewriting import Rewriting
from golden_record.warehouse import Warehouse, dropped

log = logging.getLogger(__name__)

_BATCH = 200_000
"""Values cleaned at a time: their answers take a hundred times their own memory while they are made."""


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

    def prepare(self, warehouse: Warehouse) -> bool:
        """Keep the values of earlier runs only if the same cleaner with the same options made them; tells whether."""
        name = self.rewriting.attribute
        table = queries.cache_table(name)
        if warehouse.scalar(queries.mark_of(table)) == self.cleaner.fingerprint:
            return True
        warehouse.execute(queries.new_cache(name, self.cleaner.columns))
        warehouse.execute(queries.marked(table, self.cleaner.fingerprint))
        return False

    def recall(self, warehouse: Warehouse) -> None:
        """Copy what is kept of the touched records' values: it is asked for several times, and the whole is long."""
        name, columns = self.rewriting.attribute, self.cleaner.columns
        warehouse.execute(queries.new_cache(name, columns, TOUCHED))
        warehouse.execute(queries.recalled(name, columns))

    def forget(self, warehouse: Warehouse) -> None:
        """Drop that copy."""
        warehouse.execute(dropped(queries.cache_table(self.rewriting.attribute, TOUCHED)))

    def clean(self, warehouse: Warehouse, readings: Readings, scope: Scope) -> int:
        """Bring the kept values up to date; returns how many values were cleaned."""
        name = self.rewriting.attribute
        unseen = warehouse.frame(queries.unseen_values(readings, scope)).cast(pl.String)
        for (reading,), values in unseen.partition_by("reading", as_dict=True, maintain_order=True).items():
            for batch in values["raw"].to_frame().iter_slices(_BATCH):
                self._keep(warehouse, batch["raw"], str(reading), scope)
        log.info("%s: %d distinct values cleaned, all others were known", name, len(unseen))
        return len(unseen)

    def _keep(self, warehouse: Warehouse, raw: pl.Series, reading: str, scope: Scope) -> None:
        rewritten = self.rewriting.rewritten(warehouse, raw) if self.rewriting.steps else None
        cleaned = self.cleaner(raw, reading, rewritten)
        with warehouse.registered(cleaned, "cleaned_frame") as frame:
            for one in dict.fromkeys((EVERYTHING, scope)):
                warehouse.execute(queries.add_to_cache(self.rewriting.attribute, frame, self.cleaner.columns, one))
