"""The SQL of computed values: sums, averages and counts, the job's own aggregates, and what plug-ins are given."""

from __future__ import annotations

from golden_record.config.expressions import in_fixed_order
from golden_record.config.survivorship import CLAIM_COLUMNS
from golden_record.stages.survive.rules import AttributeRule
from golden_record.stages.survive.standing.queries import fit_claims, standing_claims
from golden_record.warehouse import ident, literal, stack, tidy

# Decimals, because the sum of floating point numbers depends on their order. Six digits after the point are more than
# money has, and leave 22 before it.
_EXACT = "try_cast(value as decimal(28, 6))"

_AGGREGATES = {
    "sum": f"rtrim(rtrim(sum({_EXACT})::varchar, '0'), '.')",
    "average": f"rtrim(rtrim((sum({_EXACT}) / count({_EXACT}))::decimal(38, 6)::varchar, '0'), '.')",
    "count": "count(distinct identity)::varchar",
}


def computed_values(rule: AttributeRule) -> str:
    """One row of lineage per profile: what an aggregate makes of all its claims.

    The only parameter is the start of the run's day.
    """
    term = f"({_in_order(rule.asked.sql)})::varchar" if rule.asked.sql else _AGGREGATES[rule.computation or ""]
    return _told(rule, rule.computation or "", term)


def offered_claims(rule: AttributeRule) -> str:
    """One row per claim that a plug-in may choose from, in order. The only parameter is the start of the run's day."""
    columns = ["profile_id", *(f"standing.{name}" for name in CLAIM_COLUMNS)]
    return tidy(f"""
        {_fit(rule)}
        select
            {stack(columns, indent=12)}
        from standing
        order by profile_id, place, position
    """)


def answered_values(rule: AttributeRule, frame: str) -> str:
    """One row of lineage per profile that a plug-in has answered: `profile_id` and `value` of a registered frame.

    The only parameter is the start of the run's day.
    """
    asked = f"standing join {ident(frame)} as answer using (profile_id)"
    return _told(rule, f"plugin {rule.asked.plugin}", "any_value(answer.value)", asked)


def _told(rule: AttributeRule, name: str, term: str, claims: str = "standing") -> str:
    """What a term makes of the claims of each profile."""
    answers = tidy(f"""
        {_fit(rule)}
        select
            any_value(profile_id) as profile_id,
            count(*) as candidate_count,
            count(distinct identity) as value_count,
            {term} as value
        from {claims}
        group by founder_id
    """).replace("\n", "\n            ")
    return tidy(f"""
        select
            profile_id,
            {literal(rule.attribute)} as attribute,
            value,
            {literal(name)} as rule,
            true as computed,
            candidate_count,
            value_count
        from (
            {answers}
        )
        where value is not null
    """)


def _fit(rule: AttributeRule) -> str:
    said = standing_claims(rule, None).replace("\n", "\n    ")
    fit = fit_claims(rule, "said").replace("\n", "\n    ")
    return f"with said as (\n    {said}\n),\nstanding as (\n    {fit}\n)"


def _in_order(sql: str) -> str:
    return in_fixed_order(sql, "place, position")
