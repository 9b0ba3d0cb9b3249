"""Statements about a part of all profiles: which they are, what they hold now, and who lives with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from golden_record.model.changes import MEMBERSHIP_CHANGE, STANDARD_CHANGE
from golden_record.stages.household.extent import PART, PART_CLAIM
from golden_record.stages.household.holdings.queries import ANSWER
from golden_record.stages.household.rules import Households, Rule
from golden_record.warehouse import differences, dropped, literal, temporary, tidy
from golden_record.warehouse.sql import column

TOUCHED = "touched"
"""Temporary table of profiles that may hold something else than before."""

REHOMED = "rehomed"
"""Temporary table of these, and of profiles whose bare house number may mean another flat."""

STIRRED = "stirred"
"""Temporary table of these, and of profiles that hold what has become a crowd's or no longer is one's."""

SETTLED = "settled"
"""Temporary table of profiles that ties, former or new ones, lead to from one of these."""

ASKED, HOLDER = "asked_value", "holder"
"""Temporary tables of values of which it matters who holds them, whatever the trait, and of whoever does."""

PART_MEMBER = "part_member"
"""Temporary table of the records of touched profiles."""

_ASIDE = (
    *(TOUCHED, REHOMED, STIRRED, SETTLED, ASKED, HOLDER, PART_MEMBER, PART_CLAIM, PART.records),
    *("new_place", "touched_house", "former_house", "new_held", "former_crowd", "moved_value", "reached", "former_tie"),
    *(f"{when}_{table}" for when in ("former", "new") for table in ("household", "household_member")),
)
"""What is set apart for the length of the stage."""


def no_part() -> Iterable[str]:
    """The end of all that was set apart."""
    return map(dropped, _ASIDE)


# --- who is touched


def touched(changed: Collection[str]) -> str:
    """Make `touched`: profiles of which a record, or a value of one, is other. `changed` are stages with changes."""
    listed = {
        "standardize": f"select distinct profile_id from membership semi join {STANDARD_CHANGE.name} using (record_id)",
        "cluster": f"select profile_id from {MEMBERSHIP_CHANGE.name}",
    }
    nobody = "select profile_id from membership where false"
    queries = [query for stage, query in listed.items() if stage in changed]
    return temporary(TOUCHED, "\nunion\n".join(queries or [nobody]))


def part_member() -> str:
    """The records of touched profiles."""
    query = f"select record_id, profile_id\nfrom membership\nsemi join {TOUCHED} using (profile_id)"
    return temporary(PART_MEMBER, query)


def part_claim(attributes: Iterable[str]) -> str:
    """What these say of some attributes."""
    names = ", ".join(map(literal, attributes)) or "null"
    return temporary(
        PART_CLAIM,
        tidy(f"""
            select record_id, profile_id, attribute, key, value, observed_at
            from claim
            join {PART_MEMBER} using (record_id)
            where attribute in ({names})
        """),
    )


def part_record(columns: Iterable[str]) -> str:
    """Some of their comparable columns."""
    names = ", ".join(map(column, ("record_id", *columns)))
    query = f"select {names}\nfrom standard_record\nsemi join {PART_MEMBER} using (record_id)"
    return temporary(PART.records, query)


# --- where they live


def new_places(query: str) -> str:
    """Put the places of touched profiles aside."""
    return temporary("new_place", query)


def touched_houses() -> str:
    """Make `touched_house`: houses in which a touched profile lives, or has lived."""
    return temporary(
        "touched_house",
        tidy(f"""
            select town, street, house from new_place
            union
            select town, street, house from household_place semi join {TOUCHED} using (profile_id)
        """),
    )


def former_houses() -> str:
    """Make `former_house`: the flat that a bare house number meant in each of these, before their places change."""
    return temporary("former_house", _answers())


def rehomed() -> str:
    """Make `rehomed`, now that the places of touched profiles are there."""
    return temporary(
        REHOMED,
        tidy("""
            with present as (
            @answers@
            ),
            moved as (
                select town, street, house
                from present
                left join former_house as former using (town, street, house)
                where present.answer is distinct from former.answer
            )
            select profile_id from @touched@
            union
            select profile_id
            from household_place
            semi join moved using (town, street, house)
            where flat is null
        """)
        .replace("@answers@", _answers())
        .replace("@touched@", TOUCHED),
    )


def _answers() -> str:
    return tidy(f"""
        select town, street, house, {ANSWER} as answer
        from household_place
        semi join touched_house using (town, street, house)
        group by town, street, house
    """)


# --- what they hold


def new_held(query: str) -> str:
    """Put what they hold aside."""
    return temporary("new_held", query)


def without_places() -> str:
    """Take out the places of touched profiles."""
    return f"delete from household_place where profile_id in (select profile_id from {TOUCHED})"


def without_held() -> str:
    """Take out what touched profiles held."""
    return f"delete from household_trait where profile_id in (select profile_id from {TOUCHED})"


def without_homes(households: Households) -> str:
    """Take out where the others lived who are rehomed."""
    home = literal(households.home.name if households.home else None)
    return f"delete from household_trait where trait = {home} and profile_id in (select profile_id from {REHOMED})"


def former_crowd() -> str:
    """Keep the crowds of the last run."""
    return temporary("former_crowd", "select * from household_crowd")


def no_crowd() -> str:
    """Take out all crowds."""
    return "delete from household_crowd"


def asked_values(households: Households, table: str) -> str:
    """Make `asked_value`: what the profiles of a table hold, and what was a crowd's.

    Of traits that can be a crowd's or lead a rule: whoever holds all that a rule asks for holds its lead.
    """
    leads = {rule.lead for rule in households.rules}
    names = ", ".join(literal(trait.name) for trait in households.traits if trait.can_crowd or trait in leads)
    held = tidy(f"""
        select value from household_trait semi join {table} using (profile_id) where trait in ({names})
        union
        select value from former_crowd where rule is null
    """)
    parts = (
        f"union\nselect {_led(rule)} from former_crowd where rule = {at}" for at, rule in enumerate(households.rules)
    )
    return temporary(ASKED, "\n".join((held, *parts)))


def _led(rule: Rule) -> str:
    """The lead's part of a value of a rule; no key holds the separator itself."""
    return f"string_split(value, chr(31))[{rule.traits.index(rule.lead) + 1}]" if len(rule.traits) > 1 else "value"


