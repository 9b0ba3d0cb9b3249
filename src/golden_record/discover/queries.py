"""The SQL of discovery: samples of a relation, and how far a column is a key."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.stages.sources.mapped.queries import trimmed
from golden_record.stages.sources.queries import LINE
from golden_record.warehouse import stack, tidy
from golden_record.warehouse.sql import column

# A multiplicative hash of the line number: it spreads like chance, and no version of the engine changes it.
_HASH = 2654435761
_RANGE = 2**32


def united(relations: Sequence[str], columns: Sequence[Sequence[str]]) -> str:
    """The rows of several relations as one; a column that one of them lacks is null there."""
    parts = [
        f"select {', '.join(column(name) for name in (LINE, *names))} from {relation}"
        for relation, names in zip(relations, columns, strict=True)
    ]
    return "(" + " union all by name ".join(parts) + ")"


def sampled_rows(relation: str, columns: Sequence[str], *, head: int, share: float) -> str:
    """The first `head` rows and a share of the others, chosen by their line numbers, in the order of the lines."""
    names = [column(name) for name in columns]
    line = column(LINE)
    return tidy(f"""
        select
            {stack(names, indent=12)}
        from {relation}
        where {line} <= {head} or ({line} * {_HASH}) % {_RANGE} < {int(share * _RANGE)}
        order by {line}, {stack(names, indent=12)}
    """)


def key_counts(relation: str, columns: Sequence[str]) -> str:
    """One row: how many rows there are, and per column how many are filled and how many values differ."""
    counts = [
        f"count({filled}), count(distinct {filled})"
        for filled in (f"nullif({trimmed(column(name))}, '')" for name in columns)
    ]
    return tidy(f"""
        select
            {stack(["count(*)", *counts], indent=12)}
        from {relation}
    """)
