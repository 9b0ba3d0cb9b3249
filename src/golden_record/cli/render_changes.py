"""How what a run would change looks in a terminal, and as plain data."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, plural, printable, title
from golden_record.config.quantities import percent
from golden_record.evaluate.changes.conditions import Held
from golden_record.evaluate.changes.foretold import CHANGES, EVENTS, Foretold, Move

MOST_IDS_SHOWN = 5
"""Ids shown in a terminal; `--json` has a thousand."""

_MEANING = {
    "created": "profiles that are not there yet",
    "merged": "profiles that become part of another, to which their ids then lead",
    "split": "those of the created whose records were with others",
    "record_moved": "times that records go from one profile to another, both of which stay",
    "updated": "profiles that stay, with other values or records",
    "retired": "profiles whose records are gone",
}


def changes_json(found: Foretold) -> dict[str, object]:
    """What a run would change as plain data; causes of moves name records by source and id, and hold no other value."""
    return {
        "profiles_before": found.profiles_before,
        "profiles_after": found.profiles_after,
        "records_before": found.records_before,
        "records": {source: dict(counts) for source, counts in found.records.items()},
        "events": dict(found.events),
        "ids_gone": found.gone,
        "retiring": [{"profile_id": one.profile_id, "leads_to": one.leads_to} for one in found.retiring],
        "largest_moves": [
            {
                "event": move.event,
                "profile_id": move.profile_id,
                "other_profile_id": move.other_profile_id,
                "records": move.records,
                "because": move.because,
            }
            for move in found.moves
        ],
    }


def conditions_json(found: Sequence[Held]) -> list[dict[str, object]]:
    """Conditions with the figures that they were held against."""
    return [
        {"condition": each.condition.text, "count": each.count, "of": each.of, "broken": each.broken} for each in found
    ]


def print_changes(console: Console, found: Foretold) -> None:
    """Print records and profiles that would change, ids that would go out of use, and the largest moves."""
    _print_records(console, found)
    title(console, f"Profiles: {found.profiles_before:,} now, {found.profiles_after:,} afterwards")
    told = [event for event in EVENTS if found.events[event]]
    if not told:
        console.print(Text("None would change."))
        return
    rows = [
        (event, found.events[event], _share(found.events[event], found.profiles_before), _MEANING[event])
        for event in told
    ]
    console.print(grid(("event", "", "of all", "what it counts"), rows, numbers=(1, 2)))
    _print_retiring(console, found)
    _print_moves(console, found.moves)


def _print_records(console: Console, found: Foretold) -> None:
    title(console, f"Records: {found.records_before:,} before")
    if not found.records:
        console.print(Text("None is new, changed or gone."))
        return
    rows = [(source, *(counts[change] or "" for change in CHANGES)) for source, counts in found.records.items()]
    console.print(grid(("source", *CHANGES), rows, numbers=(1, 2, 3)))


def _print_retiring(console: Console, found: Foretold) -> None:
    if not found.retiring:
        return
    shown = found.retiring[:MOST_IDS_SHOWN]
    title(console, f"Out of use would go {plural(found.gone, 'id')}")
    console.print(
        facts((one.profile_id, f"leads to {one.leads_to}" if one.leads_to else "leads nowhere") for one in shown)
    )
    if found.gone > len(shown):
        console.print(Text(f"and {found.gone - len(shown):,} more: --json lists them", style="dim"))


def _print_moves(console: Console, moves: Sequence[Move]) -> None:
    if not moves:
        return
    title(console, "Largest moves")
    for move in moves:
        console.print(Text(f"{printable(_moved(move))}, {plural(move.records, 'record')}"))
        console.print(Text(f"    {printable(move.because)}", style="dim"))


def _moved(move: Move) -> str:
    if move.event == "merged":
        return f"{move.other_profile_id} merges into {move.profile_id}"
    if move.event == "split":
        return f"{move.other_profile_id} splits from {move.profile_id}"
    if move.event == "record_moved":
        return f"from {move.other_profile_id} to {move.profile_id}"
    return f"{move.profile_id} retires"


def _share(count: int, of: int) -> str:
    return percent(count / of) if of else ""
