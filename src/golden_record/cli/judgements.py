"""What `judge` does and prints."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from golden_record.cli.console import grid, output, plural, print_json, printable, title
from golden_record.cli.deciding import word_of, writable_state
from golden_record.cli.running import utc_now
from golden_record.cli.stewarding import Asked
from golden_record.config.decision_file import Word
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.config.positions import display_path
from golden_record.evaluate.state import finished_state
from golden_record.stages.cluster.judging import acts
from golden_record.stages.cluster.judging.contradictions import Contradiction
from golden_record.stages.cluster.judging.docket import IN_FORCE
from golden_record.stages.cluster.judging.judgement import Judgement, Origin, record_name
from golden_record.stages.cluster.judging.standing import Stand, Standing, standing
from golden_record.warehouse import Warehouse


def give_judgement(path: Path, asked: Asked, *, as_json: bool) -> None:
    """Add a judgement to the state, or withdraw one, and print what it is worth."""
    job = load_job(path, os.environ)
    now = utc_now()
    word = word_of(asked["who"], asked["why"], asked["until"], now, take_back="a judgement back: --withdraw NUMBER")
    with writable_state(job, now, "judge") as state:
        numbers = _acted(state, job, asked, word)
        told = _of(standing(state, job, now), numbers)
    if as_json:
        print_json(_standing_json(told))
    elif asked["withdraw"]:
        click.echo(f"withdrawn: {', '.join(map(str, sorted(numbers)))}; the next run applies it")
    else:
        _print_given(output(), told, job)


def list_judgements(path: Path, *, as_json: bool) -> None:
    """Print all judgements, where they stand now, and what contradicts what."""
    job = load_job(path, os.environ)
    with finished_state(job) as state:
        found = standing(state, job, utc_now())
    if as_json:
        print_json(_standing_json(found))
        return
    console = output()
    if not found.stands:
        click.echo("no judgements: no file in cluster.overrides says any, and none was given by command")
        return
    names = ("judgement", "says", "records", "by", "on", "until", "status", "why")
    console.print(grid(names, [_row(stand, job) for stand in found.stands]))
    _print_contradictions(console, found.contradictions, job)


def _acted(state: Warehouse, job: Job, asked: Asked, word: Word) -> set[int]:
    """The number of the judgement that was given, or those of the withdrawn ones."""
    if asked["same"]:
        given = acts.join(state, job, asked["same"], word)
    elif asked["different"]:
        given = acts.part(state, job, asked["different"], word)
    elif asked["split"]:
        given = acts.split(state, job, asked["split"], asked["out"], word)
    else:
        acts.take_back(state, asked["withdraw"], word)
        return set(asked["withdraw"])
    return {given[0].number}


def _of(found: Standing, numbers: set[int]) -> Standing:
    """Of all judgements those of a command, and the contradictions that they are part of."""
    return Standing(
        tuple(stand for stand in found.stands if stand.origin == "command" and stand.number in numbers),
        tuple(each for each in found.contradictions if numbers & _numbers(each)),
    )


def _numbers(contradiction: Contradiction) -> set[int]:
    said = (contradiction.refused, contradiction.against, *contradiction.chain)
    return {each.number for each in said if each.origin == "command"}


# --- text


def _print_given(console: Console, told: Standing, job: Job) -> None:
    (stand,) = told.stands
    number, path = stand.number, printable(display_path(job.path))
    console.print(Text(f"judgement {number}: {_records(stand)}; the next run applies it", style="bold green"))
    idle = {status: count for status, count in _statuses(stand).items() if status != IN_FORCE}
    for status, count in idle.items():
        console.print(Text(f"{status}: {plural(count, 'pair')} of it"))
    _print_contradictions(console, told.contradictions, job)
    click.echo(f"golden-record judge {path} --withdraw {number} --who NAME --why TEXT takes it back")


def _row(stand: Stand, job: Job) -> tuple[object, ...]:
    first = stand.first
    why = first.why
    if stand.withdrawn is not None:
        by = stand.withdrawn
        why = f"{why}; withdrawn by {by.decided_by} on {by.decided_at:%Y-%m-%d}: {by.why}"
    until = "" if first.valid_until is None else f"{first.valid_until:%Y-%m-%d}"
    return (
        _place(stand.origin, stand.number, job),
        first.decision,
        _records(stand),
        first.decided_by,
        f"{first.decided_at:%Y-%m-%d}",
        until,
        _status(stand),
        why,
    )


def _place(origin: Origin, number: int, job: Job) -> str:
    return f"{job.config.cluster.overrides}:{number}" if origin == "file" else str(number)


def _records(stand: Stand) -> str:
    rest = len(stand.pairs) - 1
    return _pair(stand.first) + (f" and {plural(rest, 'more pair')}" if rest else "")


def _pair(judgement: Judgement) -> str:
    sign = "=" if judgement.decision == "same" else "≠"
    return printable(f"{record_name(judgement.left)} {sign} {record_name(judgement.right)}")


def _statuses(stand: Stand) -> Counter[str]:
    return Counter(stand.pairs.values())


def _status(stand: Stand) -> str:
    found = _statuses(stand)
    if len(found) == 1:
        return next(iter(found))
    return ", ".join(f"{status} {count:,}" for status, count in sorted(found.items()))


def _print_contradictions(console: Console, found: Sequence[Contradiction], job: Job) -> None:
    if not found:
        return
    title(console, "Contradictions: these must-links are not followed, as a cannot-link forbids what they would join")
    rows: list[tuple[object, ...]] = []
    for contradiction in found:
        rows.append(_said("not followed", contradiction.refused, job))
        rows.append(_said("because of", contradiction.against, job))
        others = (each for each in contradiction.chain if each != contradiction.refused)
        rows += [_said("by way of", each, job) for each in others]
    console.print(grid(("", "records", "judgement", "by", "on", "why"), rows))


def _said(role: str, judgement: Judgement, job: Job) -> tuple[object, ...]:
    place = _place(judgement.origin, judgement.number, job)
    day = f"{judgement.decided_at:%Y-%m-%d}"
    return role, _pair(judgement), place, judgement.decided_by, day, judgement.why


# --- JSON


def _standing_json(found: Standing) -> dict[str, object]:
    return {
        "judgements": [_stand_json(stand) for stand in found.stands],
        "contradictions": [
            {
                "refused": _judgement_json(each.refused),
                "against": _judgement_json(each.against),
                "chain": list(map(_judgement_json, each.chain)),
            }
            for each in found.contradictions
        ],
    }


def _stand_json(stand: Stand) -> dict[str, object]:
    first = _judgement_json(stand.first)
    shared = {name: first[name] for name in ("origin", "number", "decision", "who", "when", "why", "until")}
    withdrawn = None if stand.withdrawn is None else _word_json(stand.withdrawn)
    return shared | {"withdrawn": withdrawn, "pairs": list(_pairs_json(stand.pairs.items()))}


def _pairs_json(pairs: Iterable[tuple[Judgement, str]]) -> Iterator[dict[str, str]]:
    for judgement, status in pairs:
        yield {"left": record_name(judgement.left), "right": record_name(judgement.right), "status": status}


def _word_json(word: Word) -> dict[str, object]:
    return {"who": word.decided_by, "when": word.decided_at.isoformat(), "why": word.why}


def _judgement_json(judgement: Judgement) -> dict[str, object]:
    until = judgement.valid_until
    return {
        "origin": judgement.origin,
        "number": judgement.number,
        "left": record_name(judgement.left),
        "right": record_name(judgement.right),
        "decision": judgement.decision,
        "who": judgement.decided_by,
        "when": judgement.decided_at.isoformat(),
        "why": judgement.why,
        "until": None if until is None else until.isoformat(),
    }
