"""Statements of the household stage: whom shared values tie, and the households that come of it."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.claims import NEVER_US
from golden_record.stages.household.rules import Households, Rule
from golden_record.warehouse import literal, tidy
from golden_record.warehouse.sql import column

STEPS = ("home", "held", "multitude", "evidence", "holding", "tie")
"""The temporary tables that lead from what profiles hold to whom it ties, in the order in which they are made."""


# --- what ties profiles


def multitudes(households: Households) -> str:
    """Make `multitude`: values that more profiles hold than a household may have, of traits that can be a crowd's."""
    names = ", ".join(literal(trait.name) for trait in households.traits if trait.can_crowd) or "null"
    return tidy(f"""
        create or replace temp table multitude as
        select trait, value
        from held
        where trait in ({names})
        group by trait, value
        having count(*) > {literal(households.max_profiles)}
    """)


def evidence(households: Households) -> str:
    """Make `evidence`: one row per rule (its position), profile and value of all the rule's traits together.

    A value that more profiles hold than a household may have counts for nothing, where its kind makes it a crowd's.
    """
    rules = "\nunion all\n".join(_of_rule(at, rule) for at, rule in enumerate(households.rules))
    sound = tidy("""
        create or replace temp table evidence as
        with sound as (
            select *
            from held
            anti join multitude using (trait, value)
        )
    """)
    return f"{sound}\n{rules}"


def holdings() -> str:
    """Make `holding`: one row per rule and value that several profiles hold, with how many do."""
    return tidy("""
        create or replace temp table holding as
        select rule, value, count(*) as profiles
        from evidence
        group by rule, value
        having count(*) > 1
    """)


def ties(most: int) -> str:
    """Make `tie`: one row per rule and pair of profiles, `left_id` before `right_id`, that it ties to each other.

    `seen_at` is the last time at which both held what they share.
    """
    return tidy(f"""
        create or replace temp table tie as
        with telling as (
            select rule, value
            from holding
            where profiles <= {literal(most)}
        )
        select
            one.profile_id as left_id,
            other.profile_id as right_id,
            rule,
            max(least(one.seen_at, other.seen_at)) as seen_at
        from telling
        join evidence as one using (rule, value)
        join evidence as other using (rule, value)
        where one.profile_id < other.profile_id
        group by left_id, right_id, rule
    """)


def no_step(name: str) -> str:
    """Drop a temporary table."""
    return f"drop table temp.{column(name)}"


# --- what is decided over


def ties_by_strength() -> str:
    """One row per tie, strongest first: the earlier rule, then the later time."""
    return tidy("""
        select
            left_id,
            right_id,
            rule
        from tie
        order by rule, seen_at desc nulls last, left_id, right_id
    """)


def known_homes() -> str:
    """One row per profile of which the home is known."""
    return "select profile_id, value from home where value is not null order by profile_id"


def crowded_values(households: Households) -> str:
    """One row per trait or rule: how many values so many profiles hold that they count for nothing."""
    names = " ".join(f"when {at} then {literal(rule.name)}" for at, rule in enumerate(households.rules))
    return tidy(f"""
        select trait as name, count(*) as crowded from multitude group by trait
        union all
        select case rule {names} end as name, count(*) as crowded
        from holding
        where profiles > {literal(households.max_profiles)}
        group by rule
        order by name, crowded
    """)


def founders(frame: str) -> str:
    """One row per household: the member with the oldest record. `frame` is (profile_id, first_id)."""
    return tidy(f"""
        select
            first_id,
            arg_min(profile_id, founder_id) as founder
        from {frame}
        join profile using (profile_id)
        group by first_id
        order by first_id
    """)


# --- households


