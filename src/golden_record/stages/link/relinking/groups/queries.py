"""Statements over the groups that a change touches: their pairs, what ties them, and the links that follow."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.changes import STANDARD_CHANGE
from golden_record.model.keys import EQUAL
from golden_record.model.matching import LINK_GROUP, LINK_NODE
from golden_record.model.tables import LINK
from golden_record.stages.link.queries import COMPARABLE
from golden_record.stages.link.relinking.queries import FORMER, LEAVING, OPEN, links_among, placed_pairs
from golden_record.stages.link.scoring.queries import BY_WEIGHT, INSIDE, links_of, name_of
from golden_record.warehouse import literal, tidy

WEIGHED = "weighed_pair"
ASKED = "asked_pair"
LOCAL_RECORD = "local_record"
LINKED = "linked_pair"
LOCAL_PAIR = "local_pair"
MISSING = "missing_pair"
COMPLETING = "completing_pair"
COMPONENT = "component"
KEPT_PAIR = "kept_pair"
NEW_LINK = "new_link"
GOING_LINK = "going_link"
SAME_LINK = "same_link"
GROUPED = "grouped_record"

TABLES = (
    *(WEIGHED, ASKED, LOCAL_RECORD, LINKED, LOCAL_PAIR, MISSING, COMPLETING, COMPONENT),
    *(KEPT_PAIR, NEW_LINK, GOING_LINK, SAME_LINK, GROUPED),
)
"""Temporary tables."""


def weighed_table(name: str) -> str:
    """An empty table, of this name, for pairs that are weighed anew."""
    return tidy(f"""
        create or replace temporary table {name} (
            left_id bigint,
            right_id bigint,
            place integer,
            likely boolean,
            weight double,
            matched_by varchar,
            levels tinyint[],
            weights float[]
        )
    """)


def asked_pairs(floor: float) -> str:
    """One row per weighed pair for which it matters which rule finds it first, and is not known."""
    return tidy(f"""
        select left_id, right_id
        from {WEIGHED}
        where place = {OPEN} and {_strong(floor)}
        union
        {links_among(f"(select left_id, right_id from {WEIGHED} where place = {OPEN})")}
    """)


def local_records(floor: float) -> str:
    """One row per record of a group that the change touches, and that group; null for a record that had no link.

    No link, before or after, leads out of these records.
    """
    return tidy(f"""
        with seed as (
            select record_id from {FORMER}
            union
            select record_id from {COMPARABLE}
            union
            select unnest([left_id, right_id]) as record_id from {ASKED}
            union
            select unnest([left_id, right_id]) as record_id from {WEIGHED} where {_strong(floor)}
        )
        select record_id, max(group_id) as group_id
        from (
            {_whole_groups(LINK_GROUP.name, "seed")}
            union all
            select record_id, null
            from seed
        )
        group by record_id
    """)


def linked_pairs(floor: float) -> str:
    """One row per link of these groups, and its row in the table, where its levels and weights stay.

    Reading these for all links of the groups would take longest of all. Of rules and words there is what they decide.
    """
    return tidy(f"""
        select
            rowid as link_row,
            left_id,
            right_id,
            weight,
            {_strong(floor)} as strong,
            blocking_rule <> {literal(INSIDE)} as ties,
            blocking_rule = {literal(EQUAL)} as follows
        from {LINK.name}
        semi join {LOCAL_RECORD} as local on local.record_id = left_id
    """)


def local_pairs(floor: float, required: Sequence[int]) -> str:
    """One row per known pair of these groups: what is left of its links, and the weighed pairs that a rule finds.

    `ties` says whether a rule found the pair, so that it may tie records together, and `strong` whether it is strong
    enough to; `fresh` whether it was weighed now, and `place` then by which rule it was found. All else stays where it
    is until it is known which pairs are links.
    """
    return tidy(f"""
        with placed as ({placed_pairs(ASKED)}),
        found as (
            select weighed.* exclude (place), coalesce(nullif(weighed.place, {OPEN}), placed.place) as place
            from {WEIGHED} as weighed
            left join placed using (left_id, right_id)
        )
        select
            left_id,
            right_id,
            weight,
            strong,
            ties,
            {OPEN} as place,
            false as fresh
        from {LINKED}
        anti join {LEAVING} as l on l.record_id = left_id
        anti join {LEAVING} as r on r.record_id = right_id
        anti join {ASKED} as asked using (left_id, right_id)
        where not follows
        union all
        select left_id, right_id, weight, {_strong(floor)}, true, place, true
        from found
        where {_scored(required)}
    """)


def tying_pairs() -> str:
    """One row per pair of these groups that may tie a component together: ids and weight, in a fixed order."""
    return tidy(f"""
        select left_id, right_id, weight
        from {LOCAL_PAIR}
        where ties and strong
        order by left_id, right_id
    """)


def missing_as_pairs() -> str:
    """The missing pairs, and the position of the first rule that finds each, or `OPEN`."""
    return tidy(f"""
        with placed as ({placed_pairs(MISSING)})
        select left_id, right_id, coalesce(place, {OPEN}) as place
        from {MISSING}
        left join placed using (left_id, right_id)
    """)


def kept_pairs() -> str:
    """One row per known pair of these groups that is a link, and by which rule it was found if it was weighed now."""
    return tidy(f"""
        select left_id, right_id, place, fresh
        from {LOCAL_PAIR}
        left join {COMPONENT} as here on here.record_id = left_id
        left join {COMPONENT} as there on there.record_id = right_id
        where here.component = there.component or (ties and strong)
    """)


def new_links(rules: Sequence[str], required: Sequence[int]) -> str:
    """The links that were weighed now, with those of the copies that follow them.

    All pairs that were missing inside components are links; those that a rule would have kept bear its name.
    """
    kept = tidy(f"""
        select left_id, right_id, weight, {name_of(rules)} as blocking_rule, matched_by, levels, weights
        from (
            select weighed.* replace (kept.place as place)
            from {WEIGHED} as weighed
            join (select left_id, right_id, place from {KEPT_PAIR} where fresh) as kept using (left_id, right_id)
            union all
            select * replace (case when {_scored(required)} then place else {OPEN} end as place)
            from {COMPLETING}
        )
    """)
    return links_of(kept, LINK_NODE.name)


def going_links() -> str:
    """The links of these groups that are none any more, or that are weighed again, each with its row in the table."""
    return tidy(f"""
        with staying as (
            select left_id, right_id
            from {KEPT_PAIR}
            where not fresh
        ),
        going as (
            select link_row
            from {LINKED}
            anti join (
                select left_id, right_id
                from staying
                union all
                select left_id, copy.record_id
                from staying
                join {LINK_NODE.name} as second on second.record_id = right_id and second.node_id = left_id
                join {LINK_NODE.name} as copy on copy.node_id = left_id and copy.copy > 2
                where second.copy = 2
            ) as kept using (left_id, right_id)
        )
        select rowid as link_row, *
        from {LINK.name}
        where rowid in (select link_row from going)
    """)


def same_links() -> str:
    """One row per link that takes the place of its equal."""
    rest = (item for item in LINK.column_names if item not in {"left_id", "right_id"})
    return tidy(f"""
        select left_id, right_id
        from {GOING_LINK} as going
        join {NEW_LINK} as made using (left_id, right_id)
        where {" and ".join(f"going.{name} is not distinct from made.{name}" for name in rest)}
    """)


def without_same(links: str) -> str:
    """Leave out of a table the links that stay as they are."""
    return tidy(f"""
        delete from {links}
        using {SAME_LINK} as same
        where {links}.left_id = same.left_id and {links}.right_id = same.right_id
    """)


def changed_pairs() -> str:
    """One row per pair whose link comes, goes, or takes the place of another: what the former one was, if any."""
    return tidy(f"""
        select
            left_id,
            right_id,
            going.left_id is not null as linked,
            going.blocking_rule as blocking_rule,
            going.weights as weights
        from {GOING_LINK} as going
        full join {NEW_LINK} as made using (left_id, right_id)
        order by left_id, right_id
    """)


def remove_links() -> str:
    """Remove the links that go."""
    return f"delete from {LINK.name} where rowid in (select link_row from {GOING_LINK})"


def local_links() -> str:
    """One row per link of these groups as they are now: its records."""
    return tidy(f"""
        select left_id, right_id from {LINKED} anti join {GOING_LINK} using (link_row)
        union all
        select left_id, right_id from {NEW_LINK}
    """)


def remove_groups() -> str:
    """Remove the rows of these groups that are others now."""
    former = f"select record_id from {LOCAL_RECORD} anti join {GROUPED} using (record_id, group_id)"
    return f"delete from {LINK_GROUP.name} where record_id in ({former} where group_id is not null)"


def new_groups() -> str:
    """The rows of these groups that are not there yet."""
    return f"select * from {GROUPED} anti join {LOCAL_RECORD} using (record_id, group_id) order by record_id"


def listed_records() -> str:
    """One row per record of a group, before or after, in which anything is other, and per touched record.

    Asked while `link_group` has the groups that there were.
    """
    ends = "select unnest([left_id, right_id]) as record_id from"
    return tidy(f"""
        with moved as (
            select record_id from {STANDARD_CHANGE.name}
            union
            {ends} {GOING_LINK}
            union
            {ends} {NEW_LINK}
        )
        select record_id from moved
        union
        select record_id from ({_whole_groups(LINK_GROUP.name, "moved")})
        union
        select record_id from ({_whole_groups(GROUPED, "moved")})
        order by record_id
    """)


def _whole_groups(groups: str, records: str) -> str:
    """The rows of a table of groups, of all groups that a record of another table is in."""
    touched = f"select group_id from {groups} semi join {records} using (record_id)"
    return f"select record_id, group_id from {groups} semi join ({touched}) as touched using (group_id)"


def _strong(floor: float) -> str:
    return f"(weight >= {literal(floor)} or matched_by <> {literal(BY_WEIGHT)})"


def _scored(required: Sequence[int]) -> str:
    """Whether a pair that a rule found is kept: of those that must run all, of the others the likely ones."""
    must = f" or place in ({', '.join(map(str, required))})" if required else ""
    return f"(place >= 0 and (likely{must}))"
