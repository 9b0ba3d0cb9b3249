"""The SQL of what a finished mart promises: counts of rows that break it."""

from __future__ import annotations

from dataclasses import dataclass

from golden_record.warehouse import literal, stack, tidy


@dataclass(frozen=True)
class Check:
    """A promise of the finished file: `broken` counts the rows that break it."""

    name: str
    broken: str


def checks(among: str | None = None) -> tuple[Check, ...]:
    """What must hold of any mart, whatever the data: of all of it, or of the profiles whose ids stand in `among`.

    What may be written whole whatever has changed is asked of all. `broken_among` names the rows of these profiles.
    """

    def of(table: str) -> str:
        return table if among is None else f"{_EXAMINED}{table}"

    golden, known = of("golden_profile"), "golden_profile"
    return (
        Check("a golden profile without records", _orphans(golden, of("profile_record"))),
        Check("a record of an unknown profile", _orphans(of("profile_record"), golden)),
        Check("an identifier of an unknown profile", _orphans(of("profile_identifier"), golden)),
        Check("a lineage of an unknown profile", _orphans(of("attribute_lineage"), golden)),
        Check("a profile of an unknown household", _orphans(_housed(golden), "household", "household_id")),
        Check("a household that its profiles do not know", _orphans("household", _housed(known), "household_id")),
        Check("a candidate of an unknown profile", _orphans(of("attribute_candidate"), golden)),
        Check("activity of an unknown profile", _orphans("profile_activity", known)),
        Check("a profile twice", _repeated(golden, "profile_id")),
        Check("a household twice", _repeated("household", "household_id")),
        Check(
            "a record in two profiles",
            _repeated(_named_alike(of("profile_record")) if among else "profile_record", "source, source_id"),
        ),
        Check(
            "an attribute of a profile twice in the lineage",
            _repeated(of("attribute_lineage"), "profile_id, attribute"),
        ),
        Check("a retired id that leads nowhere", _orphans("profile_redirect", known)),
        Check(
            "a retired id that is in use",
            "select count(*) from profile_redirect join golden_profile on golden_profile.profile_id = old_profile_id",
        ),
        Check(
            "a live profile whose history has ended",
            _orphans(golden, f"(from {of('profile_history')} where valid_to is null)"),
        ),
        Check("a rank given twice", _repeated(of("attribute_candidate"), "profile_id, attribute, rank")),
    )


def broken_among(among: str) -> str:
    """One row per promise that is broken to the profiles whose ids stand in a table: its name, and how many times.

    All are asked at once: most look at the same rows, and one by one they would take one thread each.
    """
    looked_at = (
        f"{_EXAMINED}{table} as materialized ("
        f"select {', '.join(columns)} from {table} semi join {among} using (profile_id))"
        for table, columns in _LOOKED_AT.items()
    )
    asked = (f"select {literal(check.name)} as name, ({check.broken}) as times" for check in checks(among))
    return tidy(f"""
        with {stack(looked_at, indent=8)},
        answer as (
            {stack(asked, indent=12, separator=" union all")}
        )
        select name, times
        from answer
        where times > 0
    """)


_EXAMINED = "examined_"

_LOOKED_AT = {
    "golden_profile": ("profile_id", "household_id"),
    "profile_record": ("profile_id", "source", "source_id"),
    "profile_identifier": ("profile_id",),
    "attribute_lineage": ("profile_id", "attribute"),
    "attribute_candidate": ("profile_id", "attribute", "rank"),
    "profile_history": ("profile_id", "valid_to"),
}
"""By table, the columns that checks name."""


def _housed(profiles: str) -> str:
    return f"(select household_id from {profiles} where household_id is not null)"


def _named_alike(records: str) -> str:
    """These records, with those of other profiles that have the same names."""
    return f"(from profile_record semi join {records} using (source, source_id))"


def _orphans(table: str, parent: str, key: str = "profile_id") -> str:
    return f"select count(*) from {table} anti join {parent} using ({key})"


def _repeated(table: str, key: str) -> str:
    return f"select count(*) from (select {key} from {table} group by {key} having count(*) > 1)"
