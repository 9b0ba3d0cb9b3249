"""Statements that count claims per source and attribute: all of them, or what some records add and take away."""

from __future__ import annotations

from golden_record.model.tables import STANDARD_RECORD
from golden_record.model.tallies import FIELD_TALLY, VALUE_SPREAD
from golden_record.stages.standardize.scope import TOUCHED, TOUCHED_IDS
from golden_record.warehouse import added, indented, stack, temporary, tidy

FORMER_SOURCE = "former_source"
"""Temporary table of whose the touched records were: of those that are gone, nothing else tells it later."""

TOUCHED_SOURCE = "touched_source"
"""Temporary table of whose all touched records are, or were."""

FORMER_CLAIM, PRESENT_CLAIM = "former_claim", "present_claim"
"""Temporary tables of what the touched records said before, and of what they say now, as far as it is counted."""

MOVED_MENTION = "moved_mention"
"""Temporary table of the values that the touched records say more often than before, or less often."""

OF_A_RUN = (FORMER_SOURCE, TOUCHED_SOURCE, FORMER_CLAIM, PRESENT_CLAIM, MOVED_MENTION)

_COUNTS = tuple(name for name in FIELD_TALLY.column_names if name.endswith("_count"))

_ANYONE = "source_record"
_IDENTITY = "coalesce(key, value, raw)"
_ANY_CLAIM = f"claim\njoin (select record_id, source from {_ANYONE}) using (record_id)"


def field_tallies() -> str:
    """Add one row per source and attribute: how many claims there are of each quality."""
    return added(FIELD_TALLY.name, _tallies(_ANY_CLAIM))


def value_spreads() -> str:
    """Add one row per source, attribute and number of times that a value occurs: how many values occur so often."""
    return added(
        VALUE_SPREAD.name,
        tidy(f"""
            select source, attribute, times, count(*)
            from ({indented(_mentions(_ANY_CLAIM, _IDENTITY), 12)})
            group by source, attribute, times
        """),
    )


def former_sources() -> str:
    """Whose the touched records were, as a temporary table, while `standard_record` is as the last run left it."""
    found = f"select record_id, source from {STANDARD_RECORD.name} semi join {TOUCHED_IDS} using (record_id)"
    return temporary(FORMER_SOURCE, found)


def touched_sources() -> str:
    """Whose the touched records are, gone ones too, as a temporary table."""
    return temporary(
        TOUCHED_SOURCE,
        tidy(f"""
            select record_id, source from {FORMER_SOURCE}
            union
            select record_id, source from {TOUCHED.records}
        """),
    )


def touched_claims(name: str) -> str:
    """What the touched records say, as a temporary table of this name."""
    return temporary(
        name,
        tidy(f"""
            select source, attribute, position, quality, {_IDENTITY} as identity
            from claim
            join {TOUCHED_SOURCE} using (record_id)
        """),
    )


def tallies_moved() -> str:
    """One row per source and attribute: the counts without what the touched records said, and with what they say."""
    less = stack((f"-{count} as {count}" for count in _COUNTS), indent=12)
    sums = stack((f"sum({count})::bigint as {count}" for count in _COUNTS), indent=12)
    return tidy(f"""
        select
            source,
            attribute,
            {sums}
        from (
            select * from {FIELD_TALLY.name}
            union all
            select
                source,
                attribute,
                {less.replace(" " * 12, " " * 16)}
            from ({indented(_tallies(FORMER_CLAIM), 12)})
            union all
            select * from ({indented(_tallies(PRESENT_CLAIM), 12)})
        )
        group by source, attribute
        having sum(value_count) > 0
    """)


def moved_mentions() -> str:
    """The values that the touched records say more often now, or less often, as a temporary table; `more` may be < 0.

    Most records that have changed say most of what they said.
    """
    return temporary(
        MOVED_MENTION,
        tidy(f"""
            select source, attribute, identity, coalesce(present.times, 0) - coalesce(former.times, 0) as more
            from ({indented(_mentions(PRESENT_CLAIM), 12)}) as present
            full join ({indented(_mentions(FORMER_CLAIM), 12)}) as former using (source, attribute, identity)
            where present.times is distinct from former.times
        """),
    )


def spreads_moved() -> str:
    """One row per source, attribute and number of times that a value occurs, as it is now that some values have moved.

    Values that have no key are few. The others are looked up by the key as it stands: claims in which it is none of
    theirs are then left out while they are read.
    """
    return tidy(f"""
        with found as (
            select record_id, attribute, key as identity
            from claim
            semi join {MOVED_MENTION} as moved on moved.identity = claim.key
            union all
            select record_id, attribute, {_IDENTITY}
            from claim
            where key is null and {_IDENTITY} in (select identity from {MOVED_MENTION})
        ),
        present as (
            select source, attribute, identity, count(*) as times
            from found
            join (select record_id, source from {_ANYONE}) using (record_id)
            group by source, attribute, identity
        ),
        moved as (
            select source, attribute, coalesce(times, 0) as times, more
            from {MOVED_MENTION}
            left join present using (source, attribute, identity)
        )
        select source, attribute, frequency, sum(distinct_count)::bigint as distinct_count
        from (
            select * from {VALUE_SPREAD.name}
            union all
            select source, attribute, times, 1 from moved
            union all
            select source, attribute, times - more, -1 from moved
        )
        where frequency > 0
        group by source, attribute, frequency
        having sum(distinct_count) > 0
    """)


def _tallies(claims: str) -> str:
    # Every record that says anything of an attribute says something in the first place.
    return tidy(f"""
        select
            source,
            attribute,
            count(*) filter (where position = 0) as filled_count,
            count(*) as value_count,
            count(*) filter (where quality in ('good', 'repaired')) as valid_count,
            count(*) filter (where quality = 'suspicious') as suspicious_count,
            count(*) filter (where quality = 'placeholder') as placeholder_count
        from {indented(claims, 8)}
        group by source, attribute
    """)


def _mentions(claims: str, identity: str = "identity") -> str:
    return tidy(f"""
        select
            source,
            attribute,
            {identity} as identity,
            count(*) as times
        from {indented(claims, 8)}
        group by source, attribute, identity
    """)
