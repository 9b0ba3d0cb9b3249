"""The log of pins in the state: rows are added, and none is ever changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from golden_record.config.decision_file import Name, Word
from golden_record.model.pins import PIN, PIN_END, PIN_SIGHT
from golden_record.stages.survive.pins import queries
from golden_record.stages.survive.pins.pin import Ending, Origin, Outcome, Pin, Wish
from golden_record.warehouse import Warehouse

Marks = tuple[str, str]
"""What a record says of an attribute: a hash of the values as found, and one of what they are after cleaning."""


@dataclass(frozen=True)
class Sight:
    """What was said when a pin was set."""

    last_id: int
    """The highest record id: records beyond it came later."""

    said: Mapping[Name, Marks]
    """Of every record that was in the profile, silent ones too."""


def read_pins(warehouse: Warehouse) -> tuple[Pin, ...]:
    """Every pin that was ever set, in the order in which they were."""
    if not warehouse.has(PIN):
        return ()
    return tuple(_pin(row) for row in warehouse.rows(queries.pins()))


def read_endings(warehouse: Warehouse) -> dict[int, Ending]:
    """How pins ended, by their numbers."""
    if not warehouse.has(PIN_END):
        return {}
    rows = cast(list[tuple[int, Outcome, datetime, str | None, str]], warehouse.rows(queries.endings()))
    return {number: Ending(outcome, moment, who, why) for number, outcome, moment, who, why in rows}


def read_sights(warehouse: Warehouse) -> dict[int, Sight]:
    """What was said when pins were set, by their numbers; pins whose record was never seen have none."""
    if not warehouse.has(PIN_SIGHT):
        return {}
    rows = cast(list[tuple[int, int, str]], warehouse.rows(queries.sights()))
    return {
        number: Sight(last, {(source, key): (raw, identity) for source, key, raw, identity in json.loads(said)})
        for number, last, said in rows
    }


def set_pin(warehouse: Warehouse, origin: Origin, wish: Wish, value: str, key: str | None) -> Pin:
    """Add a pin, its value being checked and cleaned."""
    for table in (PIN, PIN_SIGHT, PIN_END):
        warehouse.ensure(table)
    number = int(str(warehouse.scalar(queries.next_number())))
    word = (wish.word.decided_by, wish.word.decided_at, wish.word.why, wish.word.valid_until)
    row = (number, origin, *wish.record, wish.attribute, wish.written, value, key, *word)
    warehouse.execute(queries.noted(PIN.name, len(row)), row)
    return Pin(number, origin, wish, value, key)


def end_pin(warehouse: Warehouse, pin: Pin, ending: Ending) -> None:
    """Note that a pin counts no more."""
    row = (pin.pin_id, ending.outcome, ending.ended_at, ending.ended_by, ending.why)
    warehouse.execute(queries.noted(PIN_END.name, len(row)), row)


def note_sight(warehouse: Warehouse, pin: Pin, sight: Sight) -> None:
    """Note what is said now that a pin is set, or that its record is first seen."""
    said = [[*name, *marks] for name, marks in sorted(sight.said.items())]
    row = (pin.pin_id, sight.last_id, json.dumps(said, ensure_ascii=False))
    warehouse.execute(queries.noted(PIN_SIGHT.name, len(row)), row)


def _pin(row: tuple[object, ...]) -> Pin:
    number, origin, source, source_id, attribute, written, value, key, *word = row
    told = Word(*cast(tuple[str, datetime, str, datetime | None], tuple(word)))
    wish = Wish((str(source), str(source_id)), str(attribute), str(written), told)
    return Pin(int(str(number)), cast(Origin, origin), wish, str(value), None if key is None else str(key))
