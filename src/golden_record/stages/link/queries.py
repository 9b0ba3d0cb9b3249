"""Statements of the link stage: comparable nodes, blocked pairs, counted patterns, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.attribute_types import TYPES, comparable_columns, part_column
from golden_record.model.keys import EQUAL
from golden_record.stages.link.blocking import MAX_BLOCK, Rule
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.model import DISTINCT, KinWeights, Model
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

COMPARABLE = "comparable_record"
NODE = "comparable_node"
USE = "value_use"
CANDIDATE = "candidate_pair"
SCORED = "scored_pair"

MOST_PEOPLE = 2
"""Different first letters of given names behind one value before it counts as shared: a couple still shares proof."""

MOST_NAMELESS = 30
"""Records behind one value before it counts as shared, where the job has no names to tell people apart."""

CERTAIN_WEIGHT = 20.0
"""Match weight of a pair that a deterministic rule joins: odds of a million to one."""


# --- what is compared


def value_use(attributes: Mapping[str, str]) -> str:
    """One row per attribute and value that identifies: how many records and how many people hold it."""
    given = next(
        (column(part_column(name, "given")) for name, type_ in attributes.items() if type_ == "person_name"), "null"
    )
    lists = [name for name, type_ in attributes.items() if TYPES[type_].multiple]
    selects = [
        tidy(f"""
            select
                {literal(name)} as attribute,
                unnest({column(name)}) as item,
                left({given}, 1) as letter
            from standard_record
        """)
        for name in lists
    ] or ["select null::varchar as attribute, null::varchar as item, null::varchar as letter where false"]
    return (
        "with held as (\n"
        + "\nunion all\n".join(selects)
        + "\n)\n"
        + tidy("""
        select
            attribute,
            item,
            count(*) as records,
            count(distinct letter) as people
        from held
        group by attribute, item
        """)
    )


def comparable_records(attributes: Mapping[str, str], shared: Sequence[str], unique: Sequence[str]) -> str:
    """One row per record: its comparable columns, the personal part of each list, and its node.

    `shared` names attributes that the job calls shared: none of their values is personal. Records that are equal in
    everything comparable form a node, named by its smallest record id; `copy` counts them from 1. Records of `unique`
    sources stay on their own: two of them are two people, however alike.
    """
    alone = f"case when source in ({', '.join(map(literal, unique))}) then record_id end" if unique else "null"
    own = list(comparable_columns(attributes.items()))
    extra, joins = [], []
    for name, type_ in attributes.items():
        if not TYPES[type_].multiple:
            continue
        alias = column(f"{name}__use")
        extra.append(f"{alias}.personal as {column(f'{name}__personal')}")
        joins.append(f"left join ({_personal(name, never=name in shared)}) as {alias} using (record_id)")
        if type_ == "email":
            extra.append(
                f"list_distinct(list_transform({column(name)}, lambda x: split_part(x, '@', 1)))"
                f" as {column(f'{name}__local')}"
            )
    known = stack([f"standard_record.{column(name)}" for name in own], indent=20)
    everything = ", ".join(column(name) for name in own)
    return tidy(f"""
        with widened as (
            select
                standard_record.record_id,
                source,
                {known}{"," if extra else ""}
                {stack(extra, indent=16)}
            from standard_record
            {" ".join(joins)}
            where {" or ".join(f"standard_record.{column(name)} is not null" for name in own)}
        )
        select
            *,
            min(record_id) over node as node_id,
            row_number() over (node order by record_id) as copy
        from widened
        window node as (partition by hash(row({everything})), {alone})
        order by record_id
    """)


def nodes() -> str:
    """The records that are compared: at most two of each node, so that a node's own odds are known too."""
    return f"select * exclude (source, node_id, copy) from {COMPARABLE} where copy <= 2 order by record_id"


def node_ids() -> str:
    """Record ids of the nodes, ascending."""
    return f"select record_id from {NODE} order by record_id"


def _personal(attribute: str, *, never: bool) -> str:
    condition = (
        "false" if never else (f"case when people > 0 then people <= {MOST_PEOPLE} else records <= {MOST_NAMELESS} end")
    )
    return tidy(f"""
        select held.record_id, list(held.item order by held.item) as personal
        from (select record_id, unnest({column(attribute)}) as item from standard_record) as held
        join {USE} as seen on seen.attribute = {literal(attribute)} and seen.item = held.item
        where {condition}
        group by held.record_id
    """)


# --- blocking


