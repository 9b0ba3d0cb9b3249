"""Statements of the standardize stage: distinct values in, claims and comparable records out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from golden_record.model.attribute_types import TYPES, AttributeType, part_column
from golden_record.model.cleaned import Quality
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

CACHE_PREFIX = "cleaned__"


def cache_table(attribute: str) -> str:
    """Name of the table that keeps an attribute's cleaned values from run to run."""
    return f"{CACHE_PREFIX}{attribute}"


def unseen_values(readings: Readings) -> str:
    """One row per distinct raw value of an attribute and reading that no earlier run has cleaned, in that order."""
    attribute = readings.attribute
    reading = _reading_of_row(readings)
    return tidy(f"""
        with written as (
            select distinct
                {reading} as reading,
                raw
            {_written(readings, indent=12)}
            where attribute = {literal(attribute)}
        )
        select reading, raw
        from written
        anti join {ident(cache_table(attribute))} using (reading, raw)
        order by reading, raw
    """)


def new_cache(attribute: str, types: Mapping[str, str]) -> str:
    """An empty table for the cleaned values of an attribute, in the shape of a cleaner's frame."""
    columns = [f"{column(name)} {type_}" for name, type_ in types.items()]
    return f"create or replace table {ident(cache_table(attribute))} (\n    {stack(columns, indent=4)}\n)"


def mark_cache(attribute: str, fingerprint: str) -> str:
    """Note on the table which cleaner and options its values come from."""
    return f"comment on table {ident(cache_table(attribute))} is {literal(fingerprint)}"


def cache_fingerprint(attribute: str) -> str:
    """One row: which cleaner and options made the kept values of an attribute."""
    return tidy(f"""
        select comment
        from duckdb_tables()
        where table_name = {literal(cache_table(attribute))}
            and database_name = current_database()
            and schema_name = 'main'
    """)


def add_to_cache(attribute: str, frame: str, types: Mapping[str, str]) -> str:
    """Append newly cleaned values."""
    columns = ", ".join(f"{column(name)}::{type_} as {column(name)}" for name, type_ in types.items())
    return f"insert into {ident(cache_table(attribute))}\nselect {columns}\nfrom {frame}"


def claims(readings: Sequence[Readings]) -> str:
    """One row per record, attribute and value, in that order; values that are blank make no claim.

    What `shared_value` calls a placeholder, on account of the people who hold it, is one here: a crowd's value.
    """
    found = "\nunion all\n".join(map(_found, readings))
    return tidy("""
        with found as (
        @found@
        ),
        crowd as (
            select attribute, key, reason as crowded
            from shared_value
            where class = 'placeholder' and key is not null
        )
        select
            record_id,
            attribute,
            (row_number() over (partition by record_id, attribute order by position, ordinal) - 1)::integer as position,
            raw,
            case when crowded is null then value end as value,
            case when crowded is null then found.key end as key,
            case when crowded is null then quality else 'placeholder' end as quality,
            coalesce(crowded, reason) as reason,
            verified,
            observed_at
        from found
        left join crowd using (attribute, key)
        where quality is not null
        order by record_id, attribute, position
    """).replace("@found@", found)


def standard_records(attributes: Mapping[str, str], readings: Sequence[Readings]) -> str:
    """One row per source record with the comparable columns of its attributes, given as name to type.

    A single-valued attribute takes its best claim: good before repaired before suspicious, then the first.
    Placeholders have no key, so they are absent here.
    """
    columns = [expression for name, type_ in attributes.items() for expression in _columns(name, TYPES[type_])]
    joins = "\n".join(
        f"left join ({_per_record(read, TYPES[attributes[read.attribute]])}) as {column(read.attribute)}"
        " using (record_id)"
        for read in readings
    )
    return (
        tidy(f"""
            select
                record_id,
                source,
                {stack(columns, indent=16)}
            from source_record
        """)
        + f"\n{joins}\norder by record_id"
    )


