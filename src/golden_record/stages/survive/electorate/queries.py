"""The SQL of who is asked: profiles, their records and claims, and how results take the place of older ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from golden_record.model.changes import MEMBERSHIP_CHANGE, RECORDS_LISTED
from golden_record.model.tables import Table
from golden_record.warehouse import dropped, ident, indented, literal, stack, temporary, tidy
from golden_record.warehouse.sql import column

ASKED_PROFILE = "asked_profile"
"""Profiles that are asked, and those that are gone."""

ASKED_MEMBER = "asked_member"
ASKED_CLAIM = "asked_claim"
"""Records, with their profile, and claims of the profiles that are asked."""


def asked_profiles(changed: Collection[str]) -> str:
    """Make the temporary table of profiles that are asked, gone ones too, once each; `changed` are stages with lists.

    What a source says may change a profile though no claim is other: when a record was observed is told of it too.
    """
    lists = [f"select record_id from {table.name}" for stage, table in RECORDS_LISTED.items() if stage in changed]
    # One look through all memberships for the records of both lists.
    listed = indented("\nunion\n".join(lists), 4)
    told = f"select distinct profile_id\nfrom membership\nsemi join (\n    {listed}\n) using (record_id)"
    found = [told] if lists else []
    found += [f"select profile_id from {MEMBERSHIP_CHANGE.name}"] if "cluster" in changed else []
    return temporary(ASKED_PROFILE, "\nunion\n".join(found) or "select null::varchar as profile_id where false")


def asked_too(frame: str) -> str:
    """Ask the profiles of a registered frame as well."""
    return tidy(f"""
        insert into {ASKED_PROFILE}
        select profile_id
        from {ident(frame)}
        anti join {ASKED_PROFILE} using (profile_id)
    """)


def asked_among(frame: str) -> str:
    """One row per profile of a registered frame that is asked."""
    return f"select profile_id from {ident(frame)} semi join {ASKED_PROFILE} using (profile_id)"


def everyone() -> tuple[str, ...]:
    """Ask the records and claims of all profiles, without moving any of them."""
    return (
        f"create or replace temporary view {ASKED_MEMBER} as\n{_members('membership')}",
        f"create or replace temporary view {ASKED_CLAIM} as select * from claim",
    )


def no_everyone() -> tuple[str, ...]:
    """Forget `everyone`."""
    return tuple(f"drop view if exists temp.{name}" for name in (ASKED_MEMBER, ASKED_CLAIM))


def asked_alone() -> tuple[str, ...]:
    """Ask the records and claims of the asked profiles, taken out of the great tables once."""
    members = _members(f"(select * from membership semi join {ASKED_PROFILE} using (profile_id))")
    # What cleaning made of them is asked, not what was found.
    claims = f"select claim.* exclude (raw, reason) from claim semi join {ASKED_MEMBER} using (record_id)"
    return temporary(ASKED_MEMBER, members), temporary(ASKED_CLAIM, claims)


def claims_asked() -> str:
    """One row per attribute that is asked for: how many claims there are."""
    return f"select attribute, count(*) from {ASKED_CLAIM} group by attribute"


def claims_of(attributes: Iterable[str]) -> str:
    """The asked claims of some attributes."""
    return f"select * from {ASKED_CLAIM} where attribute in ({', '.join(map(literal, attributes))})"


def everything(table: str) -> str:
    """All rows of a table."""
    return f"select * from {ident(table)}"


def no_asked_alone() -> tuple[str, ...]:
    """Drop the tables of `asked_alone`."""
    return dropped(ASKED_CLAIM), dropped(ASKED_MEMBER)


def declared(name: str, table: Table) -> str:
    """Declare a temporary table with the columns of another: one made from no rows may lose what is then inserted."""
    columns = stack((f"{column(item.name)} {item.type}" for item in table.columns), indent=4)
    return f"create or replace temporary table {ident(name)} (\n    {columns}\n)"


def given_up(table: str, among: str = ASKED_PROFILE) -> str:
    """Remove the rows of the asked profiles, or of those in another table."""
    return f"delete from {ident(table)} where profile_id in (select profile_id from {ident(among)})"


def taken_over(table: str, asked: str) -> str:
    """Put the new rows of the asked profiles in their place."""
    return f"insert into {ident(table)} by name\nselect * from {ident(asked)}"


def golden_changes(golden: str) -> str:
    """One row per profile that was asked, that is gone, or that has a row in the table `golden`."""
    return tidy(f"""
        select profile_id from {ASKED_PROFILE}
        union
        select profile_id from {ident(golden)}
    """)


def _members(memberships: str) -> str:
    return tidy(f"""
        select
            record_id,
            profile_id,
            match_probability,
            source,
            source_id,
            observed_at
        from {memberships}
        join source_record using (record_id)
    """)
