"""The SQL of elections: which of the values that the records of a profile claim is its golden one.

An election is held per attribute: all of them in one statement held 4.4 GB for a million records, one after the other
1.7. Of a few profiles, attributes of which the same is asked are elected together: a rule then stands for several, and
the attribute tells their contests apart. Most values are not contested: they are passed on as they are, and only the
others are ranked. Of a candidate no more is kept than what its claims are together, and the number of the best of them,
its seat: the rest of that claim is read again where it is told, which takes less than to carry it through the election.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.claims import USABLE_CLAIM
from golden_record.stages.survive.rules import AttributeRule
from golden_record.stages.survive.spelling.queries import backing, best_form, better_written, name_parts, shown_form
from golden_record.stages.survive.standing.decisions import UNANIMOUS, Decision, decisions
from golden_record.stages.survive.standing.queries import (
    columns_of_claims,
    contest,
    fit_claims,
    holder_table,
    leader_table,
    place_of,
    seated_claims,
    seats,
    standing_claims,
    tier_of,
    which,
)
from golden_record.warehouse import ident, indented, literal, stack, tidy

REFUSALS = ("min_agreement", UNANIMOUS)
"""Rules by which no value survives, though there were some."""


def candidates(rule: AttributeRule, trust: Mapping[str, float] | None) -> str:
    """Make the temporary table `candidate`: one row per profile and value that may stand for the rule's attribute.

    Claims that are equal after cleaning are one candidate. `seat` is the number of the best of them; where spelling
    counts, `form` is the best written one of all. `trust` per source replaces what the job declares. The only
    parameter is the start of the run's day.
    """
    claims = _standing(rule, standing_claims(rule, trust))
    joined = f"\nleft join ({_fullness(rule)}) using (record_id)" if rule.grouped else ""
    said = f"select\n    {stack(_said_together(rule), indent=4)}\nfrom {[*claims][-1]}{joined}"
    return (
        f"create or replace temp table candidate as\n{with_tables(claims)}\n{said}\ngroup by {contest(rule)}, identity"
    )


def contests(rule: AttributeRule) -> str:
    """Make the temporary table `contest`: one row per profile that has candidates, and how many there are."""
    return tidy(f"""
        create or replace temp table contest as
        select
            {contest(rule)},
            count(*) as value_count,
            sum(votes)::bigint as candidate_count,
            bit_or(voices) as all_voices
        from candidate
        group by {contest(rule)}
    """)


def ranked_candidates(rule: AttributeRule, trust: Mapping[str, float]) -> str:
    """Make the temporary table `ranked`: one row per candidate that is not alone, with its place in the election.

    Source, record and time are of the claim that holds the candidate's seat. Ties fall through the chain and end at the
    order of source, source id and position, so the same claims always elect the same value. `trust` is per source. The
    only parameter is the start of the run's day.
    """
    claims = seated_claims(rule, "rival", [*columns_of_claims(trust), *which(rule), *columns_of_candidates(rule)])
    standing = _standing(rule, claims)
    rivals = seats(rule, columns_of_candidates(rule), "value_count > 1")
    tables = {"rival": rivals, **standing, "seated": _seated(rule, [*standing][-1])}
    terms = [f"{step.of_candidate} as {step.column}" for step in decisions(rule) if step.of_candidate]
    parts = [f"{backing(trust)} as backing", *name_parts(rule)] if rule.spelling else []
    order = [f"{step.column} desc" for step in decisions(rule) if step.has_term]
    named = "left join standard_record using (record_id)" if rule.spelling == "name" else ""
    ranked = tidy(f"""
        select
            * exclude (record_id),
            row_number() over (
                partition by {contest(rule)}
                order by
                    {stack([*order, "seat"], indent=20)}
            ) as standing
        from (
            select
                {stack(["seated.*", *terms, *parts], indent=16)}
            from seated
            {named}
        )
    """)
    return f"create or replace temp table ranked as\n{with_tables(tables)}\n{ranked}"


def verdicts(rule: AttributeRule) -> str:
    """Make the temporary table `verdict`: one row per ranked candidate, with its final rank and the reason for it.

    The winner of the election comes first, unless another candidate is the same value better written. The reason is
    that of the winner where `rank` is 1; for all others, what they lost on to the first of the election.
    """
    same = " and ".join(f"top.{name} = own.{name}" for name in ("founder_id", *which(rule)))
    return tidy(f"""
        create or replace temp table verdict as
        with pair as (
            select
                {stack((f"own.{name} as {name}" for name in ("founder_id", *which(rule), "standing")), indent=16)},
                {_lost_on(rule)} as lost_on,
                {better_written(rule, decisions(rule)) if rule.spelling else "null::double"} as better
            from ranked as own
            join ranked as top on {same} and top.standing = 1
        ),
        outcome as (
            select
                {contest(rule)},
                coalesce(arg_max(standing, row(better, -standing)) filter (where better is not null), 1) as chosen,
                max(lost_on) filter (where standing = 2) as won_by
            from pair
            group by {contest(rule)}
        )
        select
            {contest(rule)},
            standing,
            case
                when standing = chosen then 1
                when standing < chosen then standing + 1
                else standing
            end::integer as rank,
            case
                when standing = chosen and chosen = 1 then won_by
                when standing <= chosen then 'spelling'
                else lost_on
            end as reason
        from pair
        join outcome using ({contest(rule)})
    """)


def columns_of_candidates(rule: AttributeRule) -> list[str]:
    """What is known of a candidate and of its contest, beside the claim that holds the seat."""
    weighed = ["weight"] if any(step.label == "weighted_majority" for step in decisions(rule)) else []
    form = ["form"] if rule.spelling else []
    every = ["all_voices"] if rule.asked.collect == "intersection" else []
    return [*form, "votes", *weighed, "voices", "candidate_count", "value_count", *every]


def leading_records(rule: AttributeRule) -> str:
    """Make or complete the temporary table with the record that each profile takes a group of attributes from.

    The first attribute of the group decides; the next ones where a profile has no value of those before.
    """
    table = ident(leader_table(rule.leaders[0] if rule.leaders else rule.attribute))
    winners = tidy(f"""
        select
            winner.founder_id as founder_id,
            record_id
        from ({_bracketed(_winners(rule), 8)}
        ) as winner
        join ranked_record on place = {place_of("seat")}
    """)
    if rule.leaders:
        return f"insert into {table}\n{winners}\nwhere winner.founder_id not in (select founder_id from {table})"
    return f"create or replace temp table {table} as\n{winners}"


def holding_records(rule: AttributeRule) -> str:
    """Make the temporary table of all records that hold the golden value of an attribute, its first one in lists."""
    return tidy(f"""
        create or replace temp table {ident(holder_table(rule.attribute))} as
        with winner as ({_bracketed(_winners(rule), 12)}
        )
        select
            founder_id,
            asked_claim.record_id as record_id
        from asked_claim
        join ranked_record on ranked_record.record_id = asked_claim.record_id
        join winner using (founder_id)
        where attribute = {literal(rule.attribute)}
            and {USABLE_CLAIM}
            and coalesce(key, value) = identity
    """)


def no_elections(rules: Sequence[AttributeRule]) -> tuple[str, ...]:
    """Drop the temporary tables of elections."""
    leaders = (leader_table(rule.attribute) for rule in rules if rule.leads and not rule.leaders)
    holders = (holder_table(rule.attribute) for rule in rules if rule.led)
    tables = ("candidate", "contest", "ranked", "verdict", *leaders, *holders)
    return tuple(f"drop table if exists temp.{ident(name)}" for name in tables)


def with_tables(tables: Mapping[str, str]) -> str:
    """Common table expressions, each indented below its name."""
    return "with " + ",\n".join(f"{name} as ({_bracketed(sql, 4)}\n)" for name, sql in tables.items())


# --- parts of an election


def _tiered(rule: AttributeRule) -> str:
    return f"select *, {tier_of(rule)} as tier\nfrom standing"


def _standing(rule: AttributeRule, claims: str) -> dict[str, str]:
    """Common tables over some claims, of which the last one has those that may stand."""
    tables = {"said": claims, "standing": fit_claims(rule, "said")}
    return {**tables, "tiered": _tiered(rule)} if rule.tiers else tables


def _said_together(rule: AttributeRule) -> list[str]:
    """Columns of a candidate: what all claims that say the same are together."""
    counted = " filter (where counts)" if rule.repeaters else ""
    order = [step.of_claim for step in decisions(rule) if step.of_claim]
    fuller = ["coalesce(fullness, 0)"] if rule.grouped else []
    weighed = any(step.label == "weighted_majority" for step in decisions(rule))
    return [
        contest(rule),
        "identity",
        # No window: to count what says the same, and find the best of it, takes half of the time without sorting.
        f"arg_max(seat, row({', '.join([*order, *fuller, '-seat'])})) as seat",
        *([f"{shown_form(f'max({best_form()})')} as form"] if rule.spelling else []),
        f"count(*){counted} as votes",
        *([f"(sum((confidence * 1e6)::bigint){counted})::bigint as weight"] if weighed else []),
        "bit_or(voice) as voices",
    ]


def _seated(rule: AttributeRule, claims: str) -> str:
    """One row per candidate that is not alone, with the claim that holds its seat."""
    columns = [
        *(
            contest(rule),
            "profile_id",
            "record_id",
            "source",
            "source_id",
            "seat",
            "observed_at",
            "quality",
            "identity",
        ),
        *(["form as value", "value as written"] if rule.spelling else ["value"]),
        *(name for name in columns_of_candidates(rule) if name != "form"),
        *(f"{step.of_claim} as {step.column}" for step in decisions(rule) if step.of_claim),
    ]
    return f"select\n    {stack(columns, indent=4)}\nfrom {claims}"


def _fullness(rule: AttributeRule) -> str:
    """How much of a group each record has: among records that say the same, the fuller one leads."""
    members = ", ".join(map(literal, rule.grouped))
    return (
        f"select record_id, count(distinct attribute) as fullness from asked_claim"
        f" where attribute in ({members}) and {USABLE_CLAIM} group by record_id"
    )


def _lost_on(rule: AttributeRule) -> str:
    """The first decision on which a candidate and the first of the election differ."""
    whens = [f"when {_differ(step)} then {literal(step.label)}" for step in decisions(rule)]
    inner = " " * 20
    return f"case\n{inner}{stack(whens, indent=20, separator='')}\n{inner}else 'tie-break'\n{' ' * 16}end"


def _differ(step: Decision) -> str:
    if step.has_term:
        return f"own.{step.column} <> top.{step.column}"
    return "true" if step.tier is None else f"top.by_when = {step.tier}"


def _winners(rule: AttributeRule) -> str:
    """One row per profile with a golden value: the seat of the claim that holds it, and the value."""
    share = rule.asked.min_agreement
    agreed = f" and votes >= {literal(share)} * candidate_count" if share else ""
    return tidy(f"""
        select founder_id, seat, identity
        from candidate
        join contest using (founder_id)
        where value_count = 1
        union all
        select founder_id, seat, identity
        from ranked
        join verdict using (founder_id, standing)
        where rank = 1 and reason not in ({", ".join(map(literal, REFUSALS))}){agreed}
    """)


def _bracketed(sql: str, spaces: int) -> str:
    """A statement on the lines below the bracket that holds it."""
    return indented(f"\n{sql}", spaces)
