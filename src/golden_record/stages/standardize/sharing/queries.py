"""Statements that find shared values: who holds a value, what class that makes it, which columns say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from golden_record.model.holders import DRAFT_TALLY, JUNK_HOLDER
from golden_record.model.tables import SHARED_VALUE
from golden_record.stages.standardize.changes.queries import FORMER
from golden_record.stages.standardize.evidence.queries import Person, counted, identifying_among, person_of
from golden_record.stages.standardize.queries import cache_table
from golden_record.stages.standardize.records.queries import DRAFT
from golden_record.stages.standardize.scope import EVERYTHING, Scope
from golden_record.stages.standardize.sharing import limits
from golden_record.warehouse import ident, indented, literal, stack, temporary, tidy
from golden_record.warehouse.sql import column

CLASSED = "classed_value"
"""Temporary table of the values of identifying attributes that are no single person's own: evidence and class."""

DEFAULT_DATE = "default_date"
"""Temporary table of the birth dates that a form or a program must have filled in, by attribute."""

OF_A_RUN = (CLASSED, DEFAULT_DATE)


def classed_values(shared: Sequence[str]) -> str:
    """The values that several people hold, as a temporary table.

    Values of `shared` attributes are never placeholders on account of their holders: there the job itself says that
    many people may use them.
    """
    return temporary(
        CLASSED,
        tidy(f"""
            with filled as (
                select attribute, sum(records)::bigint as filled
                from {DRAFT_TALLY.name}
                group by attribute
            )
            select
                *,
                {_class(shared, indent=16)} as class
            from value_evidence
            join filled using (attribute)
            where class is not null
        """),
    )


def default_dates(attributes: Mapping[str, str]) -> str:
    """The birth dates of attributes, name to type, that are far more frequent than others, as a temporary table."""
    found = list(map(_default_dates, birth_dates(attributes)))
    none = f"select attribute, part as key from {DRAFT_TALLY.name} where false"
    return temporary(DEFAULT_DATE, _stacked(f"select * from (\n{one}\n)" for one in found) if found else none)


def birth_dates(attributes: Mapping[str, str]) -> list[str]:
    """The attributes, name to type, that may have such dates."""
    return [name for name, type_ in attributes.items() if type_ == "birth_date"]


def default_attributes() -> str:
    """One row per attribute that has such dates."""
    return f"select distinct attribute from {DEFAULT_DATE} order by attribute"


def shared_values(attributes: Mapping[str, str], spiked: Sequence[str], scope: Scope = EVERYTHING) -> str:
    """One row per value that proves nothing by itself: held by several people, a default date, or known as junk.

    `attributes` is name to type; `spiked` are those with default dates, and `scope` the records of which anything is
    other.
    """
    person = person_of(attributes)
    identifying = identifying_among(attributes)
    judged = identifying or birth_dates(attributes)
    parts = [
        *([_held_by_several(identifying, scope)] if identifying else []),
        *(_held_by_default(name, person) for name in spiked),
        *([_known_junk(person)] if judged else []),
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

    Who has hardly a value twice is cleared by it, and need not be counted value by value.
    """
    return tidy(f"""
        select attribute
        from {DRAFT_TALLY.name}
        where attribute in ({", ".join(map(literal, attributes))})
        group by attribute
        having {_CONSTANT}
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
        having {_CONSTANT}
        order by attribute
    """)


# --- values of several people


def _held_by_several(identifying: Sequence[str], scope: Scope) -> str:
    """One row per value of an identifying attribute that is no single person's own."""
    return f"with {_forms(identifying, scope)}\n" + tidy(f"""
        select
            attribute,
            min(form.value) as value,
            key,
            class,
            {_COUNTS},
            {_reason(indent=12)} as reason
        from {CLASSED}
        join form using (attribute, key)
        group by all
        """)


def _forms(identifying: Sequence[str], scope: Scope) -> str:
    """How these values may be shown: their keys, and what they became when cleaned.

    Where few records are other, how a value was shown is known, and gives way to nothing but what they say.
    """
    if scope is EVERYTHING:
        return f"form as (\n{_kept_forms(identifying, CLASSED)}\n)"
    touched = (
        f"select {literal(name)} as attribute, key, value from {ident(cache_table(name, scope))}"
        for name in identifying
    )
    forms = (f"select attribute, key, value from {FORMER}", *touched, _kept_forms(identifying, "unknown"))
    return tidy(f"""
        unknown as (
            select attribute, key
            from {CLASSED}
            anti join {FORMER} using (attribute, key)
        ),
        form as (
            {indented(_stacked(forms), 12)}
        )
    """)


def _kept_forms(identifying: Sequence[str], wanted: str) -> str:
    """The same for the values that a table lists, from all that were ever cleaned."""
    return _stacked(
        f"select {literal(name)} as attribute, key, value\nfrom {ident(cache_table(name))}\n"
        f"where key in (select key from {wanted} where attribute = {literal(name)})"
        for name in identifying
    )


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


def _default_dates(attribute: str) -> str:
    """One row per birth date that is so frequent that a form or a program may have filled it in."""
    return tidy(f"""
        with held as (
            select part as key, records
            from {DRAFT_TALLY.name}
            where attribute = {literal(attribute)} and length(part) = {len("1980-01-01")}
        ),
        usual as (
            select median(records) as frequency, sum(records) as filled
            from held
        )
        select {literal(attribute)} as attribute, key
        from held
        cross join usual
        where records >= {limits.DATE_SPIKE} * frequency
            and records >= {limits.CROWD_SHARE} * filled
    """)


def _held_by_default(attribute: str, person: Person) -> str:
    """One row per such date that so many people share that nobody need have been born on it."""
    return tidy(f"""
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
        where key in (select key from {DEFAULT_DATE} where attribute = {literal(attribute)})
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

# Nearly all records hold the same value, where `records` hold one each, and more than chance would have.
_CONSTANT = f"sum(records) >= {limits.CONSTANT_RECORDS} and max(records) > {limits.CONSTANT_SHARE} * sum(records)"

_COUNTS = "records, sources, given_names, family_names, birth_dates"


def _stacked(selects: Iterable[str]) -> str:
    return "\nunion all\n".join(selects)
