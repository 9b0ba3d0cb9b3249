"""The columns that feed an attribute, how each is read, and what the reading of one is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from golden_record.config.base import DateOrder
from golden_record.config.job import Job
from golden_record.config.sources import ColumnMapping, PartsMapping, SqlMapping, positions
from golden_record.stages.standardize import names

ONLY_READING = ""
"""The reading of attributes whose values are read in one way, whoever writes them."""

USUAL_DATE: DateOrder = "dmy"

Origin = Literal["declared", "learnt", "usual"]


class Place(NamedTuple):
    """Where a column stands: its source, and its position among those that feed the attribute."""

    source: str
    position: int


@dataclass(frozen=True)
class Found:
    """How a column is read, and why."""

    reading: str
    origin: Origin = "usual"
    telling: int | None = None
    agreeing: int | None = None
    note: str | None = None
    """What a person should know of it: only where it is learnt, and not the usual."""


@dataclass(frozen=True)
class Readings:
    """How the columns of one attribute are read."""

    attribute: str
    usual: str = ONLY_READING
    """The reading of columns that nothing is known of."""

    columns: tuple[tuple[Place, Found], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The readings in use, sorted; more than one only where columns differ."""
        return tuple(sorted({found.reading for _, found in self.columns})) or (self.usual,)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was learnt, as `crm.full_name: family name first in 97 % of the tell-tale values`."""
        return tuple(f"{self._shown(place)}: {found.note}" for place, found in self.columns if found.note)

    def _shown(self, place: Place) -> str:
        position = f"[{place.position}]" if place.position else ""
        return f"{place.source}.{self.attribute}{position}"


def declared_readings(job: Job, attribute: str) -> Readings:
    """The readings that the job declares or implies, for all columns in which a reading matters."""
    usual = usual_reading(job, attribute)
    if usual == ONLY_READING:
        return Readings(attribute)
    known = declared_places(job, attribute)
    return Readings(attribute, usual, as_columns({place: _declared(job, attribute, known[place]) for place in known}))


def as_columns(found: Mapping[Place, Found]) -> tuple[tuple[Place, Found], ...]:
    """Columns in the order of their places."""
    return tuple(sorted(found.items(), key=lambda item: item[0]))


def usual_reading(job: Job, attribute: str) -> str:
    """The reading of a column that says nothing; `ONLY_READING` where columns cannot differ."""
    config = job.config.attributes[attribute]
    kind = config.known_type.kind
    if kind == "name":
        return names.USUAL.code
    if kind == "date":
        return config.order or USUAL_DATE
    return config.region if kind == "phone" else ONLY_READING


def declared_places(job: Job, attribute: str) -> dict[Place, str | None]:
    """What the job says of each column of an attribute; names in parts are none, their parts say what they are."""
    config = job.config.attributes[attribute]
    option = "region" if config.known_type.kind == "phone" else "order"
    return {
        Place(source, position): getattr(single, option) if isinstance(single, ColumnMapping | SqlMapping) else None
        for source, settings in job.config.sources.items()
        if attribute in settings.attributes
        for position, single in enumerate(positions(settings.attributes[attribute]))
        if not isinstance(single, PartsMapping)
    }


def rows_of(readings: Iterable[Readings]) -> list[tuple[str, str, int, str, str, int | None, int | None]]:
    """The rows of `column_reading`, in order."""
    return sorted(
        (place.source, each.attribute, place.position, found.reading, found.origin, found.telling, found.agreeing)
        for each in readings
        for place, found in each.columns
    )


def _declared(job: Job, attribute: str, option: str | None) -> Found:
    config = job.config.attributes[attribute]
    # The attribute's own order of dates is a declaration for all its columns; its region has a default, which is not.
    whole = config.order or (config.region if "region" in config.model_fields_set else None)
    reading = option or usual_reading(job, attribute)
    return Found(reading, "declared" if option or whole else "usual")
