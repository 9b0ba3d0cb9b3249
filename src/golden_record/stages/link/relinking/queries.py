"""Statements that find what a change of records touches: nodes, blocks, pairs."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.changes import STANDARD_CHANGE
from golden_record.model.matching import BLOCK_KEY, BLOCKING_RULE, CROWDED_BLOCK, LINK_NODE, LINK_SHARED
from golden_record.model.tables import LINK
from golden_record.stages.link.blocking.queries import limit_of
from golden_record.stages.link.queries import COMPARABLE, picked_records, shared_keys
from golden_record.warehouse import literal, tidy
from golden_record.warehouse.sql import column

MOVED_SHARED = "moved_shared"
TOUCHED = "touched_record"
CHANGED = "changed_record"
FORMER = "former_node"
LEAVING = "leaving_node"
ENTERING = "entering_node"
GONE_KEY = "gone_key"
NEW_KEY = "new_key"
MOVED_BLOCK = "moved_block"
STAYING_KEY = "staying_key"
TOUCHED_BLOCK = "touched_block"
PAIR = "pair_to_score"
FREQUENCY = "held_frequency"
HELD_KEY = "held_key"

TABLES = (
    *(MOVED_SHARED, TOUCHED, CHANGED, FORMER, LEAVING, ENTERING),
    *(GONE_KEY, NEW_KEY, MOVED_BLOCK, STAYING_KEY, TOUCHED_BLOCK, PAIR, FREQUENCY, HELD_KEY),
)
"""Temporary tables, each the rows of the query that is called like it."""

OPEN = -1
"""Position of a pair of which it is not known yet which rule finds it first."""


# --- records


def moved_shared(lists: Sequence[str]) -> str:
    """One row per value that has become a person's own since links were last made, or has ceased to be."""
    now = shared_keys(lists)
    return tidy(f"""
        with now as ({now})
        (select attribute, key from now except select attribute, key from {LINK_SHARED.name})
        union all
        (select attribute, key from {LINK_SHARED.name} except select attribute, key from now)
    """)


def moved_attributes() -> str:
    """One row per attribute of which such a value is."""
    return f"select distinct attribute from {MOVED_SHARED} order by attribute"


def changed_records(marks: str, lists: Sequence[str]) -> str:
    """One row per touched record that compares otherwise: its mark, and the former one; null where there is none.

    Equal marks are equal values, of which others may be a person's own now. `marks` is a query of the marks of touched
    records, `lists` are the attributes of which other values are shared now: holders of these are touched, too.
    """
    holders = [
        f"select record_id from (select record_id, unnest({column(name)}) as key from {TOUCHED})"
        f" semi join (select key from {MOVED_SHARED} where attribute = {literal(name)}) as moved using (key)"
        for name in lists
    ]
    other = f"fresh.mark is not null and record_id in ({' union all '.join(holders)})" if holders else "false"
    return tidy(f"""
        with fresh as ({marks})
        select record_id, former.mark as former_mark, fresh.mark as mark
        from {STANDARD_CHANGE.name}
        left join {LINK_NODE.name} as former using (record_id)
        left join fresh using (record_id)
        where former.mark is distinct from fresh.mark or ({other})
    """)


def former_nodes() -> str:
    """The rows of `link_node` of every record that is, or was, equal to a changed one."""
    return tidy(f"""
        select *
        from {LINK_NODE.name}
        semi join (
            select former_mark as mark
            from {CHANGED}
            union all
            select mark
            from {CHANGED}
        ) as touched using (mark)
    """)


def marks_now() -> str:
    """One row per record of these nodes as they are now, and its mark."""
    return tidy(f"""
        select record_id, mark
        from {FORMER}
        anti join {CHANGED} using (record_id)
        union all
        select record_id, mark
        from {CHANGED}
        where mark is not null
    """)


def leaving_nodes() -> str:
    """One row per record that was compared and no longer is, or no longer as it was."""
    return _moved_nodes(FORMER, COMPARABLE)


def entering_nodes() -> str:
    """One row per record that is compared and was not, or not as it is."""
    return _moved_nodes(COMPARABLE, FORMER)


