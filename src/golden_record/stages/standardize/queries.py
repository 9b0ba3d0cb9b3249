"""Statements of the standardize stage: distinct values in, claims out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from golden_record.model.tallies import FIELD_TALLY
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.scope import EVERYTHING, TOUCHED, Scope
from golden_record.warehouse import added, ident, literal, stack, tidy
from golden_record.warehouse.sql import column

LONG_TEXTS = frozenset({"raw", "value", "key"})
"""Columns of `claim` that are kept as they are: to compress them takes longer than to find them, and saves a quarter
of the state."""


def cache_table(attribute: str, scope: Scope = EVERYTHING) -> str:
    """Name of the table that keeps an attribute's cleaned values from run to run, or of its part for a scope."""
    return f"{scope.cleaned}{attribute}"


def unseen_values(readings: Readings, scope: Scope = EVERYTHING) -> str:
    """One row per distinct raw value of an attribute and reading that no earlier run has cleaned, in that order."""
    attribute, reading = readings.attribute, _reading_of_row(readings)
    return tidy(f"""
        select distinct
            {reading} as reading,
            source_value.raw
        {_written(readings, scope, indent=8)}
        anti join {ident(cache_table(attribute, scope))} as known
            on known.raw = source_value.raw and known.reading = {reading}
        where attribute = {literal(attribute)}
        order by reading, raw
    """)


def repeated_attributes(attributes: Iterable[str], scope: Scope = EVERYTHING) -> str:
    """One row per attribute of which a record of a scope may hold several values: in several columns or one cell."""
    cells = "\nunion\n".join(
        f"select {literal(name)} as attribute from {ident(cache_table(name, scope))} having max(ordinal) > 0"
        for name in attributes
    )
    columns = f"select attribute from {ident(scope.values)} group by attribute having max(position) > 0"
    return f"{columns}\nunion\n{cells}"


def new_cache(attribute: str, types: Mapping[str, str], scope: Scope = EVERYTHING) -> str:
    """An empty table for the cleaned values of an attribute, in the shape of a cleaner's frame."""
    columns = [f"{column(name)} {type_}" for name, type_ in types.items()]
    kind = "table" if scope is EVERYTHING else "temporary table"
    return f"create or replace {kind} {ident(cache_table(attribute, scope))} (\n    {stack(columns, indent=4)}\n)"


def recalled(attribute: str, types: Mapping[str, str]) -> str:
    """Add what is kept of the values that touched records say to the part of the cache for them."""
    kept = tidy(f"""
        select {", ".join(map(column, types))}
        from {ident(cache_table(attribute))}
        where raw in (select raw from {ident(TOUCHED.values)} where attribute = {literal(attribute)})
    """)
    return added(cache_table(attribute, TOUCHED), kept)


def marked(table: str, mark: str) -> str:
    """Note on a table what its rows were made by."""
    return f"comment on table {ident(table)} is {literal(mark)}"


def marks_of(tables: Iterable[str]) -> str:
    """One row per table that there is: its name, and what its rows were made by."""
    return tidy(f"""
        select table_name, comment
        from duckdb_tables()
        where table_name in ({", ".join(map(literal, tables))})
            and database_name = current_database()
            and schema_name = 'main'
    """)


def add_to_cache(attribute: str, frame: str, types: Mapping[str, str], scope: Scope = EVERYTHING) -> str:
    """Append newly cleaned values."""
    columns = ", ".join(f"{column(name)}::{type_} as {column(name)}" for name, type_ in types.items())
    return added(cache_table(attribute, scope), f"select {columns}\nfrom {frame}")


def claims(readings: Readings, *, several: bool, crowded: bool, scope: Scope = EVERYTHING) -> str:
    """One row per record and value of one attribute, in that order; values that are blank make no claim.

    `several` says whether a record may hold several values. What `shared_value` calls a placeholder, on account of the
    people who hold it, is one here, a crowd's value: `crowded` says whether the attribute has such values.
    """
    attribute = readings.attribute
    rank = "row_number() over (partition by record_id order by source_value.position, ordinal) - 1" if several else "0"
    own = _own_or_placeholder() if crowded else {"key": "cleaned.key", "reason": "cleaned.reason"}
    crowd = f"\nleft join (\n{crowd_values(attribute)}\n) as crowd on crowd.key = cleaned.key" if crowded else ""
    selected = tidy(f"""
        select
            record_id,
            attribute,
            ({rank})::integer as position,
            source_value.raw,
            {own.get("value", "value")} as value,
            {own["key"]} as key,
            {own.get("quality", "quality")} as quality,
            {own["reason"]} as reason,
            verified,
            observed_at
        {cleaned_values(readings, scope=scope, indent=8)}
    """)
    condition = f"where attribute = {literal(attribute)} and quality is not null\norder by record_id, position"
    return f"{selected}{crowd}\n{condition}"


def doubtful_columns(*, share: float, fewest: int) -> str:
    """One row per source and attribute of whose values at least such a share is of no use: both, the share, the values.

    `fewest` is how many values it takes to judge. Placeholders count as read: they say that nobody knew the value.
    """
    return tidy(f"""
        select
            source,
            attribute,
            (value_count - valid_count - placeholder_count) / value_count as share,
            value_count
        from {FIELD_TALLY.name}
        where share >= {share} and value_count >= {fewest}
        order by source, attribute
    """)


def cleaned_values(readings: Readings, kept: str | None = None, *, scope: Scope = EVERYTHING, indent: int) -> str:
    """The values of an attribute as `source_value`, each beside what became of it as `cleaned`.

    `kept` is the relation of cleaned values, by default all of the attribute and scope. Only columns that read
    differently cost a look at whose value it is.
    """
    lines = (
        _written(readings, scope, indent=0),
        f"join {ident(kept or cache_table(readings.attribute, scope))} as cleaned",
        f"    on cleaned.raw = source_value.raw and cleaned.reading = {_reading_of_row(readings)}",
    )
    return stack("\n".join(lines).split("\n"), indent=indent, separator="")


def crowd_values(attribute: str) -> str:
    """One row per value of an attribute that a crowd holds: key and reason."""
    return tidy(f"""
        select key, reason
        from shared_value
        where attribute = {literal(attribute)} and class = 'placeholder' and key is not null
    """)


def _own_or_placeholder() -> dict[str, str]:
    """What a claim says where a crowd may hold its value, as `crowd` tells."""
    return {
        "value": "case when crowd.key is null then value end",
        "key": "case when crowd.key is null then cleaned.key end",
        "quality": "case when crowd.key is null then quality else 'placeholder' end",
        "reason": "coalesce(crowd.reason, cleaned.reason)",
    }


def _written(readings: Readings, scope: Scope, *, indent: int) -> str:
    lines = [f"from {scope.source_value}"]
    if len(readings.codes) > 1:
        lines += [
            f"join (select record_id, source from {ident(scope.records)}) as writer using (record_id)",
            "left join column_reading using (source, attribute, position)",
        ]
    return stack(lines, indent=indent, separator="")


def _reading_of_row(readings: Readings) -> str:
    """The reading of the column that a row comes from."""
    if len(readings.codes) == 1:
        return literal(readings.codes[0])
    return f"coalesce(column_reading.reading, {literal(readings.usual)})"
