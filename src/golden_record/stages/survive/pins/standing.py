"""Which pins count at a moment, for which profiles, and which profiles that makes other than they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from golden_record.model.keys import Json, fingerprint
from golden_record.model.pins import PIN, PIN_END, PIN_SIGHT, PIN_STATUS
from golden_record.stages.survive.pins import queries
from golden_record.stages.survive.pins.log import read_endings, read_pins
from golden_record.stages.survive.pins.pin import Pin, Status
from golden_record.warehouse import Warehouse

IN_FORCE: Status = "in force"

Contest = tuple[str, str]
"""A profile and an attribute."""


@dataclass(frozen=True)
class Stand:
    """A pin, where it stands, and the profile that its record is in."""

    pin: Pin
    status: Status
    profile_id: str | None

    @property
    def contest(self) -> Contest:
        """What it decides."""
        return self.profile_id or "", self.pin.wish.attribute


def standing(warehouse: Warehouse, attributes: Collection[str], moment: datetime) -> list[Stand]:
    """Where every pin stands at a moment, in the order in which they were set.

    Of several for one profile and attribute, as after a merge, the latest is in force and the others superseded.
    """
    pins = read_pins(warehouse)
    if not pins:
        return []
    endings = read_endings(warehouse)
    homes = {int(str(number)): str(home) for number, home in warehouse.rows(queries.pinned_profiles())}
    found = []
    for pin in pins:
        home = homes.get(pin.pin_id)
        status = endings[pin.pin_id].outcome if pin.pin_id in endings else _status(pin, home, attributes, moment)
        found.append(Stand(pin, status, home))
    first = {one.pin.pin_id for one in in_force(found).values()}
    return [
        replace(stand, status="superseded") if stand.status == IN_FORCE and stand.pin.pin_id not in first else stand
        for stand in found
    ]


def in_force(stands: Iterable[Stand]) -> dict[Contest, Stand]:
    """The pin that decides, per profile and attribute."""
    latest = sorted((stand for stand in stands if stand.status == IN_FORCE), key=lambda stand: stand.pin.rank)
    return {stand.contest: stand for stand in latest}


def moved_profiles(warehouse: Warehouse, stands: Iterable[Stand]) -> set[str]:
    """Profiles of which a pin does not stand as it did in the last run, and those where it stood."""
    known = warehouse.rows(queries.statuses()) if warehouse.has(PIN_STATUS) else []
    before = {(int(str(number)), home, status) for number, home, status in known}
    now = {(stand.pin.pin_id, stand.profile_id, stand.status) for stand in stands}
    return {str(home) for _, home, _ in before ^ now if home is not None}


def note_statuses(warehouse: Warehouse, stands: Iterable[Stand]) -> None:
    """Keep where every pin stands, in the place of what was known of it."""
    rows = [(stand.pin.pin_id, stand.profile_id, stand.status) for stand in stands]
    schema = dict(zip(PIN_STATUS.column_names, (pl.Int32, pl.String, pl.String), strict=True))
    for table in (PIN, PIN_SIGHT, PIN_END):
        warehouse.ensure(table)
    warehouse.load(PIN_STATUS, pl.DataFrame(rows, schema=schema, orient="row"))


def what_people_did(warehouse: Warehouse, moment: datetime) -> Json:
    """A mark of all that people pinned and withdrew, and of what has expired at a moment; none without pins.

    What the stage itself has retired is not in it: a run need not follow for that.
    """
    pins = read_pins(warehouse)
    if not pins:
        return None
    withdrawn = sorted(number for number, end in read_endings(warehouse).items() if end.outcome == "withdrawn")
    return fingerprint([repr(pin) for pin in pins], withdrawn, [pin.pin_id for pin in pins if pin.lapsed(moment)])


def _status(pin: Pin, home: str | None, attributes: Collection[str], moment: datetime) -> Status:
    if pin.wish.attribute not in attributes:
        return "attribute gone"
    if pin.lapsed(moment):
        return "expired"
    return "record gone" if home is None else IN_FORCE