def _moved_nodes(table: str, other: str) -> str:
    return tidy(f"""
        select record_id
        from {table} as here
        left join (select record_id from {other} where copy <= 2) as there using (record_id)
        left join {CHANGED} as changed using (record_id)
        where copy <= 2 and (there.record_id is null or changed.record_id is not null)
    """)


def removed(table: str, gone: str) -> str:
    """Remove the rows of a table of which the record is in another."""
    return f"delete from {table} where record_id in (select record_id from {gone})"


def rows_of(table: str) -> str:
    """The rows of a table, in the order of its records."""
    return f"select * from {table} order by record_id"


def entering_records() -> str:
    """The standardised records that enter: most of them are touched, and at hand."""
    others = f"(select record_id from {ENTERING} anti join {TOUCHED} using (record_id))"
    return f"{picked_records(ENTERING, TOUCHED)}\nunion all\n{picked_records(others)}"


# --- blocks


def gone_keys() -> str:
    """The block keys of the records that leave, each with its row in the table."""
    return f"select rowid as key_row, * from {BLOCK_KEY.name} semi join {LEAVING} using (record_id)"


def remove_keys() -> str:
    """Remove these rows, but for those that their records enter with again: most of what a record has stays as it is.

    To look for the records again would take as long as the first time.
    """
    gone = f"select key_row from {GONE_KEY} anti join {NEW_KEY} using (place, record_id, key)"
    return f"delete from {BLOCK_KEY.name} where rowid in ({gone})"


def added_keys() -> str:
    """The block keys of the records that enter, without those that are still there."""
    return f"select * from {NEW_KEY} anti join {GONE_KEY} using (place, record_id, key) order by record_id"


def moved_blocks(limits: Sequence[int]) -> str:
    """One row per block that a record leaves or enters: how many leave and enter, and the most that it may have.

    `crowd` is how many records it had, where these were more than that.
    """
    return tidy(f"""
        with moved as (
            select place, key, 1 as gone, 0 as new from {GONE_KEY}
            union all
            select place, key, 0, 1 from {NEW_KEY}
        )
        select
            moved.place,
            key,
            sum(gone)::bigint as gone,
            sum(new)::bigint as new,
            {limit_of(limits, "moved.place")} as most,
            any_value(crowded.records) as crowd
        from moved
        left join {CROWDED_BLOCK.name} as crowded using (key)
        group by moved.place, key
    """)


def staying_keys() -> str:
    """The block keys, in these blocks, of the records that stay; but none of a block that is too large and stays so.

    Most records of such blocks are in one that is: to write them down would take longer than all others.
    """
    return tidy(f"""
        select *
        from {BLOCK_KEY.name}
        semi join (
            select key
            from {MOVED_BLOCK}
            where crowd is null or crowd - gone + new <= most
        ) as looked_at using (key)
        anti join {ENTERING} using (record_id)
    """)


def touched_blocks() -> str:
    """One row per block that a record leaves or enters: its records before and after, and the most that it may have."""
    return tidy(f"""
        select
            place,
            key,
            staying + gone as before,
            staying + new as after,
            most
        from (
            select moved.*, coalesce(crowd - gone, counted.records, 0) as staying
            from {MOVED_BLOCK} as moved
            left join (select key, count(*) as records from {STAYING_KEY} group by key) as counted using (key)
        )
    """)


def remove_crowds() -> str:
    """Remove the blocks that were too large and have other records now."""
    gone = f"select key from {TOUCHED_BLOCK} where before > most and before <> after"
    return f"delete from {CROWDED_BLOCK.name} where key in ({gone})"


def new_crowds() -> str:
    """The blocks that are too large now and had other records."""
    return tidy(f"""
        select place, key, after as records
        from {TOUCHED_BLOCK}
        where after > most and before <> after
        order by place, key
    """)