def rule_cost(rule: Rule) -> str:
    """One row: the pairs that a rule finds, and the values that it skips as too frequent."""
    return tidy(f"""
        with block as (
            select count(*) as size
            from ({_keys(rule)})
            group by key
        )
        select
            coalesce(sum(size * (size - 1) // 2) filter (where size <= {MAX_BLOCK}), 0)::bigint as pairs,
            count(*) filter (where size > {MAX_BLOCK}) as skipped_values
        from block
    """)


def candidate_pairs(rules: Sequence[Rule]) -> str:
    """One row per pair that any rule finds, with the position of the first rule that does."""
    found = "\nunion all\n".join(_pairs(rule, place) for place, rule in enumerate(rules))
    return f"with found as (\n{found}\n)\n" + tidy("""
        select
            join_key_l,
            join_key_r,
            min(place)::varchar as match_key
        from found
        group by join_key_l, join_key_r
        """)


def no_pairs() -> str:
    """No row at all, in the shape of candidate pairs."""
    return "select 0::bigint as join_key_l, 0::bigint as join_key_r, '0' as match_key where false"


def pairs_by_rule() -> str:
    """One row per rule position: pairs that no earlier rule found."""
    return f"select match_key::int as place, count(*) as pairs from {CANDIDATE} group by place order by place"


def sampled_candidates(share: float) -> str:
    """A share of the candidate pairs, chosen by a hash of their ids, so that the same data gives the same sample."""
    buckets = 1_000_000
    return tidy(f"""
        select *
        from {CANDIDATE}
        where (join_key_l * 2654435761 + join_key_r * 40503) % {buckets} < {round(share * buckets)}
    """)


def _keys(rule: Rule) -> str:
    if rule.explode is None:
        return f"select record_id, hash({rule.key}) as key from {NODE} where ({rule.key}) is not null"
    return tidy(f"""
        select distinct record_id, hash({rule.key}) as key
        from (select *, unnest({rule.explode}) as item from {NODE})
        where ({rule.key}) is not null
    """)


def _pairs(rule: Rule, place: int) -> str:
    return tidy(f"""
        (
            with keyed as ({_keys(rule)}),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and {MAX_BLOCK}
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                {place} as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
    """)


# --- training


def patterns(scored: str, model: Model) -> str:
    """One row per agreement pattern of scored pairs: the level of each comparison, and how many pairs show it."""
    levels = [f"{_level(item, weights)} as level_{place}" for place, (item, weights) in enumerate(_items(model))]
    names = ", ".join(f"level_{place}" for place in range(len(levels)))
    return tidy(f"""
        select
            {stack(levels, indent=12)},
            count(*) as pairs
        from {ident(scored)}
        group by {names}
        order by {names}
    """)


def exact_agreement(name: str, shortest: int) -> str:
    """One row: pairs of nodes that agree exactly on a column; values shorter than `shortest` do not count."""
    return tidy(f"""
        with held as (
            select count(*) as size
            from {NODE}
            where length({column(name)}) >= {shortest}
            group by {column(name)}
        )
        select coalesce(sum(size * (size - 1) / 2), 0)::double as agreeing
        from held
    """)


# --- scoring


def scored_pairs(scored: str, model: Model, rules: Sequence[str]) -> str:
    """One row per scored pair: weight with the chance of related strangers in it, levels and weights per comparison."""
    levels = [_level(item, weights) for item, weights in _items(model)]
    bits = [_bits(item) for item in model.comparisons]
    odds = [f"{literal(kin.odds)} * pow(2, {_kin_bits(model, kin)})" for kin in model.kin]
    related = " + ".join(odds) if odds else "0"
    names = " ".join(f"when {place} then {literal(name)}" for place, name in enumerate(rules))
    return tidy(f"""
        with summed as (
            select
                record_id_l as left_id,
                record_id_r as right_id,
                match_weight,
                {related} as related,
                match_key::int as place,
                [{", ".join(levels)}]::tinyint[] as levels,
                [{", ".join(bits)}]::float[] as weights
            from {ident(scored)}
        )
        select
            left_id,
            right_id,
            match_weight - log2(1 + related) as weight,
            case place {names} else 'inside a component' end as blocking_rule,
            levels,
            weights
        from summed
    """)


def likely_pairs(floor: float) -> str:
    """One row per scored pair at or above a weight: ids and weight, in a fixed order."""
    return tidy(f"""
        select left_id, right_id, weight
        from {SCORED}
        where weight >= {literal(floor)}
        order by left_id, right_id
    """)


