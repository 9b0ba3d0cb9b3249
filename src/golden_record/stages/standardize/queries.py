"""Statements of the standardize stage: distinct values in, claims and comparable records out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from golden_record.model.attribute_types import TYPES, AttributeType, part_column
from golden_record.model.cleaned import Quality
from golden_record.model.tables import CLAIM
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

CACHE_PREFIX = "cleaned__"

DRAFT = "standard_record_draft"
"""Temporary table of comparable records before anything is known of crowds, in no order."""

LONG_TEXTS = frozenset({"raw", "value", "key"})
"""Columns of `claim` that are kept as they are: to compress them takes longer than to find them, and saves a quarter
of the state."""


def cache_table(attribute: str) -> str:
    """Name of the table that keeps an attribute's cleaned values from run to run."""
    return f"{CACHE_PREFIX}{attribute}"


def unseen_values(readings: Readings) -> str:
    """One row per distinct raw value of an attribute and reading that no earlier run has cleaned, in that order."""
    attribute, reading = readings.attribute, _reading_of_row(readings)
    return tidy(f"""
        select distinct
            {reading} as reading,
            source_value.raw
        {_written(readings, indent=8)}
        anti join {ident(cache_table(attribute))} as known
            on known.raw = source_value.raw and known.reading = {reading}
        where attribute = {literal(attribute)}
        order by reading, raw
    """)


def repeated_attributes(attributes: Iterable[str]) -> str:
    """One row per attribute of which a record may hold several values: in several columns, or in one cell."""
    cells = "\nunion\n".join(
        f"select {literal(name)} as attribute from {ident(cache_table(name))} having max(ordinal) > 0"
        for name in attributes
    )
    return f"select attribute from source_value group by attribute having max(position) > 0\nunion\n{cells}"


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


def add_claims(readings: Readings, *, several: bool, crowded: bool) -> str:
    """Add a row per record and value of one attribute, in that order; values that are blank make no claim.

    `several` says whether a record may hold several values. What `shared_value` calls a placeholder, on account of the
    people who hold it, is one here, a crowd's value: `crowded` says whether the attribute has such values.
    """
    attribute = readings.attribute
    rank = "row_number() over (partition by record_id order by source_value.position, ordinal) - 1" if several else "0"
    own = _own_or_placeholder() if crowded else {"key": "cleaned.key", "reason": "cleaned.reason"}
    crowd = f"\nleft join (\n{_crowd(attribute)}\n) as crowd on crowd.key = cleaned.key" if crowded else ""
    selected = tidy(f"""
        insert into {CLAIM.name}
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
        {cleaned_values(readings, indent=8)}
    """)
    condition = f"where attribute = {literal(attribute)} and quality is not null\norder by record_id, position"
    return f"{selected}{crowd}\n{condition}"


def doubtful_columns(*, share: float, fewest: int) -> str:
    """One row per source and attribute of whose values at least such a share is of no use: both, the share, the values.

    `fewest` is how many values it takes to judge. Placeholders count as read: they say that nobody knew the value.
    """
    doubtful = f"({literal(Quality.SUSPICIOUS.value)}, {literal(Quality.INVALID.value)})"
    return tidy(f"""
        select
            source,
            attribute,
            count(*) filter (where quality in {doubtful}) / count(*) as share,
            count(*) as value_count
        from claim
        join (select record_id, source from source_record) using (record_id)
        group by source, attribute
        having share >= {share} and value_count >= {fewest}
        order by source, attribute
    """)


def _own_or_placeholder() -> dict[str, str]:
    """What a claim says where a crowd may hold its value, as `crowd` tells."""
    return {
        "value": "case when crowd.key is null then value end",
        "key": "case when crowd.key is null then cleaned.key end",
        "quality": "case when crowd.key is null then quality else 'placeholder' end",
        "reason": "coalesce(crowd.reason, cleaned.reason)",
    }


def draft_records(
    attributes: Mapping[str, str], readings: Sequence[Readings], several: Collection[str] | None = None
) -> str:
    """Lay out one row per source record with the comparable columns of its attributes, given as name to type.

    A single-valued attribute takes its best claim: good before repaired before suspicious, then the first.
    Placeholders have no key, so they are absent here. `several` are the attributes of which a record may hold several
    values, all of them by default: the others need no choice.
    """
    types = {name: TYPES[type_] for name, type_ in attributes.items()}
    columns = [expression for name, type_ in types.items() for expression in _columns(name, type_)]
    joins = "\n".join(
        f"left join ({_found(read, types[read.attribute], several)}) as {column(read.attribute)} using (record_id)"
        for read in readings
    )
    return (
        tidy(f"""
            create or replace temp table {DRAFT} as
            select
                record_id,
                source,
                {stack(columns, indent=16)}
            from source_record
        """)
        + f"\n{joins}"
    )


