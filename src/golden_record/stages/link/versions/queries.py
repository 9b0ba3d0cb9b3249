"""Statements about the versions of the model, the frequencies that each keeps, and what each was used for."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.keys import EQUAL
from golden_record.model.matching import LEVEL_TALLY, MODEL, MODEL_FREQUENCY, MODEL_USE
from golden_record.model.tables import LINK
from golden_record.stages.link.model import TF_MINIMUM_U, frequency_table
from golden_record.stages.link.queries import NODE
from golden_record.warehouse import ident, literal, tidy
from golden_record.warehouse.sql import column


def versions() -> str:
    """One row per version of the model, oldest first."""
    return f"select {', '.join(MODEL.column_names)} from model order by version"


def add_version() -> str:
    """Append a version; the parameters are its columns, in order."""
    return f"insert into model values ({', '.join('?' * len(MODEL.columns))})"


def retire_versions() -> str:
    """Take all versions out of use."""
    return "update model set current = false where current"


def keep_threshold() -> str:
    """Note the threshold, the parameter, with the version in use."""
    return "update model set threshold = ? where current"


# --- frequencies


def count_frequencies(version: int, name: str) -> str:
    """Append the frequencies of a column's values: of those that several records have, and one for all others.

    A value that Splink would weigh as the rarest that it allows needs no row: it weighs the same without.
    """
    held = column(name)
    return tidy(f"""
        insert into {MODEL_FREQUENCY.name}
        with counted as (
            select {held} as value, count(*) as records
            from {NODE}
            where {held} is not null
            group by value
        ),
        weighed as (
            select value, records, records / sum(records) over () as frequency
            from counted
        )
        select
            {version} as version,
            {literal(name)} as column_name,
            value,
            frequency
        from weighed
        where records > 1 and frequency > {TF_MINIMUM_U!r}
        union all
        select {version}, {literal(name)}, null, 1 / greatest(coalesce(sum(records), 0), 1) from counted
        order by value
    """)


def forget_frequencies() -> str:
    """Remove the frequencies of the version that is the parameter."""
    return f"delete from {MODEL_FREQUENCY.name} where version = ?"


def knows_frequencies() -> str:
    """One row: whether the version that is the parameter has its frequencies."""
    return f"select count(*) > 0 from {MODEL_FREQUENCY.name} where version = ?"


def frequencies(version: int) -> str:
    """One row per value that a version knows the frequency of, in the order of the table's columns."""
    return tidy(f"""
        select {", ".join(MODEL_FREQUENCY.column_names)}
        from {MODEL_FREQUENCY.name}
        where version = {version}
        order by column_name, value
    """)


def frequency_lookup(version: int, name: str) -> str:
    """A table of the frequency, in this version, of every value that the compared records hold in a column."""
    held = column(name)
    of_column = f"version = {version} and column_name = {literal(name)}"
    return tidy(f"""
        create or replace temporary table {ident(frequency_table(name))} as
        select
            held.value as {held},
            coalesce(
                known.frequency,
                (select frequency from {MODEL_FREQUENCY.name} where {of_column} and value is null)
            ) as {column(f"tf_{name}")}
        from (select distinct {held} as value from {NODE} where {held} is not null) as held
        left join (select value, frequency from {MODEL_FREQUENCY.name} where {of_column}) as known using (value)
    """)


def held_frequencies(version: int, names: Sequence[str]) -> str:
    """One row per column and value that the compared records hold in it: its frequency in this version.

    For few records: all columns in one statement, of which most of the time would else be spent on its planning.
    """
    held = "\nunion\n".join(
        f"select {literal(name)} as column_name, {column(name)}::varchar as value from {NODE}" for name in names
    )
    known = f"select column_name, value, frequency from {MODEL_FREQUENCY.name} where version = {version}"
    return tidy(f"""
        select column_name, value, coalesce(known.frequency, other.frequency) as frequency
        from ({held}) as held
        left join ({known}) as known using (column_name, value)
        left join ({known} and value is null) as other using (column_name)
        where held.value is not null
    """)


def frequencies_in(table: str, name: str) -> str:
    """The rows of such a table for one column, as Splink wants them."""
    of_column = f"column_name = {literal(name)}"
    return f"select value as {column(name)}, frequency as {column(f'tf_{name}')} from {table} where {of_column}"


# --- uses


def add_use() -> str:
    """Append a use of the model; the parameters are the columns of `model_use`, in order."""
    return f"insert into {MODEL_USE.name} values ({', '.join('?' * len(MODEL_USE.columns))})"


def first_use() -> str:
    """One row or none: the first use of the version that is the parameter."""
    return tidy(f"""
        select records, links, level_shares
        from {MODEL_USE.name}
        where version = ?
        order by run_id
        limit 1
    """)


def linked_levels(threshold: float, links: str = LINK.name) -> str:
    """One row per comparison, by position from 1, and level: links of a table that stand there.

    Equal lists have equal hashes, and to group by these takes half the time.
    """
    return tidy(f"""
        with pattern as (
            select any_value(levels) as levels, count(*) as links
            from {links}
            where weight >= {literal(threshold)} and blocking_rule <> {literal(EQUAL)}
            group by hash(levels)
        ),
        level as (
            select unnest(levels) as level, generate_subscripts(levels, 1) as place, links
            from pattern
        )
        select place, level, sum(links)::bigint as links
        from level
        group by place, level
        order by place, level
    """)


def moved_levels(threshold: float, going: str, coming: str) -> str:
    """The same of all links, from what was counted before and two tables of links that go and that come."""
    return tidy(f"""
        select place, level, sum(links)::bigint as links
        from (
            select place, level, links from {LEVEL_TALLY.name}
            union all
            select place, level, links from ({linked_levels(threshold, coming)})
            union all
            select place, level, -links from ({linked_levels(threshold, going)})
        )
        group by place, level
        having sum(links) > 0
        order by place, level
    """)
