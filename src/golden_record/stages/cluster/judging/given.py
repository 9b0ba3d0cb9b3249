"""Judgements given by command: a table of the state to which rows are added, and none is ever changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import polars as pl

from golden_record.config.decision_file import Name, Word
from golden_record.model.judgements import GIVEN_JUDGEMENT
from golden_record.model.keys import Json, fingerprint
from golden_record.model.loads import SOURCE_NAME
from golden_record.stages.cluster.judging import queries
from golden_record.stages.cluster.judging.judgement import Decision, Judgement
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Given:
    """All that was given by command."""

    judgements: tuple[Judgement, ...] = ()
    """In the order of their numbers, each pair of records once per number."""

    withdrawn: Mapping[int, Word] | None = None
    """Who took which of them back."""

    def is_withdrawn(self, judgement: Judgement) -> bool:
        """Whether it has been taken back."""
        return judgement.origin == "command" and judgement.number in (self.withdrawn or {})


def read_given(warehouse: Warehouse) -> Given:
    """What the state holds; nothing where no judgement was ever given. Sources have the names that they have now."""
    if not warehouse.has(GIVEN_JUDGEMENT):
        return Given()
    named: dict[object, object] = {}
    if warehouse.has(SOURCE_NAME):
        named = {former: now for former, now in warehouse.rows(queries.renamed_sources())}
    judgements, withdrawn = [], {}
    for row in warehouse.rows(queries.given_judgements()):
        number, left, left_id, right, right_id, decision, withdraws, *word = row
        told = Word(*cast(tuple[str, datetime, str, datetime | None], tuple(word)))
        if withdraws is not None:
            withdrawn[int(str(withdraws))] = told
            continue
        ends = (str(named.get(left, left)), str(left_id)), (str(named.get(right, right)), str(right_id))
        kind = cast(Decision, str(decision))
        judgements.append(_judgement(int(str(number)), ends, kind, told))
    return Given(tuple(judgements), withdrawn)


def fingerprint_of_given(warehouse: Warehouse) -> Json:
    """A mark of all that was given; None before anything was."""
    given = read_given(warehouse)
    if not given.judgements:
        return None
    return fingerprint([repr(each) for each in given.judgements], sorted(given.withdrawn or {}))


def give(warehouse: Warehouse, pairs: Sequence[tuple[Name, Name]], decision: Decision, word: Word) -> list[Judgement]:
    """Add a judgement on some pairs of records under the next number."""
    number = _next_number(warehouse)
    given = [_judgement(number, pair, decision, word) for pair in dict.fromkeys(pairs)]
    _add(warehouse, [(number, *each.left, *each.right, decision, None) for each in given], word)
    return given


def withdraw(warehouse: Warehouse, numbers: Collection[int], word: Word) -> None:
    """Take judgements back, all their pairs; what they had superseded counts again."""
    first = _next_number(warehouse)
    nobody = (None,) * 4
    rows = [(first + place, *nobody, "withdrawn", number) for place, number in enumerate(sorted(numbers))]
    _add(warehouse, rows, word)


def _judgement(number: int, pair: tuple[Name, Name], decision: Decision, word: Word) -> Judgement:
    return Judgement("command", number, *pair, decision, word.decided_by, word.decided_at, word.why, word.valid_until)


def _next_number(warehouse: Warehouse) -> int:
    warehouse.ensure(GIVEN_JUDGEMENT)
    return int(str(warehouse.scalar(queries.next_number())))


def _add(warehouse: Warehouse, rows: Sequence[tuple[object, ...]], word: Word) -> None:
    told = (word.decided_by, word.decided_at, word.why, word.valid_until)
    schema = dict(zip(GIVEN_JUDGEMENT.column_names, _TYPES, strict=True))
    frame = pl.DataFrame([(*row, *told) for row in rows], schema=schema, orient="row")
    with warehouse.registered(frame, "given_frame"):
        warehouse.execute(queries.add_given("given_frame"))


_TYPES = (pl.Int32, *[pl.String] * 5, pl.Int32, pl.String, pl.Datetime, pl.String, pl.Datetime)
