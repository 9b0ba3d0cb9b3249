"""The statement of the steps that a job writes in SQL."""

from __future__ import annotations

from golden_record.config.cleaning import SQL_COLUMN
from golden_record.warehouse import ident, tidy
from golden_record.warehouse.sql import column


def computed_texts(texts: str, expression: str) -> str:
    """One row per row of `texts`, which is (place, value): what the expression makes of the value, in order."""
    return tidy(f"""
        select (({expression}
        )::varchar) as {column(SQL_COLUMN)}
        from {ident(texts)}
        order by place
    """)
