"""Statements that ask columns how they write, and look up what they have told."""

from __future__ import annotations

from collections.abc import Iterable

from golden_record.model.cleaned import SEPARATOR
from golden_record.warehouse import literal, tidy


def asked_values(attribute: str, most: int, spared: Iterable[tuple[str, int]] = ()) -> str:
    """One row per column and distinct value, at most so many a column, in no order: source, position, raw.

    Columns are source and position; `spared` ones are left out. Values in parts say themselves what each part is.
    Which values are asked depends on the values alone.
    """
    known = ", ".join(f"({literal(source)}, {position})" for source, position in sorted(spared))
    others = f"\n                and (source, position) not in ({known})" if known else ""
    return tidy(f"""
        select
            source,
            position,
            unnest(arg_min(raw, hash(raw), {most})) as raw
        from (
            select distinct source, position, raw
            from source_value
            join source_record using (record_id)
            where attribute = {literal(attribute)} and raw not like {literal(SEPARATOR + "%")}{others}
        )
        group by source, position
    """)


def learnt_readings() -> str:
    """One row per column that has told how it writes: source, attribute, position, reading, telling, agreeing."""
    return tidy("""
        select source, attribute, position, reading, telling, agreeing
        from column_reading
        where origin = 'learnt'
        order by source, attribute, position
    """)


def present_readings() -> str:
    """One row per column whose way of writing matters: source, attribute, position, reading."""
    return "select source, attribute, position, reading from column_reading"