def recount_rules() -> str:
    """Bring up to date what each rule finds and skips."""
    return tidy(f"""
        update {BLOCKING_RULE.name}
        set pair_count = pair_count + more.pairs, skipped_values = skipped_values + more.skipped
        from (
            select
                place::integer as place,
                sum(
                    case when after <= most then after * (after - 1) // 2 else 0 end
                    - case when before <= most then before * (before - 1) // 2 else 0 end
                )::bigint as pairs,
                sum((after > most)::integer - (before > most)::integer)::bigint as skipped
            from {TOUCHED_BLOCK}
            group by place
        ) as more
        where position = more.place
    """)


# --- pairs


def touched_pairs() -> str:
    """One row per pair to weigh anew, and the first rule that finds it: `OPEN` where that is to be looked up.

    Of a record that enters, all pairs are; of two that stay, those of a block that is compared from now on, and such
    links as a block had that is compared no longer. The pair that copies beyond the second follow is weighed again.
    """
    return tidy(f"""
        with entering as (
            select least(n.record_id, m.record_id) as left_id, greatest(n.record_id, m.record_id) as right_id, n.place
            from {NEW_KEY} as n
            join {TOUCHED_BLOCK} as block on block.key = n.key and after <= most
            join {STAYING_KEY} as m on m.key = n.key
            union all
            select l.record_id, r.record_id, l.place
            from {NEW_KEY} as l
            join {TOUCHED_BLOCK} as block on block.key = l.key and after <= most
            join {NEW_KEY} as r on r.key = l.key and l.record_id < r.record_id
        ),
        staying as (
            select l.record_id as left_id, r.record_id as right_id, after <= most as opened
            from {TOUCHED_BLOCK} as block
            join {STAYING_KEY} as l on l.key = block.key
            join {STAYING_KEY} as r on r.key = block.key and l.record_id < r.record_id
            where (before <= most) <> (after <= most)
        ),
        opened as (
            select left_id, right_id
            from staying
            where opened
            union
            {links_among("staying")}
            union
            select l.node_id, l.record_id
            from {COMPARABLE} as l
            semi join (select node_id from {COMPARABLE} where copy = 3) as crowd using (node_id)
            where copy = 2
        )
        select left_id, right_id, min(place)::integer as place
        from entering
        group by left_id, right_id
        union all
        select left_id, right_id, {OPEN} as place
        from opened
        anti join entering using (left_id, right_id)
    """)


def links_among(pairs: str) -> str:
    """The records of the links among the pairs of a table or query."""
    # By one column the engine skips most links before it compares two.
    return tidy(f"""
        select left_id, right_id
        from {LINK.name}
        semi join (select left_id from {pairs}) as holder using (left_id)
        semi join {pairs} as pair using (left_id, right_id)
    """)


def held_keys(records: str) -> str:
    """The block keys of the records of a table, but for those of blocks that are too large."""
    return tidy(f"""
        select *
        from {BLOCK_KEY.name}
        semi join {records} using (record_id)
        anti join {CROWDED_BLOCK.name} as crowded using (key)
    """)


def placed_pairs(pairs: str) -> str:
    """One row per pair of a table (`left_id`, `right_id`) that a rule finds: the position of the first that does."""
    return tidy(f"""
        select left_id, right_id, min(l.place)::integer as place
        from {pairs}
        join {HELD_KEY} as l on l.record_id = left_id
        join {HELD_KEY} as r on r.record_id = right_id and r.key = l.key
        group by left_id, right_id
    """)


def rule_pairs() -> str:
    """One row per rule, by position: the pairs that it finds."""
    return f"select pair_count from {BLOCKING_RULE.name} order by position"


def compared_count() -> str:
    """One row: how many records are compared."""
    return f"select count(*) from {LINK_NODE.name} where copy <= 2"


def pairs_to_score(pairs: str) -> str:
    """Some pairs, a query of (left_id, right_id, place), as Splink wants them; what they are found by goes along."""
    return f"select left_id as join_key_l, right_id as join_key_r, place::varchar as match_key from (\n{pairs}\n)"


def pair_ends() -> str:
    """One row per record of these pairs."""
    return f"select join_key_l as record_id from {PAIR} union select join_key_r from {PAIR}"
