"""Statements that find which records a run has to do again."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.changes import SOURCE_CHANGE
from golden_record.stages.standardize.evidence.queries import TOUCHED_HOLDERS, TOUCHED_KEYS
from golden_record.stages.standardize.queries import cache_table, cleaned_values
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.records.queries import DRAFT
from golden_record.stages.standardize.scope import TOUCHED, TOUCHED_IDS
from golden_record.warehouse import ident, literal, temporary, tidy
from golden_record.warehouse.sql import column

FORMER = "former_shared_value"
"""Temporary table of what several people held before this run."""

MOVED = "moved_value"
"""Temporary table of values that mean something else than before this run."""


def changed_share() -> str:
    """One row: the records that have changed, and all of them."""
    return f"select (select count(*) from {SOURCE_CHANGE.name}), (select count(*) from source_record)"


def touched_ids(found: Sequence[str]) -> str:
    """The records that some queries find, as a temporary table."""
    return temporary(TOUCHED_IDS, _records_of(found))


def touched_records() -> str:
    """The records to be done again as they are now, as a temporary table."""
    return temporary(
        TOUCHED.records, f"select source_record.*\nfrom source_record\nsemi join {TOUCHED_IDS} using (record_id)"
    )


def touched_values() -> str:
    """What these records say, as a temporary table."""
    return temporary(
        TOUCHED.values, f"select source_value.*\nfrom source_value\nsemi join {TOUCHED_IDS} using (record_id)"
    )


def former_standing() -> str:
    """What the values that several people held stood for, as a temporary table; `crowd` if a crowd's."""
    query = (
        "select attribute, key, value, class, class = 'placeholder' as crowd\nfrom shared_value\nwhere key is not null"
    )
    return temporary(FORMER, query)


def moved_values() -> str:
    """The values that stand for something else than before, as a temporary table; `crowd` if a crowd's, now or then."""
    return temporary(
        MOVED,
        tidy(f"""
        select
            attribute,
            key,
            coalesce(former.class = 'placeholder', false) or coalesce(present.class = 'placeholder', false) as crowd
        from {FORMER} as former
        full join (select attribute, key, class from shared_value where key is not null) as present
            using (attribute, key)
        where former.class is distinct from present.class
    """),
    )


def attributes_of(table: str) -> str:
    """One row per attribute of a table of values: the attribute, and whether any of them is or was a crowd's."""
    return f"select attribute, bool_or(crowd) from {table} group by attribute order by attribute"


def changed_records() -> str:
    """One row per record that is other in the sources, or gone."""
    return f"select record_id\nfrom {SOURCE_CHANGE.name}"


def no_records() -> str:
    """No row, in the shape of records."""
    return "select record_id\nfrom source_record\nwhere false"


def records_touched() -> str:
    """One row per record that is touched already."""
    return f"select record_id\nfrom {TOUCHED_IDS}"


def known_holders(table: str) -> str:
    """One row per record that holds a value that a table lists, as far as touched records hold the value, or held."""
    return tidy(f"""
        select record_id
        from {TOUCHED_HOLDERS}
        semi join {table} using (attribute, key)
    """)


def unknown_attributes(table: str) -> str:
    """One row per attribute of which a table lists other values than these."""
    return tidy(f"""
        select distinct attribute
        from {table}
        anti join {TOUCHED_KEYS} using (attribute, key)
        order by attribute
    """)


def drafted_holders(attribute: str, table: str) -> str:
    """One row per record that is compared by a value of an identifying attribute that a table lists."""
    return tidy(f"""
        select record_id
        from (select record_id, unnest({column(attribute)}) as key from {DRAFT})
        where key in (select key from {table} where attribute = {literal(attribute)})
    """)


def crowd_holders(readings: Readings, table: str) -> str:
    """One row per record that says a value of an attribute that a table lists as a crowd's, now or then."""
    attribute = readings.attribute
    return tidy(f"""
        select record_id
        from (
            with held as (
                select raw, reading
                from {ident(cache_table(attribute))}
                where key in (select key from {table} where attribute = {literal(attribute)} and crowd)
            )
            select record_id
            {cleaned_values(readings, "held", indent=12)}
            where attribute = {literal(attribute)}
        )
    """)


def standard_changes(found: Sequence[str]) -> str:
    """One row per record that is touched or that one of the queries finds."""
    return _records_of([records_touched(), *found])


def _records_of(found: Sequence[str]) -> str:
    return "\nunion\n".join(found)
