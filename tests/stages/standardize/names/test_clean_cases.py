"""Names as people and systems write them, and what each must become: one line a case in `cases.tsv`."""

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from golden_record.model.cleaned import pack_parts
from golden_record.stages.standardize.names import clean

CASES = Path(__file__).with_name("cases.tsv")
"""`raw` is a text, or parts as `given=...|family=...`; `\\uXXXX` stands for a character that cannot be seen."""


def _cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _raw(text: str) -> str:
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    if re.match(r"(?:given|family|full)=", text):
        return pack_parts(dict(part.split("=", 1) for part in text.split("|")))
    return text


@pytest.mark.parametrize("case", [pytest.param(case, id=case["raw"]) for case in _cases()])
def test_a_name_is_read_as_a_person_would_read_it(case: dict[str, str]) -> None:
    row = clean(pl.Series([_raw(case["raw"])])).row(0, named=True)
    found = {column: row[column] or "" for column in case if column != "raw"}
    assert found == {column: value for column, value in case.items() if column != "raw"}


def test_the_corpus_has_both_languages_in_strength() -> None:
    raws = [case["raw"] for case in _cases()]
    cyrillic = sum(bool(re.search("[А-Яа-я]", raw)) for raw in raws)
    assert len(raws) >= 300
    assert min(cyrillic, len(raws) - cyrillic) >= 120
