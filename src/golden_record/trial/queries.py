"""The SQL of a trial: what the state has learnt of the sources' ways of writing."""

from __future__ import annotations

from golden_record.warehouse import tidy


def learnt_readings() -> str:
    """One row per column of a source whose way of writing its values have told."""
    return tidy("""
        select
            source,
            attribute,
            position,
            reading
        from column_reading
        where origin = 'learnt'
        order by source, attribute, position
    """)
