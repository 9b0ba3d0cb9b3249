"""The statement that asks columns how they write."""

from __future__ import annotations

from golden_record.model.cleaned import SEPARATOR
from golden_record.warehouse import literal, tidy


def asked_values(attribute: str, most: int) -> str:
    """One row per column and distinct value, at most so many a column, in no order: source, position, raw.

    Values in parts say themselves what each part is. Which values are asked depends on the values alone.
    """
    return tidy(f"""
        select
            source,
            position,
            unnest(arg_min(raw, md5_number_lower(raw), {most})) as raw
        from (
            select distinct source, position, raw
            from source_value
            join source_record using (record_id)
            where attribute = {literal(attribute)} and raw not like {literal(SEPARATOR + "%")}
        )
        group by source, position
    """)
