"""Every example on the page about survivorship comes out as it says."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from golden_record.config.document import load_document
from golden_record.config.survivorship import Computation, Strategy
from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import Said, elected

PAGE = (Path(__file__).parents[3] / "docs" / "survivorship.md").read_text(encoding="utf-8")
TABLE = re.compile(r"<!-- strategies:.*?-->\n\n(.*?)\n\n<!-- end -->", re.DOTALL)
QUALITIES = {"good", "repaired", "suspicious"}


class Example(NamedTuple):
    """A row of the table."""

    job: str
    meaning: str
    type_name: str
    claims: str
    golden: str
    rule: str


def _examples() -> list[Example]:
    found = TABLE.search(PAGE)
    assert found
    rows = found[1].splitlines()[2:]
    return [Example(*(cell.strip().strip("`") for cell in row.strip("|").split("|"))) for row in rows]


def _said(number: int, claim: str) -> Said:
    source, *words = claim.split()
    value: list[str] = []
    more: dict[str, object] = {}
    for word in words:
        if re.fullmatch(r"20\d\d", word):
            more["at"] = datetime(int(word), 1, 1)
        elif word in QUALITIES:
            more["quality"] = word
        elif word == "verified":
            more["verified"] = True
        elif word.startswith("p="):
            more["probability"] = float(word[2:])
        else:
            value.append(word)
    return Said(source, " ".join(value), record=str(number), **more)  # type: ignore[arg-type]  # fields of Said


def _asked(job: str, folder: Path) -> object:
    path = folder / "part.yml"
    path.write_text(f"asked: {job}\n", encoding="utf-8")
    data = load_document(path, {}).data
    assert isinstance(data, dict)
    return data["asked"]


def _shown(value: object) -> str:
    if value is None:
        return "none"
    return ", ".join(json.loads(str(value))) if str(value).startswith("[") else str(value)


@pytest.mark.parametrize("example", _examples(), ids=lambda example: example.job)
def test_examples_come_out_as_the_page_says(warehouse: Warehouse, example: Example, tmp_path: Path) -> None:
    said = [_said(number, claim) for number, claim in enumerate(example.claims.split(";"))]
    lineage = elected(warehouse, said, example.type_name, attributes={"city": _asked(example.job, tmp_path)})
    assert (_shown(lineage["value"]), lineage["rule"]) == (example.golden, example.rule)


def test_every_strategy_has_an_example() -> None:
    words = {word for example in _examples() for word in re.findall(r"\w+", example.job)}
    assert words >= {*Strategy.__args__, *Computation.__args__}  # type: ignore[attr-defined]  # of a Literal