def crowds_left_out(readings: Readings, type_name: str) -> str:
    """Change the comparable records that hold a value of a crowd: they keep their other values, or the next best one.

    A crowd's value is a placeholder of `shared_value`. The table is changed in place: writing it anew takes as long as
    making it did.
    """
    attribute, type_ = readings.attribute, TYPES[type_name]
    crowd = tidy(f"""
        select key
        from shared_value
        where attribute = {literal(attribute)} and class = 'placeholder' and key is not null
    """)
    own = column(attribute)
    holds = f"list_has_any({own}, (select list(key) from ({crowd})))" if type_.multiple else f"{own} in ({crowd})"
    changed = [f"{column(name)} = changed.{column(name)}" for name in type_.columns(attribute)]
    return tidy(f"""
        update standard_record
        set
            {stack(changed, indent=12)}
        from (
            select
                record_id,
                {stack(_columns(attribute, type_), indent=16)}
            from (select record_id from standard_record where {holds})
            left join ({_per_record(readings, type_, f"key not in ({crowd})")}) as {own} using (record_id)
        ) as changed
        where changed.record_id = standard_record.record_id
    """)


def cleaned_values(readings: Readings, kept: str | None = None, *, indent: int) -> str:
    """The values of an attribute as `source_value`, each beside what became of it as `cleaned`.

    `kept` is the relation of cleaned values, by default all of the attribute. Only columns that read differently cost
    a look at whose value it is.
    """
    lines = (
        _written(readings, indent=0),
        f"join {ident(kept or cache_table(readings.attribute))} as cleaned",
        f"    on cleaned.raw = source_value.raw and cleaned.reading = {_reading_of_row(readings)}",
    )
    return stack("\n".join(lines).split("\n"), indent=indent, separator="")


def _written(readings: Readings, *, indent: int) -> str:
    lines = ["from source_value"]
    if len(readings.codes) > 1:
        lines += [
            "join (select record_id, source from source_record) as writer using (record_id)",
            "left join column_reading using (source, attribute, position)",
        ]
    return stack(lines, indent=indent, separator="")


def _reading_of_row(readings: Readings) -> str:
    """The reading of the column that a row comes from."""
    if len(readings.codes) == 1:
        return literal(readings.codes[0])
    return f"coalesce(column_reading.reading, {literal(readings.usual)})"


def _found(readings: Readings) -> str:
    return tidy(f"""
        select
            record_id,
            attribute,
            source_value.position,
            ordinal,
            source_value.raw,
            value,
            key,
            quality,
            reason,
            verified,
            observed_at
        {cleaned_values(readings, indent=8)}
        where attribute = {literal(readings.attribute)}
    """)


def _per_record(readings: Readings, type_: AttributeType, condition: str = "key is not null") -> str:
    # Named fields: DuckDB 1.5 cannot take a field by its number out of what an aggregate has chosen.
    parts = [f"{literal(part.name)}: cleaned.{column(part.source)}" for part in type_.parts]
    if type_.multiple:
        value = "list(distinct key order by key)"
        body = f"{value} as own"
    else:
        chosen = ", ".join(["'key': key", *parts])
        body = f"arg_min({{{chosen}}}, row({_quality_rank()}, source_value.position, ordinal)) as own"
    return tidy(f"""
        select
            record_id,
            {body}
        {cleaned_values(readings, indent=8)}
        where attribute = {literal(readings.attribute)}
            and {condition}
        group by record_id
    """)


def _columns(attribute: str, type_: AttributeType) -> Iterable[str]:
    own = f"{column(attribute)}.own"
    if type_.multiple:
        yield f"{own} as {column(attribute)}"
        return
    yield f"struct_extract({own}, 'key') as {column(attribute)}"
    for part in type_.parts:
        field = f"struct_extract({own}, {literal(part.name)})"
        yield f"{field}::{part.type} as {column(part_column(attribute, part.name))}"


def _quality_rank() -> str:
    ranks = " ".join(f"when {literal(quality)} then {rank}" for rank, quality in enumerate(Quality))
    return f"case quality {ranks} end"
