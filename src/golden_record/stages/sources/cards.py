"""Payment cards on their way into the state: each number is replaced by what may be kept of it, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import polars as pl

from golden_record.config.job import Job
from golden_record.config.sources import SourceConfig
from golden_record.model.cards import VERSION, key_mark, read_card, without_long_numbers
from golden_record.model.keys import Json, fingerprint
from golden_record.stages.sources.mapped import queries as mapped_queries
from golden_record.stages.sources.mapped.queries import RAW, SEALED, SEALED_CARD
from golden_record.stages.sources.mapping import entries
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Sealing:
    """The attributes of a job that are payment cards, and the key under which their numbers are hashed."""

    attributes: frozenset[str] = frozenset()
    key: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, job: Job) -> Sealing:
        """What the job wants."""
        return cls(job.card_attributes, job.secret_key)

    @property
    def mark(self) -> str:
        """Tells this key from another; empty where there are no cards."""
        return key_mark(self.key) if self.attributes else ""

    @property
    def inputs(self) -> Json:
        """What the replaced values depend on."""
        return [sorted(self.attributes), self.mark, VERSION]

    @property
    def seal(self) -> str:
        """Tells how a number is replaced from any other way."""
        return fingerprint(self.mark, VERSION)

    def places(self, config: SourceConfig) -> tuple[int, ...]:
        """Which entries of a source's mapping hold cards."""
        return tuple(index for index, entry in enumerate(entries(config)) if entry.attribute in self.attributes)

    def kept(self, config: SourceConfig, content: str) -> str:
        """A row that could not be read, as it may be kept."""
        return content if self.attributes.isdisjoint(config.attributes) else without_long_numbers(content)

    @contextmanager
    def sealed(self, warehouse: Warehouse, relation: str, config: SourceConfig) -> Iterator[None]:
        """For the length of a block, a table from every value of a source's cards to what stands in its place."""
        places = self.places(config)
        if not places:
            yield
            return
        found = warehouse.frame(mapped_queries.card_texts(relation, config, places))[RAW].cast(pl.String)
        with warehouse.registered(self._replaced(found), SEALED_CARD):
            yield

    def _replaced(self, texts: pl.Series) -> pl.DataFrame:
        read = ((text, read_card(text, self.key)) for text in texts)
        rows = [(text, text if card is None else card.packed()) for text, card in read]
        return pl.DataFrame(rows, schema={RAW: pl.String, SEALED: pl.String}, orient="row")
