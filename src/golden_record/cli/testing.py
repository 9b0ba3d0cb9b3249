"""What `test` does, and how the tests of a job look in a terminal and as plain data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import output, plural, print_json, printable
from golden_record.cli.progress import watching
from golden_record.cli.running import utc_now
from golden_record.config.load import load_job
from golden_record.errors import ChecksFailedError
from golden_record.evaluate.expectations.verdicts import Miss, Values, Verdict
from golden_record.proving import Proof, proved


def test_job(path: Path, *, as_json: bool) -> None:
    """Print which tests of a job hold.

    Raises:
        ChecksFailedError: one does not.
    """
    with watching("text") as observer:
        proof = proved(load_job(path, os.environ), utc_now(), observer)
    if as_json:
        print_json(proof_json(proof))
    else:
        _print_proof(output(), proof)
    if proof.failed:
        msg = f"{len(proof.failed)} of {plural(len(proof.verdicts), 'test')} failed"
        raise ChecksFailedError(msg)


def proof_json(proof: Proof) -> dict[str, object]:
    """The tests as plain data; golden values that are not as expected are values of records."""
    return {
        "passed": not proof.failed,
        "run_id": proof.run_id,
        "tried_because": proof.why_tried or None,
        "tests": verdicts_json(proof.verdicts),
    }


def verdicts_json(verdicts: Sequence[Verdict], *, values: bool = True) -> list[dict[str, object]]:
    """Tests as plain data, with or without golden values and records that the tests do not name."""
    return [
        {
            "test": each.number,
            "name": each.name,
            "why": each.why,
            "line": each.line,
            "passed": each.passed,
            "failures": [_miss_json(miss, values=values) for miss in each.misses],
        }
        for each in verdicts
    ]


def _miss_json(miss: Miss, *, values: bool) -> dict[str, object]:
    told: dict[str, object] = {"expected": miss.expected, "found": miss.found, "because": miss.because or None}
    if values:
        told["trail"] = miss.trail or None
    if values and miss.wanted is not None:
        told |= {"expected_values": list(miss.wanted), "found_values": list(miss.got or ())}
    return told


def _print_proof(console: Console, proof: Proof) -> None:
    if not proof.verdicts:
        console.print(Text("The job has no tests: write some under `tests:`."))
        return
    if proof.why_tried:
        console.print(Text(f"Tried out in a temporary state, of which nothing is left: {proof.why_tried}."))
    print_verdicts(console, proof.verdicts)
    failed = len(proof.failed)
    total = plural(len(proof.verdicts), "test")
    console.print()
    text = f"{failed} of {total} failed" if failed else f"{total} passed"
    console.print(Text(text, style="bold red" if failed else "bold green"))


def print_verdicts(console: Console, verdicts: Sequence[Verdict], *, values: bool = True) -> None:
    """Print one line per test, and below it what is otherwise than it expects."""
    for each in verdicts:
        mark = Text("ok      ", style="green") if each.passed else Text("FAILED  ", style="bold red")
        why = f" ({each.why})" if each.why else ""
        console.print(mark + Text(f"{each.number:>3}  {printable(each.name)}{printable(why)}"))
        for miss in each.misses:
            _print_miss(console, miss, values=values)


def _print_miss(console: Console, miss: Miss, *, values: bool) -> None:
    shown = values and miss.wanted is not None
    expected = f"{miss.expected}: {_several(miss.wanted)}" if shown else miss.expected
    rows = [
        ("expected", expected),
        ("found", _several(miss.got) if shown else miss.found),
        ("because", miss.because),
        ("see", miss.trail if values else ""),
    ]
    for name, text in rows:
        if text:
            console.print(Text(f"{'':13}{name:<10}", style="dim") + Text(printable(text)))


def _several(values: Values | None) -> str:
    return ", ".join("no value" if value is None else value for value in values or (None,))
