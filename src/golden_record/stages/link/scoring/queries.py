"""Statements around Splink's scores: agreement patterns, weights with related strangers in them, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from golden_record.model.attribute_types import TYPES
from golden_record.model.keys import EQUAL
from golden_record.model.matching import SCORING_VIEW
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.model import KinWeights, Model
from golden_record.stages.link.queries import COMPARABLE, NODE
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

SCORED = "scored_pair"

INSIDE = "inside a component"
"""Blocking rule of a pair that no rule found, between records that other pairs tie together."""

BY_WEIGHT = "probabilistic"
"""What `matched_by` says of a pair that no deterministic rule joins."""

CertainRule: TypeAlias = tuple[str, Sequence[str]]
"""A deterministic rule: its name, and its conditions over the records `l` and `r` of a pair."""

CERTAIN_WEIGHT = 20.0
"""Match weight of a pair that a deterministic rule joins: odds of a million to one."""


def patterns(scored: str, model: Model) -> str:
    """One row per agreement pattern of scored pairs: the level of each comparison, and how many pairs show it."""
    levels = _levels(model)
    names = ", ".join(f"level_{place}" for place in range(len(levels)))
    return tidy(f"""
        select
            {stack(levels, indent=12)},
            count(*) as pairs
        from {ident(scored)}
        group by {names}
        order by {names}
    """)


def scored_pairs(scored: str, model: Model, rules: Sequence[str]) -> str:
    """One row per scored pair: weight with the chance of related strangers in it, levels and weights per comparison."""
    return tidy(f"""
        with summed as ({_summed(scored, model)})
        select
            left_id,
            right_id,
            match_weight - log2(1 + related) as weight,
            {name_of(rules)} as blocking_rule,
            levels,
            weights
        from summed
    """)


def weighed_pairs(
    scored: str, model: Model, rules: Sequence[CertainRule], likely_from: float, also: Sequence[int] | None = None
) -> str:
    """One row per scored pair as `scored_pairs` has it, and what decides whether it is kept.

    Of pairs that are not likely only those that were found by a rule at one of the positions `also` are given; None
    for all.

    `place` is the position of the rule that found it, `likely` whether Splink's own weight reaches `likely_from`, and
    `matched_by` the first deterministic rule that holds, which makes the pair certain.
    """
    likely = f"match_weight >= {literal(likely_from)}"
    wanted = "" if also is None else f"where {likely} or place in ({', '.join(map(str, also))})"
    return tidy(f"""
        with summed as ({_summed(scored, model)}),
        judged as (
            select
                summed.*,
                match_weight - log2(1 + related) as weight,
                {_matched(rules)} as matched_by
            from summed
            join {NODE} as l on l.record_id = left_id
            join {NODE} as r on r.record_id = right_id
            {wanted}
        )
        select
            left_id,
            right_id,
            place,
            {likely} as likely,
            {_certain(CERTAIN_WEIGHT)} as weight,
            matched_by,
            levels,
            weights
        from judged
    """)


def name_of(rules: Sequence[str]) -> str:
    """The name of the rule at the position `place`, or that no rule found the pair."""
    names = " ".join(f"when {place} then {literal(name)}" for place, name in enumerate(rules))
    return f"case place {names} else {literal(INSIDE)} end" if rules else literal(INSIDE)


def _summed(scored: str, model: Model) -> str:
    """One row per scored pair: Splink's weight, the odds of related strangers, levels and weights per comparison."""
    levels = [f"level_{place}" for place in range(len(model.comparisons))]
    bits = [_bits(item) for item in model.comparisons]
    odds = [f"{literal(kin.odds)} * pow(2, {_kin_bits(model, kin)})" for kin in model.kin]
    related = " + ".join(odds) if odds else "0"
    return tidy(f"""
        select
            record_id_l as left_id,
            record_id_r as right_id,
            match_weight,
            {related} as related,
            match_key::int as place,
            [{", ".join(levels)}]::tinyint[] as levels,
            [{", ".join(bits)}]::float[] as weights
        from (
            select
                *,
                {stack(_levels(model), indent=16)}
            from {ident(scored)}
        )
    """)


