"""The SQL that tells which records are other than in the last load, and that writes the tables whole or in place.

*Arrivals* are the records of all rows that were mapped, *absences* those that no row speaks of any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from golden_record.config.sources import SourceConfig
from golden_record.model.tables import SOURCE_RECORD, Table
from golden_record.stages.sources.queries import entries_of
from golden_record.stages.sources.renewal.queries import listed
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

ARRIVAL = "source_arrival"
"""Temporary table of the records of mapped rows, as `source_record` will have them, and their `change`."""

ABSENT = "source_absent"
"""Temporary table of the records that are no longer delivered, and whether each `stays`."""

RETURNED = "source_returned"
"""Temporary table of the records that were missing and are seen again as they were."""

KEPT_VALUE = "source_kept_value"
"""Registered frame of what kept records may hold: source, attribute, position."""

CUT = "source_cut"
"""Temporary table of the values that kept records lose."""


class Mapped(NamedTuple):
    """The mapped table of a file, its source, and the table with the hashes of its lines if rows are known by them."""

    table: str
    source: str
    lines: str = ""


# --- records


def arrivals(mapped: Iterable[Mapped]) -> str:
    """One row per record of a mapped row. Parameter: the start of the run.

    A known (source, source_id) keeps its id; the new ones follow the highest id ever given in the order of their text,
    so neither the order of the job nor that of the files decides. `change` is new, changed, or null.
    """
    nothing = f"select source, {_ARRIVING}, row_hash from source_record where false"
    rows = "\nunion all\n".join(map(_arriving, mapped)) or nothing
    return f"with arrival as (\n{rows}\n),\n" + tidy("""
        known as (
            select
                arrival.*,
                former.record_id,
                former.loaded_at as former_loaded_at,
                coalesce(former.content_hash = arrival.content_hash, false) as is_same_content,
                former.observed_at is not distinct from arrival.observed_at and former.missing_since is null as is_there
            from arrival
            left join source_record as former using (source, source_id)
        ),
        fresh as (
            select
                source,
                source_id,
                (select coalesce(max(last_id), 0) from source_sequence)
                    + row_number() over (order by source, source_id) as fresh_id
            from known
            where record_id is null
        )
        select
            coalesce(known.record_id, fresh.fresh_id) as record_id,
            source,
            source_id,
            known.observed_at,
            known.content_hash,
            case when is_same_content then former_loaded_at else cast(? as timestamp) end as loaded_at,
            known.row_hash,
            known.unread_times::integer as unread_times,
            null::timestamp as missing_since,
            case
                when known.record_id is null then 'new'
                when not (is_same_content and is_there) then 'changed'
            end as change
        from known
        left join fresh using (source, source_id)
    """)


_ARRIVING = "source_id, observed_at, content_hash, unread_times"


def _arriving(file: Mapped) -> str:
    found = f"select {literal(file.source)} as source, {_ARRIVING}"
    if not file.lines:
        return f"{found}, row_hash from {ident(file.table)} where source_id is not null"
    hashed = f"left join (select line, row_hash from {ident(file.lines)}) as hashed using (line)"
    return f"{found}, hashed.row_hash from {ident(file.table)} {hashed} where source_id is not null"


def absences(read: Sequence[str], terms: Mapping[str, timedelta | None], left: Mapping[str, str]) -> str:
    """One row per record that is not delivered: since when, as known before and as known now, and whether it stays.

    `read` are the sources that were read; `left` is those whose rows were recognised to the table that tells which of
    their records no row was. `terms` is every source of the job to how long it keeps such records. Parameter: the start
    of the run.
    """
    unread = set(terms) - set(read)
    gone = f"missing_since is not null or source not in ({listed(unread)})" if unread else "true"
    others = f"source not in ({listed(left)}) and ({gone})" if left else gone
    parts = [f"select record_id, source, missing_since from source_record where {others}"]
    parts += [
        f"select record_id, {literal(source)}, missing_since from {ident(table)} where line is null"
        for source, table in left.items()
    ]
    return (
        "with unclaimed as (\n"
        + "\nunion all\n".join(parts)
        + "\n)\n"
        + tidy(f"""
        select
            record_id,
            source,
            missing_since as known_since,
            coalesce(missing_since, started_at) as missing_since,
            {_stays(terms)} as stays
        from unclaimed
        cross join (select cast(? as timestamp) as started_at)
        anti join {ARRIVAL} using (record_id)
    """)
    )


def _stays(terms: Mapping[str, timedelta | None]) -> str:
    cases = (f"when source = {literal(source)} then {_holds(term)}" for source, term in terms.items() if term)
    return f"case {' '.join(cases)} else false end" if any(terms.values()) else "false"


def _holds(term: timedelta) -> str:
    if term == timedelta.max:
        return "true"
    return f"coalesce(missing_since, started_at) + to_seconds({int(term.total_seconds())}) > started_at"


def returned(odd: Iterable[str]) -> str:
    """One row per record that was missing and is seen again as it was, told by the tables of recognised rows."""
    found = (f"select record_id from {ident(name)} where line is not null and record_id is not null" for name in odd)
    return "\nunion all\n".join(found) or "select record_id from source_record where false"


def changes() -> str:
    """One row per record that is new, other or gone; to go missing, or to come back, is a change."""
    return tidy(f"""
        select record_id, change
        from {ARRIVAL}
        where change is not null
        union all
        select record_id, 'changed'
        from {RETURNED}
        union all
        select record_id, case when stays then 'changed' else 'gone' end
        from {ABSENT}
        where not stays or known_since is null
        order by record_id
    """)


def due_records(terms: Mapping[str, timedelta]) -> str:
    """One row: how many kept records have been missing for longer than their source keeps them. Parameter: the moment.

    `terms` are the sources that keep such records for a time.
    """
    late = (
        f"source = {literal(source)} and missing_since + to_seconds({int(term.total_seconds())}) <= moment"
        for source, term in terms.items()
    )
    return tidy(f"""
        select count(*)
        from source_record
        cross join (select cast(? as timestamp) as moment)
        where {stack(late, indent=12, separator=" or")}
    """)


def expired_ever() -> str:
    """One row: how many records were let go for their time, ever."""
    return "select coalesce(max(expired), 0) from source_sequence"


def missing_counts() -> str:
    """One row per source with records that are kept although it no longer delivers them: how many, since when."""
    return tidy("""
        select source, count(*), strftime(min(missing_since), '%Y-%m-%d %H:%M')
        from source_record
        where missing_since is not null
        group by source
        order by source
    """)


def let_go(spans: Sequence[str]) -> str:
    """One row per source with records that are gone because the span of `missing` is over: how many."""
    return tidy(f"""
        select source, count(*)
        from {ABSENT}
        where not stays and known_since is not null and source in ({listed(spans)})
        group by source
        order by source
    """)


# --- the tables of the stage, whole


def all_records() -> str:
    """One row per record: those that arrived, and those that are kept."""
    columns = [name if name != "missing_since" else f"{ABSENT}.missing_since" for name in SOURCE_RECORD.column_names]
    kept = [f"source_record.{name}" if "." not in name else name for name in columns]
    return tidy(f"""
        select {", ".join(SOURCE_RECORD.column_names)}
        from {ARRIVAL}
        union all
        select {", ".join(kept)}
        from source_record
        join {ABSENT} on {ABSENT}.record_id = source_record.record_id and stays
        order by record_id
    """)


def all_values(mapped: Mapping[str, tuple[str, SourceConfig]]) -> str:
    """One row per record, attribute and position that holds a value; `mapped` is table to source and mapping.

    Values of an attribute stand together: whoever reads one attribute skips the others.
    """
    return _values(mapped, "true") + tidy(f"""
        select record_id, value.*
        from entry
        where value.raw is not null
        union all
        select source_value.*
        from source_value
        semi join (select record_id from {ABSENT} where stays) using (record_id)
        order by attribute, record_id, position
    """)


# --- the tables of the stage, in place


def other_values(mapped: Mapping[str, tuple[str, SourceConfig]]) -> str:
    """The same of the records that are new or changed."""
    return _values(mapped, "change is not null") + tidy("""
        select record_id, value.*
        from entry
        where value.raw is not null
        order by value.attribute, record_id, value.position
    """)


def _values(mapped: Mapping[str, tuple[str, SourceConfig]], condition: str) -> str:
    records = f"(select record_id, source, source_id from {ARRIVAL} where {condition})"
    parts = "\nunion all\n".join(entries_of(table, *source, records) for table, source in mapped.items())
    return f"with entry as (\n{parts}\n)\n"


def without_former_values() -> str:
    """Take out the values of records that are changed or gone."""
    return tidy(f"""
        delete from source_value
        where record_id in (
            select record_id from {ARRIVAL} where change = 'changed'
            union all
            select record_id from {ABSENT} where not stays
        )
    """)


def without_former_records() -> str:
    """Take out the records that arrived, and those that are gone."""
    return tidy(f"""
        delete from source_record
        where record_id in (
            select record_id from {ARRIVAL}
            union all
            select record_id from {ABSENT} where not stays
        )
    """)


def arrived_records() -> str:
    """One row per record that arrived."""
    return f"select {', '.join(SOURCE_RECORD.column_names)} from {ARRIVAL} order by record_id"


def missing_noted() -> str:
    """Note of the kept records that were not missed before that they are now."""
    return tidy(f"""
        update source_record
        set missing_since = {ABSENT}.missing_since
        from {ABSENT}
        where {ABSENT}.record_id = source_record.record_id and stays and known_since is null
    """)


def return_noted() -> str:
    """Note of the records that are back that they are."""
    return f"update source_record set missing_since = null where record_id in (select record_id from {RETURNED})"


def renewed(table: Table, frame: str, unread: Iterable[str]) -> str:
    """The rows of a frame, and those that a table has of sources that were not read."""
    types = [f"{column(item.name)}::{item.type} as {column(item.name)}" for item in table.columns]
    kept = listed(unread)
    rest = f"\nunion all\nselect * from {ident(table.name)} where source in ({kept})" if kept else ""
    return f"select {', '.join(types)} from {frame}{rest}\norder by all"


def moved_rows(table: Table, renewed_rows: str) -> str:
    """One row: how many rows of a table come or go when these take their place."""
    return f"with later as (\n{renewed_rows}\n)\n" + tidy(f"""
        select
            (select count(*) from (select * from later except all select * from {ident(table.name)}))
            + (select count(*) from (select * from {ident(table.name)} except all select * from later))
    """)


# --- values that kept records lose


def cut_values() -> str:
    """One row per value of a kept record that the job feeds no more, or that must not be kept as it was read."""
    return tidy(f"""
        select record_id, attribute, position
        from source_value
        join (select record_id, source from source_record where missing_since is not null) using (record_id)
        anti join {KEPT_VALUE} using (source, attribute, position)
    """)


def without_cut_values() -> str:
    """Take those values out."""
    return tidy(f"""
        delete from source_value
        using {CUT}
        where source_value.record_id = {CUT}.record_id
            and source_value.attribute = {CUT}.attribute
            and source_value.position = {CUT}.position
    """)


def cut_noted() -> str:
    """Note of their records that they are not what was read: whatever row comes of them next is other."""
    cut = f"select record_id from {CUT}"
    return f"update source_record set content_hash = 0, row_hash = null where record_id in ({cut})"


def cut_changes() -> str:
    """One row per record that was cut and is no change yet."""
    return tidy(f"""
        select distinct record_id, 'changed'
        from {CUT}
        anti join source_change using (record_id)
        order by record_id
    """)
