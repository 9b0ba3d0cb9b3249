"""Statements that find shared values: who holds a value, what class that makes it, which columns say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from golden_record.model.attribute_types import TYPES
from golden_record.model.holders import CROWD_RECORD, JUNK_HOLDER
from golden_record.model.tables import SHARED_VALUE, STANDARD_RECORD
from golden_record.stages.standardize.evidence.queries import Person, counted, person_of
from golden_record.stages.standardize.queries import cache_table
from golden_record.stages.standardize.records.queries import DRAFT
from golden_record.stages.standardize.sharing import limits
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column


def shared_values(attributes: Mapping[str, str], shared: Sequence[str]) -> str:
    """One row per value that proves nothing by itself: held by several people, a default date, or known as junk.

    `attributes` is name to type. Values of `shared` attributes are never placeholders on account of their holders:
    there the job itself says that many people may use them.
    """
    person = person_of(attributes)
    identifying = [name for name, type_ in attributes.items() if TYPES[type_].identifies]
    dates = [name for name, type_ in attributes.items() if type_ == "birth_date"]
    parts = [
        *([_held_by_several(identifying, shared)] if identifying else []),
        *(_default_dates(name, person) for name in dates),
        *([_known_junk(person)] if identifying or dates else []),
    ]
    found = _stacked(f"select * from (\n{part}\n)" for part in parts or [_no_value()])
    return f"{found}\norder by attribute, class, records desc, key, value"


def class_counts() -> str:
    """One row per attribute and class: values, and how often records hold one; junk that cleaning knows is left out."""
    return tidy("""
        select
            attribute,
            class,
            count(*) as shared_values,
            sum(records)::bigint as uses
        from shared_value
        where key is not null
        group by attribute, class
        order by attribute, class
    """)


def perhaps_constant(attributes: Sequence[str]) -> str:
    """One row per attribute of which nearly all records may hold the same value: they do by a coarse hash of it.

    Who has hardly a value twice is cleared by it, and need not be counted value by value. Records that stand aside are
    few, and may count twice here: to leave them out takes as long as all the rest.
    """
    columns = ", ".join(map(column, attributes))
    counts = _stacked(
        f"select {literal(name)} as attribute, count(*) as records\n"
        f"from laid_out where {column(name)} is not null group by hash({column(name)}) % {_BUCKETS}"
        for name in attributes
    )
    laid_out = f"select {columns} from {STANDARD_RECORD.name} union all select {columns} from {CROWD_RECORD.name}"
    return f"with laid_out as not materialized (\n    {laid_out}\n),\nheld as (\n{counts}\n)\n" + tidy(f"""
        select attribute
        from held
        group by attribute
        having {_constant(f"sum(records) - (select count(*) from {CROWD_RECORD.name})")}
        order by attribute
    """)


def constant_attributes(attributes: Sequence[str]) -> str:
    """One row per attribute of which nearly all records hold the same value, with their share."""
    counts = _stacked(
        f"select {literal(name)} as attribute, count(*) as records\n"
        f"from {DRAFT} where {column(name)} is not null group by {column(name)}"
        for name in attributes
    )
    return f"with held as (\n{counts}\n)\n" + tidy(f"""
        select
            attribute,
            max(records) / sum(records) as share
        from held
        group by attribute
        having {_constant("sum(records)")}
        order by attribute
    """)


def _constant(filled: str) -> str:
    """Whether so many records as `filled` tells hold the same value nearly all, where `records` hold one each."""
    return f"sum(records) >= {limits.CONSTANT_RECORDS} and max(records) > {limits.CONSTANT_SHARE} * ({filled})"


# Groups so few that counting them costs nothing, and so many that few columns are looked at twice in vain.
_BUCKETS = 64


# --- values of several people


def _held_by_several(identifying: Sequence[str], shared: Sequence[str]) -> str:
    """One row per value of an identifying attribute that is no single person's own."""
    filled = _filled(identifying)
    forms = _stacked(map(_forms, identifying))
    classed = tidy(f"""
        classed as (
            select
                *,
                {_class(shared, indent=16)} as class
            from value_evidence
            join filled using (attribute)
        )
    """)
    known = f"with filled as (\n{filled}\n),\nform as (\n{forms}\n),\n{classed}\n"
    return known + tidy(f"""
        select
            attribute,
            min(form.value) as value,
            key,
            class,
            {_COUNTS},
            {_reason(indent=12)} as reason
        from classed
        join form using (attribute, key)
        where class is not null
        group by all
        """)


