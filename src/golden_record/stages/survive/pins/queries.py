"""The SQL of pins: the log of what was set and ended, the records that are meant, and what is said about them."""

from __future__ import annotations

from golden_record.model.claims import USABLE_CLAIM
from golden_record.warehouse import ident, tidy


def pins() -> str:
    """One row per pin, in the order in which they were set: the columns of `pin`."""
    return "select * from pin order by pin_id"


def endings() -> str:
    """One row per pin that has ended: the columns of `pin_end`."""
    return "select * from pin_end order by pin_id"


def sights() -> str:
    """One row per pin whose record was seen: the columns of `pin_sight`."""
    return "select * from pin_sight order by pin_id"


def statuses() -> str:
    """One row per pin of the last run: the columns of `pin_status`."""
    return "select * from pin_status order by pin_id"


def next_number() -> str:
    """The number of the next pin."""
    return "select coalesce(max(pin_id), 0) + 1 from pin"


def noted(table: str, width: int) -> str:
    """Add one row to a table of the log; the parameters are its columns."""
    return f"insert into {ident(table)} values ({', '.join('?' * width)})"


def pinned_profiles() -> str:
    """One row per pin whose record is there: the profile that the record is in."""
    return tidy("""
        select pin_id, profile_id
        from pin
        join source_record using (source, source_id)
        join membership using (record_id)
        order by pin_id
    """)


def highest_record() -> str:
    """The highest record id that there is; 0 without any."""
    return "select coalesce(max(record_id), 0) from source_record"


def said_of(frame: str) -> str:
    """One row per record and usable claim of each profile and attribute of a registered frame, in order.

    A record that says nothing of the attribute has one row without value.
    """
    return tidy(f"""
        select
            profile_id,
            asked.attribute as attribute,
            record_id,
            source,
            source_id,
            said.raw as raw,
            said.value as value,
            coalesce(said.key, said.value) as identity,
            said.observed_at as observed_at
        from {ident(frame)} as asked
        join membership using (profile_id)
        join source_record using (record_id)
        left join (
            select * from claim where {USABLE_CLAIM}
        ) as said using (record_id, attribute)
        order by profile_id, attribute, source, source_id, position
    """)


def elected(frame: str, lineage: str) -> str:
    """One row per profile and attribute of a registered frame that has a result in a table of lineage."""
    return tidy(f"""
        select
            profile_id,
            attribute,
            value,
            source,
            source_id,
            written,
            candidate_count,
            value_count
        from {ident(lineage)}
        semi join {ident(frame)} using (profile_id, attribute)
        order by profile_id, attribute
    """)


def outranked(frame: str, lineage: str) -> str:
    """Remove the results of the profiles and attributes of a registered frame from a table of lineage."""
    return tidy(f"""
        delete from {ident(lineage)}
        where (profile_id, attribute) in (select (profile_id, attribute) from {ident(frame)})
    """)