def members(frame: str, rules: Sequence[Rule]) -> str:
    """One row per member: its household and its strongest tie there. `frame` is (profile_id, household_id)."""
    names = " ".join(f"when {at} then {literal(rule.name)}" for at, rule in enumerate(rules))
    return tidy(f"""
        with inside as (
        @inside@
        ),
        ended as (
            select left_id as profile_id, right_id as other_id, rule, seen_at from inside
            union all
            select right_id, left_id, rule, seen_at from inside
        ),
        strongest as (
            select
                profile_id,
                arg_min(
                    {{'rule': rule, 'other_id': other_id, 'seen_at': seen_at}},
                    row(rule, -coalesce(epoch_us(seen_at), {NEVER_US}), other_id)
                ) as own
            from ended
            group by profile_id
        )
        select
            profile_id,
            household_id,
            case struct_extract(own, 'rule') {names} end as reason,
            struct_extract(own, 'other_id') as other_profile_id,
            struct_extract(own, 'seen_at') as seen_at
        from {frame}
        join strongest using (profile_id)
        order by profile_id
    """).replace("@inside@", _inside(frame))


def households(frame: str, rules: Sequence[Rule]) -> str:
    """One row per household: its members, what ties them, and how its home was written best and last.

    `frame` is (profile_id, household_id).
    """
    names = " ".join(f"when {at} then {literal(rule.name)}" for at, rule in enumerate(rules))
    return tidy(f"""
        with inside as (
        @inside@
        ),
        reason as (
            select
                household_id,
                string_agg(case rule {names} end, '; ' order by rule) as reason
            from (select distinct household_id, rule from inside)
            group by household_id
        ),
        place as (
            select
                household_id,
                arg_max(shown, row(whole, coalesce(epoch_us(seen_at), {NEVER_US}), shown)) as address
            from {frame}
            join home using (profile_id)
            where value is not null
            group by household_id
        ),
        member as (
            select
                household_id,
                count(*) as profile_count,
                list(profile_id order by profile_id) as profile_ids
            from {frame}
            group by household_id
        )
        select
            household_id,
            profile_count,
            address,
            profile_ids,
            reason
        from member
        join reason using (household_id)
        left join place using (household_id)
        order by household_id
    """).replace("@inside@", _inside(frame))


# --- what is other than before


def before(table: str) -> str:
    """The name under which the rows of a table are kept."""
    return f"{table}_before"


def kept(table: str) -> str:
    """Keep the rows of a table as they are now."""
    return f"create or replace temp table {before(table)} as select * from {table}"


def moved_profiles() -> str:
    """Fill `household_change`: profiles that are in another household, have come into one, or are in one no longer."""
    return tidy(f"""
        insert into household_change
        select profile_id
        from household_member
        full join {before("household_member")} as former using (profile_id)
        where household_member.household_id is distinct from former.household_id
        order by profile_id
    """)


def differing_rows(table: str) -> str:
    """One row: how many rows of a table were not, or are no longer there."""
    return tidy(f"""
        select
            (select count(*) from (select * from {table} except select * from {before(table)}))
            + (select count(*) from (select * from {before(table)} except select * from {table}))
    """)


# --- parts


def _of_rule(position: int, rule: Rule) -> str:
    """What each profile holds of all the traits of a rule at once."""
    first, *others = (f"t{at}" for at in range(len(rule.traits)))
    names = [first, *others]
    joins = "\n".join(f"join sound as {name} using (profile_id)" for name in others)
    conditions = " and ".join(
        f"{name}.trait = {literal(trait.name)}" for name, trait in zip(names, rule.traits, strict=True)
    )
    value = f"concat_ws(chr(31), {', '.join(f'{name}.value' for name in names)})" if others else f"{first}.value"
    seen = f"least({', '.join(f'{name}.seen_at' for name in names)})" if others else f"{first}.seen_at"
    return tidy(f"""
        select
            {position} as rule,
            profile_id,
            {value} as value,
            {seen} as seen_at
        from sound as {first}
        @joins@
        where {conditions}
    """).replace("@joins@\n", f"{joins}\n" if joins else "")


def _inside(frame: str) -> str:
    """Ties between members of one household."""
    return tidy(f"""
        select
            one.household_id,
            tie.*
        from tie
        join {frame} as one on one.profile_id = left_id
        join {frame} as other on other.profile_id = right_id and other.household_id = one.household_id
    """)
