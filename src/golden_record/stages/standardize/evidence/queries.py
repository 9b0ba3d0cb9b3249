"""Statements that find the values that may be several people's, and count who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from golden_record.model.attribute_types import TYPES, part_column
from golden_record.model.holders import CROWD_RECORD, JUNK_HOLDER, VALUE_EVIDENCE
from golden_record.model.tables import CLAIM
from golden_record.stages.standardize.queries import cache_table, cleaned_values
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.records.queries import DRAFT, drafts_of
from golden_record.stages.standardize.scope import EVERYTHING, TOUCHED_IDS, Scope
from golden_record.stages.standardize.sharing import limits
from golden_record.stages.standardize.tallies.queries import FORMER_CLAIM
from golden_record.warehouse import ident, indented, literal, stack, temporary, tidy
from golden_record.warehouse.sql import column

FORMER_HOLDERS = "former_holder"
"""Temporary table of the values that touched records held before: (attribute, key, record_id)."""

TOUCHED_KEYS = "touched_key"
"""Temporary table of the values that touched records hold, or held before."""

TOUCHED_HOLDERS = "touched_holder"
"""Temporary table of the records that hold these values: (attribute, key, record_id)."""


@dataclass(frozen=True)
class Person:
    """What of a record tells one person from another, as SQL; null where the job has no such attribute."""

    given: str = "null::varchar"
    family: str = "null::varchar"
    born: str = "null::varchar"


def person_of(attributes: Mapping[str, str]) -> Person:
    """The job's first name and birth date; of a family name only the start of its sound, where slips are rare."""
    found = Person()
    for name, type_ in reversed(list(attributes.items())):
        if type_ == "person_name":
            family = f"left({column(part_column(name, 'family_sound'))}, 3)"
            found = Person(column(part_column(name, "given")), family, found.born)
        elif type_ == "birth_date":
            found = Person(found.given, found.family, column(name))
    return found


def identifying_among(attributes: Mapping[str, str]) -> list[str]:
    """The attributes, name to type, of which a value tells who somebody is."""
    return [name for name, type_ in attributes.items() if TYPES[type_].identifies]


def counted(*, indent: int) -> str:
    """Who the holders are: three letters tell given names apart, and forgive a slip behind them."""
    return stack(
        (
            "count(*) as records",
            "count(distinct source) as sources",
            "count(distinct left(given, 3)) as given_names",
            "count(distinct family) as family_names",
            "count(distinct born) as birth_dates",
        ),
        indent=indent,
    )


def value_evidence(attributes: Mapping[str, str]) -> str:
    """One row per value of identifying attributes, name to type, that may be several people's: who its holders are.

    Most values are held by one or two records, or by namesakes: a first look at counts and initials finds the others.
    """
    person = person_of(attributes)
    found = [_witnesses(name, person, _first_look(name, person)) for name in identifying_among(attributes)]
    return _stacked(found or [_NO_EVIDENCE])


def touched_holders(attributes: Mapping[str, str]) -> str:
    """Who holds the values of identifying attributes that touched records hold, or held, as a temporary table.

    Whoever stands aside, as the touched records do now, is asked how they are drafted; all others claim what they hold.
    """
    names = identifying_among(attributes)
    if not names:
        return temporary(TOUCHED_HOLDERS, _NO_HOLDER)
    claimed = indented(_stacked(map(_claimants_of, names)), 4)
    aside = _stacked(map(_holders_of, names))
    found = f"select distinct *\nfrom (\n    {claimed}\n)\nanti join {CROWD_RECORD.name} using (record_id)"
    return temporary(TOUCHED_HOLDERS, f"{found}\nunion all\n{aside}")


def touched_evidence(attributes: Mapping[str, str]) -> str:
    """The same as `value_evidence` of these values alone: their holders are few, and who they are is looked up once."""
    person = person_of(attributes)
    told = (
        "record_id",
        "source",
        f"{person.given} as given",
        f"{person.family} as family",
        f"{person.born} as born",
    )
    return tidy(f"""
        with several as materialized (
            select *
            from {TOUCHED_HOLDERS}
            semi join (
                select attribute, key
                from {TOUCHED_HOLDERS}
                group by attribute, key
                having count(*) >= {limits.FEWEST_RECORDS}
            ) as frequent using (attribute, key)
        ),
        holder as (
            {indented(drafts_of("several", told), 12)}
        ),
        held as materialized (
            select *
            from several
            join holder using (record_id)
        ),
        suspect as materialized (
            select attribute, key
            from held
            group by attribute, key
            having {_SUSPECT}
        )
        select
            attribute,
            key,
            count(distinct left(given, 1)) as initials,
            {counted(indent=12)}
        from held
        semi join suspect using (attribute, key)
        group by attribute, key
    """)


def evidence_withdrawn() -> str:
    """Take what was known of these values away."""
    return f"delete from {VALUE_EVIDENCE.name}\nwhere (attribute, key) in (select attribute, key from {TOUCHED_KEYS})"


