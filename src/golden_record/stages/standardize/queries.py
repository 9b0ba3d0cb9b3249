"""Statements of the standardize stage: distinct values in, claims and comparable records out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from golden_record.model.attribute_types import TYPES, AttributeType, part_column
from golden_record.model.cleaned import Quality
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

CACHE_PREFIX = "cleaned__"


def cache_table(attribute: str) -> str:
    """Name of the table that keeps an attribute's cleaned values from run to run."""
    return f"{CACHE_PREFIX}{attribute}"


def distinct_values(attribute: str) -> str:
    """One row per distinct raw value of an attribute."""
    return tidy(f"""
        select distinct raw
        from source_value
        where attribute = {literal(attribute)}
        order by raw
    """)


def unseen_values(attribute: str) -> str:
    """One row per distinct raw value of an attribute that no earlier run has cleaned."""
    return tidy(f"""
        select distinct raw
        from source_value
        anti join {ident(cache_table(attribute))} using (raw)
        where attribute = {literal(attribute)}
        order by raw
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
    return f"insert into {ident(cache_table(attribute))}\n{_cleaned(frame, types)}\norder by raw, ordinal"


def claims(attributes: Sequence[str]) -> str:
    """One row per record, attribute and value, in that order; values that are blank make no claim.

    What `shared_value` calls a placeholder, on account of the people who hold it, is one here: a crowd's value.
    """
    found = "\nunion all\n".join(_found(attribute) for attribute in attributes)
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


def standard_records(attributes: Mapping[str, str]) -> str:
    """One row per source record with the comparable columns of its attributes, given as name to type.

    A single-valued attribute takes its best claim: good before repaired before suspicious, then the first.
    Placeholders have no key, so they are absent here.
    """
    columns = [expression for name, type_ in attributes.items() for expression in _columns(name, TYPES[type_])]
    joins = "\n".join(
        f"left join ({_per_record(name, TYPES[type_])}) as {column(name)} using (record_id)"
        for name, type_ in attributes.items()
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


def crowds_left_out(attribute: str, type_name: str) -> str:
    """Change the comparable records that hold a value of a crowd: they keep their other values, or the next best one.

    A crowd's value is a placeholder of `shared_value`. The table is changed in place: writing it anew takes as long as
    making it did.
    """
    type_ = TYPES[type_name]
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
            left join ({_per_record(attribute, type_, f"key not in ({crowd})")}) as {own} using (record_id)
        ) as changed
        where changed.record_id = standard_record.record_id
    """)


def _cleaned(frame: str, types: Mapping[str, str]) -> str:
    columns = ", ".join(f"{column(name)}::{type_} as {column(name)}" for name, type_ in types.items())
    return f"select {columns}\nfrom {frame}"


def _found(attribute: str) -> str:
    return tidy(f"""
        select
            record_id,
            attribute,
            position,
            ordinal,
            raw,
            value,
            key,
            quality,
            reason,
            verified,
            observed_at
        from source_value
        join {ident(cache_table(attribute))} using (raw)
        where attribute = {literal(attribute)}
    """)


def _per_record(attribute: str, type_: AttributeType, condition: str = "key is not null") -> str:
    # Named fields: DuckDB 1.5 cannot take a field by its number out of what an aggregate has chosen.
    parts = [f"{literal(part.name)}: cleaned.{column(part.source)}" for part in type_.parts]
    if type_.multiple:
        value = "list(distinct key order by key)"
        body = f"{value} as own"
    else:
        chosen = ", ".join(["'key': key", *parts])
        body = f"arg_min({{{chosen}}}, row({_quality_rank()}, position, ordinal)) as own"
    return tidy(f"""
        select
            record_id,
            {body}
        from source_value
        join {ident(cache_table(attribute))} as cleaned using (raw)
        where attribute = {literal(attribute)}
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
