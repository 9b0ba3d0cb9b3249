"""Statements that count claims per source and attribute: all of them, or what some records add and take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from golden_record.model.tables import CLAIM, STANDARD_RECORD
from golden_record.model.tallies import FIELD_TALLY, VALUE_SPREAD, VALUE_TALLY
from golden_record.stages.standardize.scope import TOUCHED, TOUCHED_IDS
from golden_record.warehouse import added, indented, literal, stack, temporary, tidy

FORMER_SOURCE = "former_source"
"""Temporary table of whose the touched records were: of those that are gone, nothing else tells it later."""

FORMER_CLAIM, PRESENT_CLAIM = "former_claim", "present_claim"
"""Temporary tables of what the touched records said before, as far as it is counted, and of what they claim now."""

MOVED_MENTION = "moved_mention"
"""Temporary table of the values that the touched records say more often than before, or less often."""

MOVED_TALLY = "moved_tally"
"""Temporary table of how often such values occur, of those that are counted one by one."""

OF_A_RUN = (FORMER_SOURCE, FORMER_CLAIM, PRESENT_CLAIM, MOVED_MENTION, MOVED_TALLY)

_COUNTS = tuple(name for name in FIELD_TALLY.column_names if name.endswith("_count"))

_ANYONE = "source_record"
_IDENTITY = "coalesce(key, value, raw)"
_ANY_CLAIM = f"claim join (select record_id, source from {_ANYONE}) using (record_id)"


def field_tallies() -> str:
    """Add one row per source and attribute: how many claims there are of each quality."""
    return added(FIELD_TALLY.name, _tallies(_ANY_CLAIM))


def value_tallies(recurring: Sequence[str]) -> str:
    """Add one row per source, attribute and value that is counted one by one: how often it occurs.

    `recurring` are the attributes that have few values by nature. Of the others, values that could not be read are
    counted so: there are few of them, and nothing else finds them but to look at every claim.
    """
    parts = [_mentions(f"key is null and not {_among(recurring)}")]
    parts += [_mentions(_among(recurring))] if recurring else []
    return added(VALUE_TALLY.name, "\nunion all\n".join(parts))


def value_spreads(recurring: Sequence[str]) -> str:
    """Add one row per source, attribute and number of times that a value occurs: how many values occur so often.

    When the values that are counted one by one are.
    """
    return added(
        VALUE_SPREAD.name,
        tidy(f"""
            select source, attribute, times, count(*)
            from (
                select source, attribute, times
                from {VALUE_TALLY.name}
                where {_among(recurring)}
                union all
                select source, attribute, times
                from ({indented(_mentions(f"not {_among(recurring)}"), 16)})
            )
            group by source, attribute, times
        """),
    )


def former_sources() -> str:
    """Whose the touched records were, as a temporary table, while `standard_record` is as the last run left it."""
    found = f"select record_id, source from {STANDARD_RECORD.name} semi join {TOUCHED_IDS} using (record_id)"
    return temporary(FORMER_SOURCE, found)


def former_claims(recurring: Sequence[str]) -> str:
    """What these records say, as a temporary table."""
    return temporary(FORMER_CLAIM, _said_by(FORMER_SOURCE, recurring))


def further_claims(recurring: Sequence[str]) -> str:
    """Add what is said by records that have been touched since."""
    since = f"(select record_id, source from {TOUCHED.records} anti join {FORMER_SOURCE} using (record_id))"
    return added(FORMER_CLAIM, _said_by(since, recurring))


def present_claims(claims: Iterable[str], recurring: Sequence[str]) -> str:
    """What the touched records claim, as a temporary table: queries of claims, with what is counted of each."""
    claimed = "\nunion all\n".join(f"select * from (\n{one}\n)" for one in claims)
    return temporary(
        PRESENT_CLAIM,
        tidy(f"""
            select
                *,
                {_IDENTITY} as identity,
                key is null or {_among(recurring)} as tallied
            from (
                {indented(claimed, 16)}
            )
            join (select record_id, source from {TOUCHED.records}) using (record_id)
        """),
    )


def claims_added() -> str:
    """Add these claims to the others."""
    return added(CLAIM.name, f"select {', '.join(CLAIM.column_names)}\nfrom {PRESENT_CLAIM}")


def _said_by(records: str, recurring: Sequence[str]) -> str:
    """One row per claim of some records, (record_id, source): `tallied` if its value is counted one by one."""
    return tidy(f"""
        select
            record_id,
            source,
            attribute,
            position,
            quality,
            key,
            {_IDENTITY} as identity,
            key is null or {_among(recurring)} as tallied
        from claim
        join {records} as asked using (record_id)
    """)


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

    `tallied` is how much of that is counted one by one. Most records that have changed say most of what they said.
    """
    return temporary(
        MOVED_MENTION,
        tidy(f"""
            select
                source,
                attribute,
                identity,
                sum(more)::bigint as more,
                coalesce(sum(more) filter (where tallied), 0)::bigint as tallied
            from (
                select source, attribute, identity, tallied, 1 as more from {PRESENT_CLAIM}
                union all
                select source, attribute, identity, tallied, -1 from {FORMER_CLAIM}
            )
            group by source, attribute, identity
            having more <> 0 or tallied <> 0
        """),
    )


def moved_tallies() -> str:
    """How often values that are counted one by one occur now, if that is other, as a temporary table."""
    return temporary(
        MOVED_TALLY,
        tidy(f"""
            select source, attribute, identity, coalesce(former.times, 0) + tallied as times
            from {MOVED_MENTION}
            left join {VALUE_TALLY.name} as former using (source, attribute, identity)
            where tallied <> 0
        """),
    )


def tallies_withdrawn() -> str:
    """Take away what was known of these."""
    values = f"select source, attribute, identity from {MOVED_TALLY}"
    return f"delete from {VALUE_TALLY.name}\nwhere (source, attribute, identity) in ({values})"


def tallies_added() -> str:
    """Add what is known of these."""
    return added(VALUE_TALLY.name, f"select * from {MOVED_TALLY} where times > 0")


def spreads_moved(looked_up: Sequence[str]) -> str:
    """One row per source, attribute and number of times that a value occurs, as it is now that some values have moved.

    When the values that are counted one by one have. `looked_up` are the attributes of which not all are: claims that
    say none of the keys that have moved are left out while they are read.
    """
    return tidy(f"""
        with found as (
            select record_id, attribute, key as identity
            from claim
            where {_among(looked_up)} and key in (select identity from {MOVED_MENTION} where {_among(looked_up)})
        ),
        counted as (
            select source, attribute, identity, count(*) as times
            from found
            join (select record_id, source from {_ANYONE}) using (record_id)
            group by source, attribute, identity
            union all
            select * from {VALUE_TALLY.name}
        ),
        moved as (
            select source, attribute, identity, coalesce(sum(times), 0)::bigint as times, any_value(more) as more
            from {MOVED_MENTION}
            left join counted using (source, attribute, identity)
            group by source, attribute, identity
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


def _mentions(condition: str) -> str:
    """One row per source, attribute and value of all claims for which a condition holds: how often it occurs."""
    return tidy(f"""
        select
            source,
            attribute,
            {_IDENTITY} as identity,
            count(*) as times
        from {_ANY_CLAIM}
        where {condition}
        group by source, attribute, identity
    """)


def _among(attributes: Sequence[str]) -> str:
    return f"attribute in ({', '.join(map(literal, attributes))})" if attributes else "false"
