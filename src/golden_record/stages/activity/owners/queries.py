"""The SQL that finds the profile behind the key of an event: one row per key, and no profile where two would do."""

from __future__ import annotations

from golden_record.config.activity import EventConfig
from golden_record.model.attribute_types import Kind
from golden_record.model.claims import USABLE_CLAIM
from golden_record.warehouse import literal, tidy

ASSIGNED, UNKNOWN, AMBIGUOUS = "assigned", "unknown", "ambiguous"
"""What becomes of a key."""


def owners(events: str, config: EventConfig, kind: Kind | None, *, sealed: bool) -> str:
    """One row per distinct key of a table of events: the founder of the profile that it belongs to, and its fate.

    `kind` is that of the attribute whose values the keys are, None for keys of records; `sealed` keys are the hashes of
    payment cards.
    """
    if config.source is not None:
        return _by_record(events, config.source)
    return _by_value(events, str(config.attribute), kind, sealed=sealed)


def _by_record(events: str, source: str) -> str:
    return tidy(f"""
        with asked as (
            {_asked(events)}
        )
        select
            {literal(events)} as events,
            key,
            founder_id,
            case when founder_id is null then {literal(UNKNOWN)} else {literal(ASSIGNED)} end as fate
        from asked
        left join (
            select source_id as key, founder_id
            from source_record
            join membership using (record_id)
            join profile using (profile_id)
            where source = {literal(source)}
        ) using (key)
    """)


def _by_value(events: str, attribute: str, kind: Kind | None, *, sealed: bool) -> str:
    form = "key" if sealed else _form("key", kind)
    return tidy(f"""
        with asked as (
            {_asked(events)}
        ),
        held as (
            {_held(attribute, kind, sealed=sealed)}
        ),
        holder as (
            select form, count(distinct founder_id) as profiles, min(founder_id) as founder_id
            from held
            join membership using (record_id)
            join profile using (profile_id)
            group by form
        )
        select
            {literal(events)} as events,
            key,
            case when profiles = 1 then holder.founder_id end as founder_id,
            case
                when profiles is null then {literal(UNKNOWN)}
                when profiles > 1 then {literal(AMBIGUOUS)}
                else {literal(ASSIGNED)}
            end as fate
        from asked
        left join holder on holder.form = {form}
    """)


def _held(attribute: str, kind: Kind | None, *, sealed: bool) -> str:
    """One row per record and value of an attribute, in the form in which keys are compared.

    As cleaned, and as the record writes it, unless it writes several values into one cell: the key of an event may
    have been written by the same hand. What stands for no value, and so has no key, is nobody's.
    """
    usable = f"attribute = {literal(attribute)} and key is not null and {USABLE_CLAIM}"
    if sealed:
        return f"select key as form, record_id from claim where {usable}"
    return tidy(f"""
        select {_form("value", kind)} as form, record_id from claim where {usable}
            union
            select form, record_id
            from (
                select {_form("raw", kind)} as form, record_id, count(*) over (partition by record_id, raw) as values
                from claim
                where {usable}
            )
            where values = 1
    """)


def _asked(events: str) -> str:
    return f"select distinct key from event where events = {literal(events)} and key is not null"


def _form(text: str, kind: Kind | None) -> str:
    """What is compared of a text: of an address of e-mail all signs, of anything else letters and digits alone."""
    if kind == "email":
        return f"lower(trim({text}))"
    return f"upper(regexp_replace({text}, '[^\\p{{L}}\\p{{N}}]+', '', 'g'))"