def reached_levels(scored: str, model: Model) -> str:
    """One row per scored pair: its records, and the level of each comparison; -1 where a value is missing."""
    levels = map(_level, model.comparisons)
    return tidy(f"""
        select
            record_id_l as left_id,
            record_id_r as right_id,
            [{", ".join(levels)}]::tinyint[] as levels
        from {ident(scored)}
        order by left_id, right_id
    """)


def score_table() -> str:
    """An empty table for scored pairs.

    It is declared and not made by `create table as ... where false`: within one transaction DuckDB 2.0 then believes
    the table empty for ever, whatever is inserted.
    """
    return tidy(f"""
        create or replace temporary table {SCORED} (
            left_id bigint,
            right_id bigint,
            weight double,
            blocking_rule varchar,
            levels tinyint[],
            weights float[]
        )
    """)


def add_scores(scored: str, model: Model, rules: Sequence[str]) -> str:
    """Add the pairs that Splink has scored."""
    return f"insert into {SCORED}\n{scored_pairs(scored, model, rules)}"


def likely_pairs(floor: float) -> str:
    """One row per scored pair at or above a weight: ids and weight, in a fixed order."""
    return tidy(f"""
        select left_id, right_id, weight
        from {SCORED}
        where weight >= {literal(floor)}
        order by left_id, right_id
    """)


def tying_pairs(rules: Sequence[CertainRule], floor: float) -> str:
    """One row per scored pair that may tie a component together: ids and weight, in a fixed order.

    What a deterministic rule joins ties whatever its weight: clustering must see all the evidence on both its sides.
    """
    if not rules:
        return likely_pairs(floor)
    return tidy(f"""
        with judged as (
            select
                left_id,
                right_id,
                weight,
                {_ruled(rules)} as ruled
            from {SCORED}
            join {NODE} as l on l.record_id = left_id
            join {NODE} as r on r.record_id = right_id
        )
        select
            left_id,
            right_id,
            case when ruled then greatest(weight, {CERTAIN_WEIGHT}) else weight end as weight
        from judged
        where weight >= {literal(floor)} or ruled
        order by left_id, right_id
    """)


def missing_pairs(components: str, known: str = SCORED) -> str:
    """One row per pair inside a component that has no score yet. `components` is (record_id, component)."""
    return tidy(f"""
        select l.record_id as left_id, r.record_id as right_id
        from {components} as l
        join {components} as r on l.component = r.component and l.record_id < r.record_id
        anti join {known} as known on known.left_id = l.record_id and known.right_id = r.record_id
    """)


def unfound_pairs(pairs: str) -> str:
    """The pairs of a query as Splink wants them, as ones that no rule found."""
    return f"select left_id as join_key_l, right_id as join_key_r, '-1' as match_key from ({pairs})"


def links(rules: Sequence[CertainRule], components: str, floor: float, threshold: float) -> str:
    """One row per pair worth keeping, deterministic rules applied, copies of a node linked like its second record.

    Kept are the pairs inside a component, which clustering weighs whatever they say, and those at or above `floor`.
    The first of the rules that holds names the link and makes it certain: never below the threshold.
    `components` is (record_id, component).
    """
    kept = tidy(f"""
        with judged as (
            select
                {SCORED}.*,
                {_matched(rules)} as matched_by
            from {SCORED}
            join {NODE} as l on l.record_id = left_id
            join {NODE} as r on r.record_id = right_id
            left join {components} as here on here.record_id = left_id
            left join {components} as there on there.record_id = right_id
            where weight >= {literal(floor)} or here.component = there.component or {_ruled(rules)}
        )
        select * replace ({_certain(max(CERTAIN_WEIGHT, threshold))} as weight)
        from judged
    """)
    return links_of(kept, COMPARABLE)


