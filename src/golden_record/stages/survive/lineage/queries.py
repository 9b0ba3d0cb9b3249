"""The SQL of what is told of elections: the lineage of golden values, and the candidates with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from golden_record.stages.survive.accuracy.queries import gist
from golden_record.stages.survive.queries import REFUSALS, columns_of_candidates
from golden_record.stages.survive.rules import AttributeRule
from golden_record.stages.survive.standing.queries import (
    by_attribute,
    by_voices,
    contest,
    seated_claims,
    seats,
    told_attribute,
    which,
)
from golden_record.warehouse import ident, indented, literal, stack, tidy

# Odds are summed as whole millionths, because a sum of floating point numbers depends on their order. Beyond a power
# of thirty they are certainty.
_HIGHEST_ODDS = "30.0"
# Of null and a number `least` gives the number, and of unknown odds nothing is known.
_WORTH = f"(exp(case when odds > {_HIGHEST_ODDS} then {_HIGHEST_ODDS} else odds end) * 1e6)::hugeint"


def filed(table: str, query: str) -> str:
    """Add the rows of a query to a table of results; columns that the query does not have are null."""
    return f"insert into {ident(table)} by name\n{query}"


def golden_values(rule: AttributeRule, sources: Sequence[str], others: Mapping[str, int]) -> str:
    """One row of lineage per profile that has any value of the rule's attribute.

    The parameters are, per attribute that teaches something of sources and per source, the logarithm of how much
    likelier it is to say the truth than one certain other value, of which there are `others`, by attribute.
    """
    return tidy(f"""
        with alone as materialized (
            {_alone(rule)}
        ),
        spoken as (
            {_spoken(rule)}
        ),
        result as (
            {_result(rule, sources)}
        ),
        told as (
            select *, {_final_rule(rule)} as rule
            from {_valued("result", rule, sources, _heard(rule))}
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
            {told_attribute(rule)},
            rank,
            value,
            source,
            source_id,
            observed_at,
            quality,
            votes as record_count,
            bit_count(voices)::integer as source_count,
            reason
        from {_decided(rule)}
    """)


def lone_candidates(rule: AttributeRule) -> str:
    """One row per value that is not contested, as its own only candidate."""
    return tidy(f"""
        with alone as materialized (
            {_alone(rule)}
        ),
        spoken as (
            {_spoken(rule)}
        )
        select
            profile_id,
            {told_attribute(rule)},
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
    """)


# --- parts


def _uncontested(rule: AttributeRule, sources: Sequence[str], others: Mapping[str, int]) -> str:
    """One row per profile that has one value, said once or often."""
    name = "case when candidate_count = 1 then 'only value' else 'unanimous' end"
    wrong = by_attribute(rule, {attribute: str(number) for attribute, number in others.items()})
    confidence = f"worth / (worth + {wrong} * 1e6)" if rule.teaches else "null::double"
    return indented(
        tidy(f"""
        select
            profile_id,
            {told_attribute(rule)},
            {_shown_alone(rule)} as value,
            source,
            source_id,
            observed_at,
            value as written,
            quality,
            {name} as rule,
            false as computed,
            candidate_count,
            value_count,
            votes as agreeing_count,
            1.0 as agreement,
            {confidence} as confidence
        from {_valued("spoken", rule, sources)}
    """),
        8,
    )


def _contested(rule: AttributeRule, others: Mapping[str, int]) -> str:
    """One row per profile that has several values."""
    possible = by_attribute(rule, {attribute: str(number + 1) for attribute, number in others.items()})
    confidence = f"worth / (total_worth + greatest({possible} - gist_count, 0) * 1e6)"
    return indented(
        tidy(f"""
        select
            profile_id,
            {told_attribute(rule)},
            {_unless_refused(rule, "shown")} as value,
            {_unless_refused(rule, "source")} as source,
            {_unless_refused(rule, "source_id")} as source_id,
            {_unless_refused(rule, "observed_at")} as observed_at,
            {_unless_refused(rule, "written" if rule.spelling else "value")} as written,
            {_unless_refused(rule, "quality")} as quality,
            rule,
            false as computed,
            candidate_count,
            value_count,
            votes as agreeing_count,
            votes / candidate_count as agreement,
            {_unless_refused(rule, confidence) if rule.teaches else "null::double"} as confidence,
            {_runner_up(rule)} as runner_up
        from told
    """),
        8,
    )


def _result(rule: AttributeRule, sources: Sequence[str]) -> str:
    """One row per contested profile: its winner, the next, and what is shown of all.

    Winners are found by their rank: to group all candidates would carry everything that is known of any of them.
    """
    shown = [] if rule.is_list else ["value as shown"]
    beside = [
        *([f"join ({_weighed(rule, sources)}) using ({contest(rule)})"] if rule.teaches else []),
        *([f"join ({_listed(rule)}) using ({contest(rule)})"] if rule.is_list else []),
        *([f"left join ({_next(rule)}) using ({contest(rule)})"] if _tells_next(rule) else []),
    ]
    columns = ", ".join(["*", *shown])
    return stack([f"select {columns}", f"from ({_winner(rule)})", *beside], indent=12, separator="")


def _decided(rule: AttributeRule) -> str:
    return f"ranked join verdict using ({contest(rule)}, standing)"


def _winner(rule: AttributeRule) -> str:
    """One row per contested profile: the candidate that comes first."""
    return f"select * from {_decided(rule)} where rank = 1"


def _next(rule: AttributeRule) -> str:
    """One row per contested profile: the first value that is not shown."""
    return f"select {contest(rule)}, value as next_value from {_decided(rule)} where rank = {(rule.limit or 1) + 1}"


def _tells_next(rule: AttributeRule) -> bool:
    return not rule.is_list or rule.limit is not None


def _has_gists(rule: AttributeRule) -> bool:
    """Whether sources may agree though they say different values, and that counts."""
    return rule.teaches and gist(rule) != "identity"


def _heard(rule: AttributeRule) -> str:
    """The column with the voices that count for a value: of a name also those that tell it at another length."""
    return "gist_voices" if _has_gists(rule) else "voices"


def _gists(rule: AttributeRule) -> str:
    """One row per contested profile and value by which sources agree."""
    if not _has_gists(rule):
        return "ranked"
    told = f"{gist(rule)} as gist, bit_or(voices) as heard, bool_or(rank = 1) as wins"
    return f"(select {contest(rule)}, {told} from {_decided(rule)} group by {contest(rule)}, gist)"


def _weighed(rule: AttributeRule, sources: Sequence[str]) -> str:
    """One row per contested profile: what all that its sources say is worth together."""
    said = _valued(_gists(rule), rule, sources, "heard" if _has_gists(rule) else "voices")
    whose = contest(rule)
    # Here and not by a join of winners with what they tell: to carry all of them through it takes ten times as long.
    heard = ", max(heard) filter (where wins) as gist_voices" if _has_gists(rule) else ""
    return f"select {whose}, sum(worth) as total_worth, count(*) as gist_count{heard} from {said} group by {whose}"


def _valued(relation: str, rule: AttributeRule, sources: Sequence[str], voices: str = "voices") -> str:
    """A relation with what its `voices` are worth, which is told in one place: each mention is planned by itself."""
    if not rule.teaches:
        return relation
    number = count(1)
    told = {one.attribute: {source: f"cast(${next(number)} as double)" for source in sources} for one in rule.teachers}
    terms = {source: by_attribute(rule, {name: told[name][source] for name in told}) for source in sources}
    odds = by_voices(terms, sources, voices)
    return f"(select *, {_WORTH} as worth from (select *, {odds} as odds from {relation}))"


def _final_rule(rule: AttributeRule) -> str:
    share = rule.asked.min_agreement
    if share is None:
        return "reason"
    return f"case when votes < {literal(share)} * candidate_count then 'min_agreement' else reason end"


def _unless_refused(rule: AttributeRule, term: str) -> str:
    if rule.may_refuse:
        return f"case when rule not in ({', '.join(map(literal, REFUSALS))}) then {term} end"
    return term


def _shown_alone(rule: AttributeRule) -> str:
    return f"to_json([{_form_alone(rule)}])::varchar" if rule.is_list else _form_alone(rule)


def _form_alone(rule: AttributeRule) -> str:
    """The form in which a value that is not contested is shown."""
    return "form" if rule.spelling else "value"


def _alone(rule: AttributeRule) -> str:
    """Whose the values are that are not contested."""
    return indented(seats(rule, columns_of_candidates(rule), "value_count = 1"), 12)


def _spoken(rule: AttributeRule) -> str:
    """The claims of `_alone`, as they are told."""
    columns = ["profile_id", "source", "source_id", "asked_claim.observed_at as observed_at", "value", "quality"]
    return indented(seated_claims(rule, "alone", [*columns, *which(rule), *columns_of_candidates(rule)]), 12)


def _listed(rule: AttributeRule) -> str:
    """One row per contested profile: the list that is its golden value."""
    collect = rule.asked.collect
    order = "value" if collect in {"union", "intersection"} else "rank"
    kept = f" filter (where rank <= {rule.limit})" if rule.limit else ""
    if collect == "intersection":
        kept = " filter (where voices = all_voices)"
    shown = f"to_json(list(value order by {order}){kept})::varchar as shown"
    return f"select {contest(rule)}, {shown} from {_decided(rule)} group by {contest(rule)}"


def _runner_up(rule: AttributeRule) -> str:
    """The best value that the result does not show."""
    if not _tells_next(rule):
        return "null::varchar"
    if rule.may_refuse:
        return f"case when rule in ({', '.join(map(literal, REFUSALS))}) then value else next_value end"
    return "next_value"
