"""Statements of the household stage: whom shared values tie, and the households that come of it."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.claims import NEVER_US
from golden_record.model.homes import HOUSEHOLD_TRAIT
from golden_record.stages.household.rules import Households, Rule
from golden_record.warehouse import indented, literal, tidy

HELD = HOUSEHOLD_TRAIT.name
"""What all profiles hold."""

STEPS = ("home", "evidence", "holding", "tie")
"""The temporary tables that lead from what profiles hold to whom it ties, in the order in which they are made."""


# --- what ties profiles


def crowd_traits(households: Households, held: str = HELD) -> str:
    """One row per value that more profiles hold than a household may have, of traits that can be a crowd's.

    `held` is a table like `household_trait`, of some values.
    """
    names = ", ".join(literal(trait.name) for trait in households.traits if trait.can_crowd) or "null"
    return tidy(f"""
        select
            trait,
            null::integer as rule,
            value
        from {held}
        where trait in ({names})
        group by trait, value
        having count(*) > {literal(households.max_profiles)}
    """)


def crowd_rules(most: int) -> str:
    """One row per rule and value of all its traits together that more profiles hold than a household may have."""
    return tidy(f"""
        select
            null::varchar as trait,
            rule,
            value
        from holding
        where profiles > {literal(most)}
    """)


def evidence(households: Households, led: str | None = None) -> str:
    """Make `evidence`: one row per rule (its position), profile and value of all the rule's traits together.

    A value that more profiles hold than a household may have counts for nothing, where its kind makes it a crowd's.
    `led` is a table like `household_trait`, of all who hold some values: of the traits that lead a rule, only those of
    these are looked at that several profiles hold.
    """
    rules = "\nunion all\n".join(_of_rule(at, rule) for at, rule in enumerate(households.rules))
    crowd = "(select trait, value from household_crowd where rule is null)"
    leaders, others = (_shared(led), _of_leaders(households)) if led else (HELD, HELD)
    sound = tidy(f"""
        create or replace temp table evidence as
        with leader as (
            select *
            from {indented(leaders, 12)}
            anti join {crowd} using (trait, value)
        ),
        sound as (
            select *
            from {indented(others, 12)}
            anti join {crowd} using (trait, value)
        )
    """)
    return f"{sound}\n{rules}"


def _shared(led: str) -> str:
    """Rows of a table like `household_trait` with values that several profiles hold."""
    return tidy(f"""
        {led}
        semi join (
            select trait, value
            from {led}
            group by trait, value
            having count(*) > 1
        ) using (trait, value)
    """)


def _of_leaders(households: Households) -> str:
    """What the profiles of `leader` hold of the traits that a rule asks for beside its lead."""
    beside = {trait.name for rule in households.rules for trait in rule.traits if trait != rule.lead}
    return tidy(f"""
        (
            select *
            from {HELD}
            semi join leader using (profile_id)
            where trait in ({", ".join(map(literal, sorted(beside))) or "null"})
        )
    """)


def holdings() -> str:
    """Make `holding`: one row per rule and value that several profiles hold, with how many do."""
    return tidy("""
        create or replace temp table holding as
        select rule, value, count(*) as profiles
        from evidence
        group by rule, value
        having count(*) > 1
    """)


def ties(most: int, which: str = "true") -> str:
    """One row per rule, value, and pair of profiles, `left_id` before `right_id`, that it ties to each other.

    `seen_at` is the last time at which both held what they share. `which` is a condition on what ties `one` to `other`.
    """
    return tidy(f"""
        with telling as (
            select rule, value
            from holding
            where profiles <= {literal(most)}
        )
        select
            one.profile_id as left_id,
            other.profile_id as right_id,
            rule,
            value,
            max(least(one.seen_at, other.seen_at)) as seen_at
        from telling
        join evidence as one using (rule, value)
        join evidence as other using (rule, value)
        where one.profile_id < other.profile_id and {which}
        group by left_id, right_id, rule, value
    """)


# --- what is decided over


def ties_by_strength() -> str:
    """One row per tie, strongest first: the earlier rule, then the later time."""
    return tidy("""
        select left_id, right_id
        from tie
        order by rule, seen_at desc nulls last, left_id, right_id, value
    """)


def known_homes() -> str:
    """One row per profile of which the home is known."""
    return "select profile_id, value from home where value is not null order by profile_id"


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


def settled_ties(frame: str) -> str:
    """One row per tie, with what came of it.

    `frame` is (profile_id, component, home, household_id): where ties lead, and a number per home.
    """
    return tidy(f"""
        select
            left_id,
            right_id,
            rule,
            value,
            seen_at,
            one.component,
            case
                when one.household_id = other.household_id then {literal(TOGETHER)}
                when one.home <> other.home then {literal(APART)}
                else {literal(BEYOND)}
            end as standing
        from tie
        join {frame} as one on one.profile_id = left_id
        join {frame} as other on other.profile_id = right_id
    """)


TOGETHER, APART, BEYOND = "together", "apart", "beyond"
"""What comes of a tie: one household; none, as there are two homes; none, as it would hold too much."""


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


# --- what is told of them


def crowded_values(households: Households) -> str:
    """One row per trait or rule: how many values so many profiles hold that they count for nothing."""
    names = " ".join(f"when {at} then {literal(rule.name)}" for at, rule in enumerate(households.rules))
    return tidy(f"""
        select
            coalesce(trait, case rule {names} end) as name,
            count(*) as crowded
        from household_crowd
        group by trait, rule
        order by name, crowded
    """)


def left_out() -> str:
    """One row: pairs of profiles that are tied and live at two addresses, and others that are in no one household."""
    return tidy(f"""
        select
            count(*) filter (where standing = {literal(APART)}) as apart,
            count(*) filter (where standing = {literal(BEYOND)}) as beyond
        from (select distinct left_id, right_id, standing from household_tie where standing <> {literal(TOGETHER)})
    """)


# --- parts


def _of_rule(position: int, rule: Rule) -> str:
    """What each profile holds of all the traits of a rule at once."""
    names = {trait: f"t{at}" for at, trait in enumerate(rule.traits)}
    others = [name for trait, name in names.items() if trait != rule.lead]
    joins = "\n".join(f"join sound as {name} using (profile_id)" for name in others)
    conditions = " and ".join(f"{name}.trait = {literal(trait.name)}" for trait, name in names.items())
    first = names[rule.lead]
    value = (
        f"concat_ws(chr(31), {', '.join(f'{name}.value' for name in names.values())})" if others else f"{first}.value"
    )
    seen = f"least({', '.join(f'{name}.seen_at' for name in names.values())})" if others else f"{first}.seen_at"
    return tidy(f"""
        select
            {position} as rule,
            profile_id,
            {value} as value,
            {seen} as seen_at
        from leader as {first}
        @joins@
        where {conditions}
    """).replace("@joins@\n", f"{joins}\n" if joins else "")


def _inside(frame: str) -> str:
    """Ties between members of one household."""
    return tidy(f"""
        select
            household_id,
            household_tie.*
        from household_tie
        join {frame} on profile_id = left_id
        where standing = {literal(TOGETHER)}
    """)
