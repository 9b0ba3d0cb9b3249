"""What `pin` does and prints."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.text import Text

from golden_record.cli.console import grid, output, print_json, printable
from golden_record.cli.deciding import word_of, writable_state
from golden_record.cli.pins import Asked
from golden_record.cli.running import utc_now
from golden_record.config.decision_file import MalformedError, record_in
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.errors import UsageError
from golden_record.evaluate.state import finished_state
from golden_record.pinning import pin_value, withdraw_pins
from golden_record.stages.survive.pins.log import read_endings
from golden_record.stages.survive.pins.pin import Ending, Wish
from golden_record.stages.survive.pins.standing import Stand, standing


def set_or_withdraw(path: Path, asked: Asked, *, as_json: bool) -> None:
    """Set a pin in the state, or end those of a record's attribute, and print what it was."""
    job = load_job(path, os.environ)
    now = utc_now()
    word = word_of(asked["who"], asked["why"], asked["until"], now, take_back="a pin back: --withdraw")
    record, attribute = _record(job, str(asked["record"])), str(asked["attribute"])
    with writable_state(job, now, "pin") as state:
        if asked["withdraw"]:
            pins = withdraw_pins(state, job, record, attribute, word)
        else:
            pins = [pin_value(state, job, Wish(record, attribute, str(asked["value"]), word))]
        ours = {pin.pin_id for pin in pins}
        stands = [stand for stand in standing(state, job.config.attributes, now) if stand.pin.pin_id in ours]
        told = [_json(stand, read_endings(state).get(stand.pin.pin_id)) for stand in stands]
    if as_json:
        print_json(told)
        return
    numbers = ", ".join(str(pin.pin_id) for pin in pins)
    verb = "withdrawn" if asked["withdraw"] else f"{attribute} of {':'.join(record)} is {pins[0].value}"
    text = f"pin {numbers}: {verb}; the next run applies it"
    output().print(Text(printable(text), style="bold green"))


def list_pins(path: Path, *, as_json: bool) -> None:
    """Print all pins, and where they stand now."""
    job = load_job(path, os.environ)
    with finished_state(job) as state:
        stands = standing(state, job.config.attributes, utc_now())
        endings = read_endings(state)
    if as_json:
        print_json([_json(stand, endings.get(stand.pin.pin_id)) for stand in stands])
    elif not stands:
        click.echo("no pins: no file in survivorship.pins says any, and none was set by command")
    else:
        names = ("pin", "record", "attribute", "value", "by", "on", "until", "status", "why")
        output().print(grid(names, [_row(stand, endings.get(stand.pin.pin_id)) for stand in stands], numbers=(0,)))


def _record(job: Job, text: str) -> tuple[str, str]:
    try:
        return record_in("record", text, job.config.sources)
    except MalformedError as error:
        raise UsageError(str(error).replace("`record`", "the record"), hint=error.hint) from error


def _row(stand: Stand, ending: Ending | None) -> tuple[object, ...]:
    pin, word = stand.pin, stand.pin.wish.word
    told = word.why if ending is None else f"{word.why}; {_end(ending)}"
    return (
        pin.pin_id,
        printable(":".join(pin.wish.record)),
        pin.wish.attribute,
        Text(printable(pin.value), style="bold"),
        printable(word.decided_by),
        f"{word.decided_at:%Y-%m-%d}",
        "" if word.valid_until is None else f"{word.valid_until:%Y-%m-%d}",
        stand.status,
        printable(told),
    )


def _end(ending: Ending) -> str:
    by = "" if ending.ended_by is None else f" by {ending.ended_by}"
    return f"{ending.outcome}{by} on {ending.ended_at:%Y-%m-%d}: {ending.why}"


def _json(stand: Stand, ending: Ending | None) -> dict[str, object]:
    pin, word = stand.pin, stand.pin.wish.word
    return {
        "pin": pin.pin_id,
        "origin": pin.origin,
        "record": ":".join(pin.wish.record),
        "attribute": pin.wish.attribute,
        "value": pin.value,
        "who": word.decided_by,
        "when": word.decided_at.isoformat(),
        "why": word.why,
        "until": None if word.valid_until is None else word.valid_until.isoformat(),
        "status": stand.status,
        "profile_id": stand.profile_id,
        "ended": None
        if ending is None
        else {
            "outcome": ending.outcome,
            "when": ending.ended_at.isoformat(),
            "who": ending.ended_by,
            "why": ending.why,
        },
    }
