"""Statements about values that clearly differ, as the comparisons of the model in use tell it."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.stages.cluster.differences import Difference
from golden_record.stages.cluster.extent import ALL, Extent
from golden_record.warehouse import indented, stack, tidy
from golden_record.warehouse.sql import column


def differing_values(columns: Sequence[str], extent: Extent) -> str:
    """One row per record of an extent with what a comparison looks at, as one number per distinct value."""
    return tidy(f"""
        with held as (
            {indented(_compared(columns, extent.values), 12)}
        )
        select
            record_id,
            dense_rank() over (order by {_listed(columns)}) as value
        from held
        order by record_id
    """)


def value_holders(frame: str, columns: Sequence[str]) -> str:
    """One row per record of `frame` (record_id, home) with what a comparison looks at, numbered within all homes."""
    return tidy(f"""
        with {indented(_valued(frame, columns), 8)}
        select record_id, value
        from valued
        order by record_id
    """)


def clashing_values(frame: str, difference: Difference) -> str:
    """One row per two values in one home of `frame` that clearly differ, whichever of them stands left.

    Values are numbered as in `value_holders`.
    """
    columns = difference.columns
    sides = [f"{side}.{column(name)} as {column(f'{name}_{side}')}" for name in columns for side in ("l", "r")]
    alike = " or ".join(f"coalesce({likeness}, false)" for likeness in difference.likenesses) or "false"
    return tidy(f"""
        with {indented(_valued(frame, columns), 8)},
        distinct_value as (
            select distinct _home, value, {_listed(columns)}
            from valued
        ),
        pair as (
            select
                l.value as one,
                r.value as other,
                {stack(sides, indent=16)}
            from distinct_value as l
            join distinct_value as r on l._home = r._home and l.value <> r.value
        )
        select
            least(one, other) as one,
            greatest(one, other) as other
        from pair
        group by all
        having bool_and(not (coalesce({difference.null}, true) or {alike}))
        order by one, other
    """)


def _valued(frame: str, columns: Sequence[str]) -> str:
    """Two named queries, the second of which is (record_id, _home, value, and the columns)."""
    return tidy(f"""
        held as (
            {indented(_compared(columns, ALL.values, frame), 12)}
        ),
        valued as (
            select
                *,
                dense_rank() over (order by _home, {_listed(columns)}) as value
            from held
        )
    """)


def _compared(columns: Sequence[str], values: str, frame: str | None = None) -> str:
    """One row per record, of `frame` if one is given, with any of the columns that a comparison looks at."""
    looked_at = [f"{_derived(name)} as {column(name)}" for name in columns]
    # No attribute can have a name that begins with an underscore.
    home, joined = (f"{frame}.home", f"\njoin {frame} using (record_id)") if frame else ("null", "")
    return tidy(f"""
        select
            record_id,
            {home} as _home,
            {stack(looked_at, indent=12)}
        from {values}{indented(joined, 8)}
        where coalesce({", ".join(f"{_derived(name)}::varchar" for name in columns)}) is not null
    """)


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(column, columns))


_DERIVED = {
    "first": "{0}[1]",
    "personal": "{0}",
    "local": "list_distinct(list_transform({0}, lambda x: split_part(x, '@', 1)))",
}
"""What the link stage compares beside the columns of `standard_record`. Whether a value is a person's own matters to
how much two values agree, not to whether they differ: so here every value is personal."""


def _derived(name: str) -> str:
    attribute, _, part = name.rpartition(PART_SEPARATOR)
    return _DERIVED[part].format(column(attribute)) if part in _DERIVED else column(name)