def holders() -> str:
    """Make `holder`: one row per asked value, trait, and profile that holds it."""
    return temporary(HOLDER, f"select household_trait.*\nfrom household_trait\nsemi join {ASKED} using (value)")


def stirred() -> str:
    """Make `stirred`, now that the crowds of single traits are known, and of rules not yet."""
    return temporary(
        STIRRED,
        tidy(f"""
            with crowd as (
                select trait, value, 0 as before, 1 as now from household_crowd
                union all
                select trait, value, 1, 0 from former_crowd where rule is null
            ),
            moved as (
                select trait, value
                from crowd
                group by trait, value
                having sum(now) <> sum(before)
            )
            select profile_id from {REHOMED}
            union
            select profile_id from {HOLDER} semi join moved using (trait, value)
        """),
    )


# --- whom it ties


def moved_values() -> str:
    """Make `moved_value`: what has become too much for a rule, or no longer is; `holding` knows all that may be it."""
    return temporary(
        "moved_value",
        tidy("""
            with crowd as (
                select rule, value, 0 as before, 1 as now from household_crowd where rule is not null
                union all
                select rule, value, 1, 0 from former_crowd where rule is not null
            )
            select rule, value
            from crowd
            group by rule, value
            having sum(now) <> sum(before)
        """),
    )


_MOVED = "(rule, value) in (select rule, value from moved_value)"


def _of_stirred(side: str) -> str:
    return f"{side} in (select profile_id from {STIRRED})"


NEW_TIES = f"({_of_stirred('one.profile_id')} or {_of_stirred('other.profile_id')} or {_MOVED})"
"""Condition on the ties that may not have been there."""

_LOST_TIES = f"({_of_stirred('left_id')} or {_of_stirred('right_id')} or {_MOVED})"
"""Condition on former ties that are found again, or are no more."""


def reached() -> str:
    """Make `reached`: components of former ties that may change, by ties that are gone or by new ones in `tie`."""
    return temporary(
        "reached",
        tidy(f"""
            with met as (
                select profile_id from {STIRRED}
                union
                select left_id from tie
                union
                select right_id from tie
            )
            select distinct component
            from household_tie
            where left_id in (select profile_id from met)
                or right_id in (select profile_id from met)
                or {_MOVED}
        """),
    )


def former_ties() -> str:
    """Set aside the former ties of these components."""
    return temporary("former_tie", "select * from household_tie semi join reached using (component)")


def lasting_ties() -> str:
    """Add to `tie` those of them that are as they were."""
    return tidy(f"""
        insert into tie
        select left_id, right_id, rule, value, seen_at
        from former_tie
        where not {_LOST_TIES}
    """)


def without_former_ties() -> str:
    """Take out the former ties of these components."""
    return "delete from household_tie where component in (select component from reached)"


def settled() -> str:
    """Make `settled`: profiles that had ties in these components, or have them now."""
    ends = (f"select {side} as profile_id from {table}" for table in ("tie", "former_tie") for side in _SIDES)
    return temporary(SETTLED, "\nunion\n".join(ends))


_SIDES = ("left_id", "right_id")


# --- what has become of them


def new(table: str) -> str:
    """The name under which the rows of the part are kept until they take their place."""
    return f"new_{table}"


def former_members() -> str:
    """Keep the members of households among those who are settled anew."""
    query = f"select *\nfrom household_member\nsemi join {SETTLED} using (profile_id)"
    return temporary("former_household_member", query)


def former_households() -> str:
    """Keep their households; a household never has members of whom some are settled anew and some not."""
    query = "select *\nfrom household\nsemi join former_household_member using (household_id)"
    return temporary("former_household", query)


def moved_profiles() -> str:
    """One row per profile that is in another household, has come into one, or is in one no longer."""
    return tidy("""
        select profile_id
        from new_household_member as present
        full join former_household_member as former using (profile_id)
        where present.household_id is distinct from former.household_id
        order by profile_id
    """)


def differing_rows(table: str) -> str:
    """One row: how many rows of the part were not, or are no longer there."""
    return differences(f"new_{table}", f"former_{table}")


def without_former(table: str, key: str) -> str:
    """Take out the rows that were."""
    return f"delete from {table} where {key} in (select {key} from former_{table})"


def new_rows(table: str) -> str:
    """The rows that are in their place."""
    return f"select * from new_{table}"