def former_holders(attributes: Mapping[str, str]) -> str:
    """The values of identifying attributes that the touched records hold, as a temporary table.

    They claim them; those that stand aside are asked how they are drafted.
    """
    names = identifying_among(attributes)
    if not names:
        return temporary(FORMER_HOLDERS, _NO_HOLDER)
    claimed = tidy(f"""
        select distinct attribute, key, record_id
        from {FORMER_CLAIM}
        anti join {CROWD_RECORD.name} using (record_id)
        where key is not null and attribute in ({", ".join(map(literal, names))})
    """)
    return temporary(FORMER_HOLDERS, _stacked((claimed, *map(_drafted, names))))


def touched_keys(attributes: Mapping[str, str]) -> str:
    """The values that touched records hold, while they stand aside, or held before, as a temporary table."""
    held = _stacked((f"select * from {FORMER_HOLDERS}", *map(_drafted, identifying_among(attributes))))
    return temporary(TOUCHED_KEYS, f"select distinct attribute, key\nfrom (\n    {indented(held, 4)}\n)")


def _drafted(attribute: str) -> str:
    """One row per value of an attribute and touched record that stands aside."""
    return tidy(f"""
        select {literal(attribute)} as attribute, unnest({column(attribute)}) as key, record_id
        from {CROWD_RECORD.name}
        semi join {TOUCHED_IDS} using (record_id)
    """)


def junk_holders(readings: Sequence[Readings], scope: Scope = EVERYTHING) -> str:
    """One row per text of some attributes that cleaning calls a placeholder, and record of a scope that says it."""
    return _stacked(f"select * from (\n{_junk_holders(read, scope)}\n)" for read in readings)


def junk_withdrawn() -> str:
    """Take away what is known of the touched records."""
    return f"delete from {JUNK_HOLDER.name}\nwhere record_id in (select record_id from {TOUCHED_IDS})"


def _junk_holders(readings: Readings, scope: Scope) -> str:
    attribute = readings.attribute
    return tidy(f"""
        with suspect as (
            select distinct reading, raw
            from {ident(cache_table(attribute, scope))}
            where quality = 'placeholder'
        ),
        junk as (
            select reading, raw, min(reason) as reason
            from {ident(cache_table(attribute, scope))}
            semi join suspect using (reading, raw)
            group by reading, raw
            having bool_and(quality = 'placeholder')
        )
        select distinct
            {literal(attribute)} as attribute,
            lower(trim(source_value.raw)) as value,
            record_id,
            cleaned.reason
        {cleaned_values(readings, "junk", scope=scope, indent=8)}
        where attribute = {literal(attribute)}
    """)


_NO_HOLDER = "select null::varchar as attribute, null::varchar as key, null::bigint as record_id where false"


_NO_EVIDENCE = f"select * from {VALUE_EVIDENCE.name} where false"


def _witnesses(attribute: str, person: Person, keys: str) -> str:
    """One row per value of some keys that may be several people's."""
    return tidy(f"""
        select
            {literal(attribute)} as attribute,
            key,
            count(distinct left(given, 1)) as initials,
            {counted(indent=12)}
        from (
            select
                unnest({column(attribute)}) as key,
                source,
                {person.given} as given,
                {person.family} as family,
                {person.born} as born
            from {DRAFT}
        )
        where key in ({keys})
        group by key
        having {_SUSPECT}
    """)


def _first_look(attribute: str, person: Person) -> str:
    held = f"select unnest({column(attribute)}) as key, {person.given} as given from {DRAFT}"
    return f"select key from ({held}) group by key having {_SUSPECT}"


def _claimants_of(attribute: str) -> str:
    """One row per claim of a touched value of an attribute."""
    condition = f"attribute = {literal(attribute)} and {_touched(attribute)}"
    return f"select attribute, key, record_id\nfrom {CLAIM.name}\nwhere {condition}"


def _holders_of(attribute: str) -> str:
    """One row per touched value of an attribute and record aside that holds it."""
    return tidy(f"""
        select {literal(attribute)} as attribute, key, record_id
        from (select record_id, unnest({column(attribute)}) as key from {CROWD_RECORD.name})
        where {_touched(attribute)}
    """)


def _touched(attribute: str) -> str:
    return f"key in (select key from {TOUCHED_KEYS} where attribute = {literal(attribute)})"


# An initial is a bit of its own, since keys are ASCII: to count bits takes half the time of telling letters apart.
_INITIALS = "bit_count(bit_or(1::hugeint << least(ascii(given), 126)))"
_SUSPECT = (
    f"count(*) >= {limits.FEWEST_RECORDS}"
    f" and ({_INITIALS} > {limits.MOST_PERSONAL} or count(*) > {limits.MOST_PERSONAL_DATES})"
)


def _stacked(selects: Iterable[str]) -> str:
    return "\nunion all\n".join(selects)