def missing_pairs(components: str) -> str:
    """One row per pair inside a component that has no score yet. `components` is (record_id, component)."""
    return tidy(f"""
        select
            l.record_id as join_key_l,
            r.record_id as join_key_r,
            '-1' as match_key
        from {components} as l
        join {components} as r on l.component = r.component and l.record_id < r.record_id
        anti join {SCORED} as known on known.left_id = l.record_id and known.right_id = r.record_id
    """)


def links(rules: Sequence[tuple[str, Sequence[str]]], components: str, floor: float) -> str:
    """One row per pair worth keeping, deterministic rules applied, copies of a node linked like its second record.

    Kept are the pairs inside a component, which clustering weighs whatever they say, and those at or above `floor`.
    `rules` are (name, conditions over a pair); the first that holds names the link and makes it certain.
    `components` is (record_id, component).
    """
    held = [f"when {' and '.join(conditions)} then {literal(name)}" for name, conditions in rules]
    matched = f"case {' '.join(held)} else 'probabilistic' end" if held else "'probabilistic'"
    return tidy(f"""
        with judged as (
            select
                {SCORED}.*,
                {matched} as matched_by
            from {SCORED}
            join {NODE} as l on l.record_id = left_id
            join {NODE} as r on r.record_id = right_id
            left join {components} as here on here.record_id = left_id
            left join {components} as there on there.record_id = right_id
            where weight >= {literal(floor)} or here.component = there.component
        ),
        certain as (
            select
                * replace (
                    case when matched_by = 'probabilistic' then weight
                        else greatest(weight, {CERTAIN_WEIGHT}) end as weight
                )
            from judged
        ),
        copied as (
            select certain.* replace (copy.record_id as right_id, {literal(EQUAL)} as blocking_rule)
            from certain
            join {COMPARABLE} as second on second.record_id = certain.right_id and second.copy = 2
            join {COMPARABLE} as copy on copy.node_id = second.node_id and copy.copy > 2
            where certain.left_id = second.node_id
        )
        select
            left_id,
            right_id,
            weight,
            1 / (1 + pow(2, -weight)) as probability,
            blocking_rule,
            matched_by,
            levels,
            weights
        from (select * from certain union all select * from copied)
        order by left_id, right_id
    """)


def rule_conditions(on: Sequence[str], attributes: Mapping[str, str]) -> list[str]:
    """Conditions under which two records agree on all attributes of a rule; shared values prove nothing."""
    return [
        f"list_has_any(l.{column(f'{name}__personal')}, r.{column(f'{name}__personal')})"
        if TYPES[attributes[name]].multiple
        else f"l.{column(name)} = r.{column(name)}"
        for name in on
    ]


def _items(model: Model) -> list[tuple[Comparison, tuple[float, ...]]]:
    return list(zip(model.comparisons, model.weights, strict=True))


def _mw(item: Comparison) -> str:
    return column(f"mw_{item.name}")


def _has_frequency(item: Comparison) -> bool:
    return any(level.frequency for level in item.levels)


def _level(item: Comparison, weights: Sequence[float]) -> str:
    """The level that a pair reached, read back from its weight; -1 where a value is missing."""
    cases = " ".join(
        f"when abs({_mw(item)} - {literal(weight)}) < {DISTINCT / 2!r} then {place}"
        for place, weight in enumerate(weights)
    )
    return f"(case {cases} else -1 end)::tinyint"


def _bits(item: Comparison) -> str:
    if _has_frequency(item):
        return f"{_mw(item)} + {column(f'mw_tf_adj_{item.name}')}"
    return _mw(item)


def _kin_bits(model: Model, kin: KinWeights) -> str:
    terms = [
        _kin_case(item, weights, own)
        for (item, weights), own in zip(_items(model), kin.weights, strict=True)
        if own is not None
    ]
    return " + ".join(terms) if terms else "0"


def _kin_case(item: Comparison, weights: Sequence[float], own: Sequence[float]) -> str:
    cases = " ".join(
        f"when abs({_mw(item)} - {literal(weight)}) < {DISTINCT / 2!r} then {literal(bits)}"
        for weight, bits in zip(weights, own, strict=True)
    )
    # A rare value is as telling between relatives as between strangers.
    frequency = f" + {column(f'mw_tf_adj_{item.name}')}" if _has_frequency(item) else ""
    return f"(case {cases} else 0 end{frequency})"
