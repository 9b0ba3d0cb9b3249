"""Hand-made cases, one table per type: what a raw text becomes, and what it is worth.

A table has the columns options, raw, value, key, quality. A raw text with several values stands on several lines. An
address in parts is written `@@street=Lenina@@house=5`.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from golden_record.model.cleaned import pack_parts
from golden_record.stages.standardize.values import CLEANERS

CASES = Path(__file__).parent / "cases"

Answer = tuple[str, str, str]


def _rows(path: Path) -> Iterator[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines[1:])


def _expected() -> dict[tuple[str, str, str], list[Answer]]:
    answers: dict[tuple[str, str, str], list[Answer]] = {}
    for path in sorted(CASES.glob("*.tsv")):
        for options, raw, value, key, quality in _rows(path):
            answers.setdefault((path.stem, options, raw), []).append((value, key, quality))
    return answers


EXPECTED = _expected()


def _raw(written: str) -> str:
    if written.startswith("@@"):
        return pack_parts(dict(part.split("=", 1) for part in written[2:].split("@@")))
    return written.replace(r"\u200b", "\u200b").replace(r"\t", "\t")


def _options(type_: str, written: str) -> object:
    read: dict[str, Callable[[str], object]] = {
        "today": date.fromisoformat,
        "formats": lambda text: (text,),
        "decimal_comma": lambda text: text == "true",
    }
    name, _, value = written.partition("=")
    given = {name: read.get(name, str)(value)} if name else {}
    assert set(given) <= {field.name for field in fields(CLEANERS[type_].options)}
    return CLEANERS[type_].options(**given)


@cache
def _answers(type_: str, options: str) -> dict[str, list[Answer]]:
    raws = [raw for known_type, known_options, raw in EXPECTED if (known_type, known_options) == (type_, options)]
    written = {_raw(raw): raw for raw in raws}
    frame = CLEANERS[type_].clean(pl.Series(list(written)), _options(type_, options))
    found: dict[str, list[Answer]] = {}
    for raw, value, key, quality in frame.select("raw", "value", "key", "quality").iter_rows():
        found.setdefault(written[raw], []).append((value or "", key or "", quality or ""))
    return found


@pytest.mark.parametrize(("type_", "options", "raw"), [pytest.param(*case, id=" ".join(case)) for case in EXPECTED])
def test_a_raw_text_becomes_what_its_table_says(type_: str, options: str, raw: str) -> None:
    assert _answers(type_, options)[raw] == EXPECTED[type_, options, raw]