def standard_records(crowded: Sequence[Readings], attributes: Mapping[str, str]) -> str:
    """One row per source record, as drafted but for what a crowd holds, in the order of their ids.

    A crowd's value is a placeholder of `shared_value`. Records that hold one in a `crowded` attribute keep their other
    values, or the next best one. Drafted first and written once: changing the written table takes as long as making it.
    """
    types = {read.attribute: TYPES[attributes[read.attribute]] for read in crowded}
    replaced = [_outside_crowd(name, type_, own) for name, type_ in types.items() for own in type_.columns(name)]
    replacing = f" replace (\n    {stack(replaced, indent=4)}\n)" if replaced else ""
    joins = "".join(f"\n{_crowd_beside(read, types[read.attribute])}" for read in crowded)
    return f"select {DRAFT}.*{replacing}\nfrom {DRAFT}{joins}\norder by record_id"


def draft_dropped() -> str:
    """The end of the draft."""
    return f"drop table if exists temp.{DRAFT}"


def _outside_crowd(attribute: str, type_: AttributeType, name: str) -> str:
    """A comparable column without the values of a crowd, given what `_crowd_beside` joins."""
    crowd, own, drafted = _crowd_name(attribute), column(name), f"{DRAFT}.{column(name)}"
    if type_.multiple:
        rest = f"nullif(list_filter({drafted}, lambda key: not list_contains({crowd}.keys, key)), [])"
        return f"case when list_has_any({drafted}, {crowd}.keys) then {rest} else {drafted} end as {own}"
    return f"case when {crowd}.record_id is null then {drafted} else {crowd}.{own} end as {own}"


def _crowd_beside(readings: Readings, type_: AttributeType) -> str:
    """The join of what a crowd holds: all its values; or the records that hold one, with their next best."""
    attribute, name = readings.attribute, _crowd_name(readings.attribute)
    crowd, own = f"select key from ({_crowd(attribute)})", column(attribute)
    if type_.multiple:
        return f"cross join (select list(key) as keys from ({crowd})) as {name}"
    holders = f"select record_id from {DRAFT} where {own} in ({crowd})"
    others = f"key not in ({crowd}) and record_id in ({holders})"
    return tidy(f"""
        left join (
            select
                record_id,
                {stack(_columns(attribute, type_), indent=16)}
            from ({holders})
            left join ({_per_record(readings, type_, others)}) as {own} using (record_id)
        ) as {name} using (record_id)
    """)


def _crowd_name(attribute: str) -> str:
    return ident(f"crowd__{attribute}")


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


def _crowd(attribute: str) -> str:
    """One row per value of an attribute that a crowd holds: key and reason."""
    return tidy(f"""
        select key, reason
        from shared_value
        where attribute = {literal(attribute)} and class = 'placeholder' and key is not null
    """)


def _found(readings: Readings, type_: AttributeType, several: Collection[str] | None) -> str:
    """One row per record that holds a value of an attribute: the record, and `own`, what it is compared by."""
    if several is None or readings.attribute in several:
        return _per_record(readings, type_)
    return tidy(f"""
        select
            record_id,
            {"[key]" if type_.multiple else _comparable(type_)} as own
        {cleaned_values(readings, indent=8)}
        where attribute = {literal(readings.attribute)}
            and key is not null
    """)


def _per_record(readings: Readings, type_: AttributeType, condition: str = "key is not null") -> str:
    """The same where a record may hold several values: all of them, or the best."""
    best = f"arg_min({_comparable(type_)}, row({_quality_rank()}, source_value.position, ordinal))"
    return tidy(f"""
        select
            record_id,
            {"list_sort(list_distinct(list(key)))" if type_.multiple else best} as own
        {cleaned_values(readings, indent=8)}
        where attribute = {literal(readings.attribute)}
            and {condition}
        group by record_id
    """)


def _comparable(type_: AttributeType) -> str:
    # Named fields: DuckDB 1.5 cannot take a field by its number out of what an aggregate has chosen.
    parts = [f"{literal(part.name)}: cleaned.{column(part.source)}" for part in type_.parts]
    fields = ", ".join(["'key': key", *parts])
    return f"{{{fields}}}"


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
