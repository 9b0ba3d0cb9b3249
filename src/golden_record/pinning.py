"""How pins come into a state: by command or from the file, and only with values that could be a source's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import polars as pl

from golden_record.config.decision_file import Word
from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import ConfigError, Problem, UsageError, nearest
from golden_record.model.cleaned import KEY, QUALITY, REASON, VALUE, Quality
from golden_record.stages.standardize.cleaners import cleaner_for
from golden_record.stages.standardize.readings.columns import usual_reading
from golden_record.stages.survive.pins import file
from golden_record.stages.survive.pins.log import end_pin, note_sight, read_endings, read_pins, set_pin
from golden_record.stages.survive.pins.pin import Ending, Pin, Wish
from golden_record.stages.survive.pins.sight import seen_now, voices
from golden_record.stages.survive.pins.standing import IN_FORCE, Stand, standing
from golden_record.warehouse import Warehouse

_UNFIT = frozenset({Quality.PLACEHOLDER.value, Quality.INVALID.value})

Cleaned = tuple[str, str | None]
"""What is shown of a pinned value, and its comparison key."""


def problems(job: Job, today: date) -> tuple[Problem, ...]:
    """Everything that is wrong with the job's file of pins, values that no cleaner lets pass among it."""
    wishes, found = file.wishes(job)
    return (*found, *_unfit(job, wishes, today))


def take_pins(warehouse: Warehouse, job: Job, moment: datetime) -> None:
    """Bring the state's pins up to date with the file: lines that are new are set, those that are gone withdrawn.

    Raises:
        ConfigError: with everything that is wrong with the file.
    """
    lines = file.checked_wishes(job)
    endings = read_endings(warehouse)
    withdrawn = {number for number, end in endings.items() if end.outcome == "withdrawn"}
    # What has retired stays so while its line is there; what was withdrawn is set anew when its line comes back.
    taken = [pin for pin in read_pins(warehouse) if pin.origin == "file" and pin.pin_id not in withdrawn]
    known, wanted = {pin.wish for pin in taken}, {wish for _, wish in lines}
    fresh = [(line, wish) for line, wish in lines if wish not in known]
    if found := tuple(_unfit(job, fresh, moment.date())):
        raise ConfigError(found)
    for pin in taken:
        if pin.wish not in wanted and pin.pin_id not in endings:
            end_pin(warehouse, pin, Ending("withdrawn", moment, None, "it is no longer in the file"))
    for wish in dict.fromkeys(wish for _, wish in fresh):
        set_pin(warehouse, "file", wish, *cleaned(job, wish, moment.date()))


def pin_value(warehouse: Warehouse, job: Job, wish: Wish) -> Pin:
    """Set a pin by command, for the person behind a record, against what the records say now.

    Raises:
        UsageError: there is no such attribute or record, or the value is none of its kind.
    """
    _check_attribute(job, wish.attribute)
    pin = set_pin(warehouse, "command", wish, *cleaned(job, wish, wish.word.decided_at.date()))
    stand = next(each for each in standing(warehouse, job.config.attributes, wish.word.decided_at) if each.pin == pin)
    if stand.profile_id is None:
        msg = f"source {wish.record[0]!r} has no record with that id"
        raise UsageError(msg, hint="name a record that the last run has read, as SOURCE:ID")
    note_sight(warehouse, pin, seen_now(warehouse, voices(warehouse, [stand.contest])[stand.contest]))
    return pin


def withdraw_pins(warehouse: Warehouse, job: Job, record: tuple[str, str], attribute: str, word: Word) -> list[Pin]:
    """Take back what was pinned by command for a record's attribute; what it had superseded elsewhere counts again.

    Raises:
        UsageError: nothing is pinned there by command.
    """
    _check_attribute(job, attribute)
    found = [
        stand.pin
        for stand in standing(warehouse, job.config.attributes, word.decided_at)
        if stand.pin.place == (record, attribute) and stand.pin.origin == "command" and _may_count(stand)
    ]
    if not found:
        msg = f"nothing is pinned by command for attribute {attribute!r} of that record"
        raise UsageError(
            msg, hint="`golden-record pin JOB --list` shows all pins; a line of the file is taken out there"
        )
    for pin in found:
        end_pin(warehouse, pin, Ending("withdrawn", word.decided_at, word.decided_by, word.why))
    return found


def cleaned(job: Job, wish: Wish, today: date) -> Cleaned:
    """What cleaning makes of a value that is to be pinned.

    Raises:
        UsageError: the value is none of the attribute's kind, stands for none, or is several.
    """
    attribute = job.config.attributes[wish.attribute]
    if attribute.type == "card":
        msg = "payment cards cannot be pinned: no state holds their numbers"
        raise UsageError(msg, hint="pin another attribute")
    cleaner = cleaner_for(attribute, job.config.ignore.get(wish.attribute, ()), today)
    frame = cleaner(pl.Series([wish.written], dtype=pl.String), usual_reading(job, wish.attribute))
    value, key, quality, reason = (frame[name].to_list() for name in (VALUE, KEY, QUALITY, REASON))
    if len(value) != 1:
        msg = f"this is more than one value of attribute {wish.attribute!r}"
        raise UsageError(msg, hint="pin one of them")
    if value[0] is None or quality[0] in _UNFIT:
        msg = f"no value of attribute {wish.attribute!r}, type {attribute.type}: {reason[0] or 'it says nothing'}"
        raise UsageError(msg, hint="pin a value that a source could have said")
    return value[0], key[0]


def _may_count(stand: Stand) -> bool:
    return stand.status in {IN_FORCE, "superseded", "record gone"}


def _check_attribute(job: Job, attribute: str) -> None:
    if attribute not in job.config.attributes:
        msg = f"the job has no attribute {attribute!r}"
        raise UsageError(msg, hint=nearest(attribute, job.config.attributes))


def _unfit(job: Job, wishes: list[tuple[int, Wish]], today: date) -> Iterator[Problem]:
    for line, wish in wishes:
        try:
            cleaned(job, wish, today)
        except UsageError as error:
            path = display_path(job.locate(job.config.survivorship.pins or ""))
            yield Problem(path, line, 1, f"`value`: {error}", file.KEY, error.hint)
