"""Statements that lay out comparable records, and take out of them what crowds hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from golden_record.model.attribute_types import TYPES, AttributeType, part_column
from golden_record.model.cleaned import Quality
from golden_record.model.holders import CROWD_RECORD
from golden_record.model.tables import STANDARD_RECORD
from golden_record.stages.standardize.queries import cleaned_values, crowd_values
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.scope import EVERYTHING, TOUCHED, TOUCHED_IDS, Scope
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

DRAFT = "drafted_record"
"""Temporary view of comparable records as they are before anything is known of crowds."""


def drafted_records(
    attributes: Mapping[str, str],
    readings: Sequence[Readings],
    several: Collection[str] | None = None,
    scope: Scope = EVERYTHING,
) -> str:
    """One row per source record with the comparable columns of its attributes, given as name to type.

    A single-valued attribute takes its best claim: good before repaired before suspicious, then the first.
    Placeholders have no key, so they are absent here. `several` are the attributes of which a record may hold several
    values, all of them by default: the others need no choice.
    """
    types = {name: TYPES[type_] for name, type_ in attributes.items()}
    columns = [expression for name, type_ in types.items() for expression in _columns(name, type_)]
    joins = "\n".join(
        f"left join ({_found(read, types[read.attribute], several, scope)}) as {column(read.attribute)}"
        " using (record_id)"
        for read in readings
    )
    return (
        tidy(f"""
            select
                record_id,
                source,
                {stack(columns, indent=16)}
            from {scope.source_record}
        """)
        + f"\n{joins}"
    )


def extent() -> str:
    """One row, if there are records: the smallest id of a source record, the one in the middle, the greatest."""
    ids = "min(record_id), quantile_disc(record_id, 0.5), max(record_id)"
    return f"select {ids} from source_record having count(*) > 0"


def draft(*, apart: bool) -> str:
    """The view of all comparable records as drafted.

    `apart` says that no record of `crowd_record` is in `standard_record` as well: to look costs a fifth of what is done
    with the view.
    """
    others = "" if apart else f"\nanti join {_ASIDE} using (record_id)"
    records = f"select *\nfrom {STANDARD_RECORD.name}{others}\nunion all\nselect *\nfrom {_ASIDE}"
    return f"create or replace temporary view {DRAFT} as\n{records}"


def drafts_of(records: str, columns: Iterable[str]) -> str:
    """One row per record that a table lists: these columns as drafted.

    The view asks of every record whether it stands aside; of a few it is asked last.
    """
    wanted = f"select {', '.join(columns)}\nfrom"
    listed = f"semi join {ident(records)} using (record_id)"
    kept = f"{wanted} {STANDARD_RECORD.name}\n{listed}\nanti join {_ASIDE} using (record_id)"
    return f"{kept}\nunion all\n{wanted} {_ASIDE}\n{listed}"


def draft_dropped() -> str:
    """The end of the view."""
    return f"drop view if exists temp.{DRAFT}"


def outside_crowds(crowded: Sequence[Readings], attributes: Mapping[str, str]) -> str:
    """One row per touched record of `crowd_record`, without what a crowd holds.

    A crowd's value is a placeholder of `shared_value`. Records that hold one in a `crowded` attribute keep their other
    values, or the next best one; all others stay as they are.
    """
    types = {read.attribute: TYPES[attributes[read.attribute]] for read in crowded}
    replaced = [_outside_crowd(name, type_, own) for name, type_ in types.items() for own in type_.columns(name)]
    replacing = f" replace (\n    {stack(replaced, indent=4)}\n)" if replaced else ""
    joins = "".join(f"\n{_crowd_beside(read, types[read.attribute])}" for read in crowded)
    return f"select {_ASIDE}.*{replacing}\nfrom {_ASIDE}\nsemi join {TOUCHED_IDS} using (record_id){joins}"


def uncrowded_dropped(attributes: Mapping[str, str]) -> str:
    """Take the touched records that hold no crowd's value in any of the attributes, name to type, out of the others."""
    held = [
        f"list_has_any({column(name)}, (select list(key) from ({crowd_values(name)})))"
        if TYPES[type_].multiple
        else f"{column(name)} in (select key from ({crowd_values(name)}))"
        for name, type_ in attributes.items()
    ]
    crowded = "".join(f"\n    and not coalesce({one}, false)" for one in held)
    return f"{withdrawn(_ASIDE)}{crowded}"


def withdrawn(table: str) -> str:
    """Take the touched records out of a table."""
    return f"delete from {ident(table)}\nwhere record_id in (select record_id from {TOUCHED_IDS})"


_ASIDE = CROWD_RECORD.name


def _outside_crowd(attribute: str, type_: AttributeType, name: str) -> str:
    """A comparable column without the values of a crowd, given what `_crowd_beside` joins."""
    crowd, own, drafted = _crowd_name(attribute), column(name), f"{_ASIDE}.{column(name)}"
    if type_.multiple:
        rest = f"nullif(list_filter({drafted}, lambda key: not list_contains({crowd}.keys, key)), [])"
        return f"case when list_has_any({drafted}, {crowd}.keys) then {rest} else {drafted} end as {own}"
    return f"case when {crowd}.record_id is null then {drafted} else {crowd}.{own} end as {own}"


def _crowd_beside(readings: Readings, type_: AttributeType) -> str:
    """The join of what a crowd holds: all its values; or the records that hold one, with their next best."""
    attribute, name = readings.attribute, _crowd_name(readings.attribute)
    crowd, own = f"select key from ({crowd_values(attribute)})", column(attribute)
    if type_.multiple:
        return f"cross join (select list(key) as keys from ({crowd})) as {name}"
    holders = f"select record_id from {_ASIDE} where {own} in ({crowd})"
    others = f"key not in ({crowd}) and record_id in ({holders})"
    return tidy(f"""
        left join (
            select
                record_id,
                {stack(_columns(attribute, type_), indent=16)}
            from ({holders})
            left join ({_per_record(readings, type_, TOUCHED, others)}) as {own} using (record_id)
        ) as {name} using (record_id)
    """)


def _crowd_name(attribute: str) -> str:
    return ident(f"crowd__{attribute}")


def _found(readings: Readings, type_: AttributeType, several: Collection[str] | None, scope: Scope) -> str:
    """One row per record that holds a value of an attribute: the record, and `own`, what it is compared by."""
    if several is None or readings.attribute in several:
        return _per_record(readings, type_, scope)
    return tidy(f"""
        select
            record_id,
            {"[key]" if type_.multiple else _comparable(type_)} as own
        {cleaned_values(readings, scope=scope, indent=8)}
        where attribute = {literal(readings.attribute)}
            and {_usable(scope)}
    """)


def _per_record(readings: Readings, type_: AttributeType, scope: Scope, condition: str = "") -> str:
    """The same where a record may hold several values: all of them, or the best."""
    best = f"arg_min({_comparable(type_)}, row({_quality_rank()}, source_value.position, ordinal))"
    return tidy(f"""
        select
            record_id,
            {"list_sort(list_distinct(list(key)))" if type_.multiple else best} as own
        {cleaned_values(readings, scope=scope, indent=8)}
        where attribute = {literal(readings.attribute)}
            and {condition or _usable(scope)}
        group by record_id
    """)


def _usable(scope: Scope) -> str:
    return f"key is not null and {scope.within}" if scope.within else "key is not null"


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
