"""The SQL of what is told of elections: the lineage of golden values, and the candidates with their reasons."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.stages.survive.queries import REFUSALS
from golden_record.stages.survive.rules import AttributeRule
from golden_record.stages.survive.standing.queries import by_voices, seated_claims
from golden_record.warehouse import ident, indented, literal, stack, tidy
from golden_record.warehouse.sql import column

# Odds are summed as whole millionths, because a sum of floating point numbers depends on their order. Beyond a power
# of thirty they are certainty.
_HIGHEST_ODDS = "30.0"


# Materialised, because too many of them are expected from the tables alone, and then all claims are kept in memory to
# wait for these instead of being read past them.
_ALONE = """select * from candidate join contest using (founder_id) where value_count = 1"""


def filed(table: str, query: str) -> str:
    """Add the rows of a query to a table of results; columns that the query does not have are null."""
    return f"insert into {ident(table)} by name\n{query}"


def golden_values(rule: AttributeRule, sources: Sequence[str], others: int) -> str:
    """One row of lineage per profile that has any value of the rule's attribute.

    The parameters are, per source, the logarithm of how much likelier it is to say the truth than one certain other
    value, of which there are `others`; rules that teach nothing of sources have none.
    """
    return tidy(f"""
        with odds as (
            select {_odds(sources) if rule.teaches else "true"}
        ),
        alone as materialized (
            {_ALONE}
        ),
        spoken as (
            {_spoken(rule)}
        ),
        result as (
            {_result(rule, sources)}
        ),
        told as (
            select *, {_final_rule(rule)} as rule
            from result
        )
        {_uncontested(rule, sources, others)}
        union all by name
        {_contested(rule, others)}
    """)


def contested_candidates(rule: AttributeRule) -> str:
    """One row per candidate of a value that is contested."""
    return tidy(f"""
        select
            profile_id,
            {literal(rule.attribute)} as attribute,
            rank,
            value,
            source,
            source_id,
            observed_at,
            quality,
            votes as record_count,
            bit_count(voices)::integer as source_count,
            reason
        from ranked
        join verdict using (founder_id, standing)
    """)


def lone_candidates(rule: AttributeRule) -> str:
    """One row per value that is not contested, as its own only candidate."""
    return tidy(f"""
        with alone as materialized (
            {_ALONE}
        ),
        spoken as (
            {_spoken(rule)}
        )
        select
            profile_id,
            {literal(rule.attribute)} as attribute,
            1::integer as rank,
            {_form_alone(rule)} as value,
            source,
            source_id,
            observed_at,
            quality,
            votes as record_count,
            bit_count(voices)::integer as source_count,
            case when candidate_count = 1 then 'only value' else 'unanimous' end as reason
        from spoken
        join alone using (seat)
    """)


# --- parts


def _uncontested(rule: AttributeRule, sources: Sequence[str], others: int) -> str:
    """One row per profile that has one value, said once or often."""
    name = "case when candidate_count = 1 then 'only value' else 'unanimous' end"
    confidence = f"{_weight(sources)} / ({_weight(sources)} + {others} * 1e6)" if rule.teaches else "null::double"
    return indented(
        tidy(f"""
        select
            profile_id,
            {literal(rule.attribute)} as attribute,
            {_shown_alone(rule)} as value,
            source,
            source_id,
            observed_at,
            spoken.value as written,
            quality,
            {name} as rule,
            false as computed,
            candidate_count,
            value_count,
            votes as agreeing_count,
            1.0 as agreement,
            {confidence} as confidence
        from spoken
        join alone using (seat)
        cross join odds
    """),
        8,
    )


def _contested(rule: AttributeRule, others: int) -> str:
    """One row per profile that has several values."""
    confidence = f"weight / (total_weight + greatest({others + 1} - gist_count, 0) * 1e6)"
    return indented(
        tidy(f"""
        select
            profile_id,
            {literal(rule.attribute)} as attribute,
            {_unless_refused(rule, "shown")} as value,
            {_unless_refused(rule, "winner.source")} as source,
            {_unless_refused(rule, "winner.source_id")} as source_id,
            {_unless_refused(rule, "winner.observed_at")} as observed_at,
            {_unless_refused(rule, "winner.written")} as written,
            {_unless_refused(rule, "winner.quality")} as quality,
            rule,
            false as computed,
            candidate_count,
            value_count,
            winner.votes as agreeing_count,
            winner.votes / candidate_count as agreement,
            {_unless_refused(rule, confidence) if rule.teaches else "null::double"} as confidence,
            {_runner_up(rule)} as runner_up
        from told
    """),
        8,
    )


def _result(rule: AttributeRule, sources: Sequence[str]) -> str:
    """One row per contested profile: its winner, the next, and what is shown of all."""
    weight = _weight(sources, "gist_voices")
    kept = ("source", "source_id", "observed_at", "written", "quality", "votes", "value")
    winner = ", ".join(f"{literal(name)}: {name}" for name in kept)
    columns = [
        "any_value(profile_id) as profile_id",
        "any_value(candidate_count) as candidate_count",
        "any_value(value_count) as value_count",
        f"any_value({{{winner}}}) filter (where rank = 1) as winner",
        "any_value(reason) filter (where rank = 1) as reason",
        f"any_value(value) filter (where rank = {(rule.limit or 1) + 1}) as next_value",
        *(
            [
                f"any_value({weight}) filter (where rank = 1) as weight",
                f"sum({weight}) filter (where is_gist) as total_weight",
                "count(*) filter (where is_gist) as gist_count",
            ]
            if rule.teaches
            else []
        ),
        f"{_shown(rule)} as shown",
    ]
    joined = "join verdict using (founder_id, standing)\ncross join odds"
    sql = f"select\n    {stack(columns, indent=4)}\nfrom ranked\n{joined}\ngroup by founder_id"
    return sql.replace("\n", "\n            ")


def _weight(sources: Sequence[str], voices: str = "voices") -> str:
    odds = by_voices({source: column(_odds_of(source)) for source in sources}, sources, voices)
    # Of null and a number `least` gives the number, and of unknown odds nothing is known.
    return f"(exp(case when {odds} > {_HIGHEST_ODDS} then {_HIGHEST_ODDS} else {odds} end) * 1e6)::hugeint"


def _odds(sources: Sequence[str]) -> str:
    return ", ".join(f"cast(? as double) as {column(_odds_of(source))}" for source in sources)


def _odds_of(source: str) -> str:
    return f"odds_of_{source}"


def _final_rule(rule: AttributeRule) -> str:
    share = rule.asked.min_agreement
    if share is None:
        return "reason"
    return f"case when winner.votes < {literal(share)} * candidate_count then 'min_agreement' else reason end"


def _unless_refused(rule: AttributeRule, term: str) -> str:
    if rule.may_refuse:
        return f"case when rule not in ({', '.join(map(literal, REFUSALS))}) then {term} end"
    return term


def _shown_alone(rule: AttributeRule) -> str:
    return f"to_json([{_form_alone(rule)}])::varchar" if rule.is_list else _form_alone(rule)


def _form_alone(rule: AttributeRule) -> str:
    """The form in which a value that is not contested is shown."""
    return "alone.value" if rule.spelling else "spoken.value"


def _spoken(rule: AttributeRule) -> str:
    return seated_claims(rule).replace("\n", "\n            ")


def _shown(rule: AttributeRule) -> str:
    """What the golden value is made of, over the candidates of a profile."""
    if not rule.is_list:
        return "any_value(value) filter (where rank = 1)"
    collect = rule.asked.collect
    order = "value" if collect in {"union", "intersection"} else "rank"
    kept = f" filter (where rank <= {rule.limit})" if rule.limit else ""
    if collect == "intersection":
        kept = " filter (where voices = all_voices)"
    return f"to_json(list(value order by {order}){kept})::varchar"


def _runner_up(rule: AttributeRule) -> str:
    """The best value that the result does not show."""
    if rule.is_list and rule.limit is None:
        return "null::varchar"
    if rule.may_refuse:
        return f"case when rule in ({', '.join(map(literal, REFUSALS))}) then winner.value else next_value end"
    return "next_value"