def _filled(attributes: Sequence[str]) -> str:
    """One row per attribute: how many records have it."""
    counts = (f"{{attribute: {literal(name)}, filled: count({column(name)})}}" for name in attributes)
    return f"select unnest([\n    {stack(counts, indent=4)}\n], recursive := true)\nfrom {DRAFT}"


def _forms(attribute: str) -> str:
    """One row per cleaned value: its key, and how it is shown."""
    return f"select {literal(attribute)} as attribute, key, value from {ident(cache_table(attribute))}"


def _class(shared: Sequence[str], *, indent: int) -> str:
    """The class of a value by its holders; null for a person's own."""
    closed = f"attribute not in ({', '.join(map(literal, shared))}) and " if shared else ""
    crowd = (
        f"(given_names >= {limits.CROWD_GIVEN} and family_names >= {limits.CROWD_FAMILIES}"
        f" or birth_dates >= {limits.CROWD_DATES}) and records >= {limits.CROWD_SHARE} * filled"
    )
    multitude = f"given_names >= {limits.MULTITUDE} and family_names >= {limits.MULTITUDE}"
    families = f"initials >= {limits.LARGE_INITIALS} and family_names >= {limits.LARGE_FAMILIES}"
    dates = f"birth_dates > {limits.MOST_PERSONAL_DATES}"
    clauses = (
        f"when {closed}({crowd} or {multitude}) then 'placeholder'",
        f"when {families} or initials = 0 and ({dates} or records > {limits.MOST_NAMELESS}) then 'organisation'",
        f"when initials > {limits.MOST_PERSONAL} or {dates} then 'family'",
    )
    return stack(("case", *(f"    {clause}" for clause in clauses), "end"), indent=indent, separator="")


def _reason(*, indent: int) -> str:
    clauses = (
        "when class = 'placeholder' then 'held by a crowd'",
        "when class = 'family' then 'held by several people'",
        "when initials = 0 then 'held by many records without names'",
        "else 'held by people of several families'",
    )
    return stack(("case", *(f"    {clause}" for clause in clauses), "end"), indent=indent, separator="")


# --- dates and words that stand for none


def _default_dates(attribute: str, person: Person) -> str:
    """One row per birth date that so many people share that a form or a program must have filled it in."""
    return tidy(f"""
        with held as (
            select {column(attribute)} as key, count(*) as records
            from {DRAFT}
            where length({column(attribute)}) = {len("1980-01-01")}
            group by key
        ),
        usual as (
            select median(records) as frequency, sum(records) as filled
            from held
        ),
        spike as (
            select key
            from held
            cross join usual
            where records >= {limits.DATE_SPIKE} * frequency
                and records >= {limits.CROWD_SHARE} * filled
        )
        select
            {literal(attribute)} as attribute,
            key as value,
            key,
            'placeholder' as class,
            {counted(indent=12)},
            'a date far more frequent than others' as reason
        from (
            select
                {column(attribute)} as key,
                source,
                {person.given} as given,
                {person.family} as family,
                {column(attribute)} as born
            from {DRAFT}
        )
        semi join spike using (key)
        group by key
        having given_names >= {limits.CROWD_GIVEN}
            and family_names >= {limits.CROWD_FAMILIES}
    """)


def _known_junk(person: Person) -> str:
    """One row per text that cleaning calls a placeholder, if several records hold it."""
    return tidy(f"""
        with holder as (
            select
                attribute,
                value,
                reason,
                source,
                {person.given} as given,
                {person.family} as family,
                {person.born} as born
            from {JUNK_HOLDER.name}
            join {DRAFT} using (record_id)
        )
        select
            attribute,
            value,
            null::varchar as key,
            'placeholder' as class,
            {counted(indent=12)},
            coalesce(nullif(min(reason), 'placeholder'), 'known as a placeholder') as reason
        from holder
        group by attribute, value
        having count(*) >= {limits.FEWEST_RECORDS}
    """)


def _no_value() -> str:
    """No row at all, in the shape of shared values."""
    columns = [f"null::{item.type} as {column(item.name)}" for item in SHARED_VALUE.columns]
    return f"select {', '.join(columns)} where false"


# --- parts

_COUNTS = "records, sources, given_names, family_names, birth_dates"


def _stacked(selects: Iterable[str]) -> str:
    return "\nunion all\n".join(selects)