def links_of(kept: str, comparable: str) -> str:
    """One row per link: the kept pairs, a query, and between a record and each copy of it beyond the second one more.

    `comparable` is (record_id, node_id, copy), with all the records of every node that a kept pair lies inside of.
    """
    return tidy(f"""
        with kept as ({kept}),
        copied as (
            select kept.* replace (copy.record_id as right_id, {literal(EQUAL)} as blocking_rule)
            from kept
            join {comparable} as second on second.record_id = kept.right_id and second.copy = 2
            join {comparable} as copy on copy.node_id = second.node_id and copy.copy > 2
            where kept.left_id = second.node_id
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
        from (select * from kept union all select * from copied)
        order by left_id, right_id
    """)


def kept_views() -> str:
    """One row per view that is kept under the mark that is the parameter: name and query, in their order."""
    return f"select name, query from {SCORING_VIEW.name} where fits = ? order by position"


def add_view() -> str:
    """Append a view; the parameters are the columns of `scoring_view`, in order."""
    return f"insert into {SCORING_VIEW.name} values ({', '.join('?' * len(SCORING_VIEW.columns))})"


def rule_conditions(on: Sequence[str], attributes: Mapping[str, str]) -> list[str]:
    """Conditions under which two records agree on all attributes of a rule; shared values prove nothing."""
    return [
        f"list_has_any(l.{column(f'{name}__personal')}, r.{column(f'{name}__personal')})"
        if TYPES[attributes[name]].multiple
        else f"l.{column(name)} = r.{column(name)}"
        for name in on
    ]


def _matched(rules: Sequence[CertainRule]) -> str:
    held = [f"when {' and '.join(conditions)} then {literal(name)}" for name, conditions in rules]
    return f"case {' '.join(held)} else {literal(BY_WEIGHT)} end" if held else literal(BY_WEIGHT)


def _certain(least: float) -> str:
    return f"case when matched_by = {literal(BY_WEIGHT)} then weight else greatest(weight, {literal(least)}) end"


def _ruled(rules: Sequence[CertainRule]) -> str:
    return " or ".join(f"({' and '.join(conditions)})" for _, conditions in rules) or "false"


def _levels(model: Model) -> list[str]:
    """The level that a pair reached in each comparison, by the name of `level_<position>`."""
    return [f"{_level(item)} as level_{place}" for place, item in enumerate(model.comparisons)]


def _mw(item: Comparison) -> str:
    return column(f"mw_{item.name}")


def _has_frequency(item: Comparison) -> bool:
    return any(level.frequency for level in item.levels)


def _level(item: Comparison) -> str:
    """The level that a pair reached; -1 where a value is missing. Splink counts from the last level, which is its 0."""
    reached = column(f"gamma_{item.name}")
    return f"(case when {reached} >= 0 then {len(item.levels) - 1} - {reached} else -1 end)::tinyint"


def _bits(item: Comparison) -> str:
    if _has_frequency(item):
        return f"{_mw(item)} + {column(f'mw_tf_adj_{item.name}')}"
    return _mw(item)


def _kin_bits(model: Model, kin: KinWeights) -> str:
    terms = [
        _kin_case(place, item, own)
        for place, (item, own) in enumerate(zip(model.comparisons, kin.weights, strict=True))
        if own is not None
    ]
    return " + ".join(terms) if terms else "0"


def _kin_case(place: int, item: Comparison, own: Sequence[float]) -> str:
    cases = " ".join(f"when {level} then {literal(bits)}" for level, bits in enumerate(own))
    # A rare value is as telling between relatives as between strangers.
    frequency = f" + {column(f'mw_tf_adj_{item.name}')}" if _has_frequency(item) else ""
    return f"(case level_{place} {cases} else 0 end{frequency})"
