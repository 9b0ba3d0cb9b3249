"""The SQL of the survive stage: the election of golden values over claims, and the wide table of its results.

One statement per attribute: all elections in one statement held 4.4 GB for a million records, one after the other 1.7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.config.survivorship import Strategy
from golden_record.stages.survive.rules import AttributeRule
from golden_record.warehouse import literal, stack, tidy
from golden_record.warehouse.sql import column

# Smaller than any time that a source can hold, so that values without a time come last.
_NEVER = "-9223372036854775807"

# Of two claims or candidates the one with the greater term wins. `votes` belongs to a candidate, all else to a claim.
_TERMS: Mapping[Strategy, str] = {
    "most_trusted": "trust",
    "most_recent": f"coalesce(epoch_us(observed_at), {_NEVER})",
    "first_seen": f"coalesce(-epoch_us(observed_at), {_NEVER})",
    "most_frequent": "votes",
    # An initial is no word: `Petrov Ivan` says more than `Petrov I. S.`.
    "most_complete": r"row(len(regexp_extract_all(value, '\p{L}{2,}|\p{N}+')), length(value))",
    "verified": "coalesce(verified, false)",
    "longest": "length(value)",
    "shortest": "-length(value)",
}

_VOTES_DECIDE: Strategy = "most_frequent"

_USABLE = "value is not null and quality in ('good', 'repaired', 'suspicious')"


def ranked_records(trust: Mapping[str, float]) -> str:
    """Make the temporary table `ranked_record`: one row per record with its profile, trust and place.

    `trust` is per source. `place` numbers the records by source and source id, so that it does not depend on the
    history of the state, and a number compares faster than two texts.
    """
    return tidy(f"""
        create or replace temp table ranked_record as
        select
            record_id,
            founder_id,
            profile_id,
            source,
            source_id,
            {_by_source(trust)} as trust,
            row_number() over (order by source, source_id) as place
        from membership
        join profile using (profile_id)
        join source_record using (record_id)
    """)


def no_ranked_records() -> str:
    """Drop the temporary table of `ranked_records`."""
    return "drop table temp.ranked_record"


def elected_values(rule: AttributeRule) -> str:
    """Add to `attribute_lineage` one row per profile that has a value of the rule's attribute.

    Claims that are equal after cleaning are one candidate: a `seat`, held by the best of them. Placeholders and
    invalid values never stand; suspicious ones win only where nothing better stands. Ties fall through the chain and
    end at the order of source, source id and position, so the same claims always elect the same value.
    """
    return tidy(f"""
        insert into attribute_lineage by name
        with candidate as (
            select
                founder_id,
                count(distinct record_id) as votes,
                {_seat(rule)} as seat
            from claim
            join ranked_record using (record_id)
            where attribute = {literal(rule.attribute)} and {_USABLE}
            group by founder_id, coalesce(key, value)
        ),
        election as (
            select
                sum(votes)::bigint as candidate_count,
                {_ranking(rule)} as ranking
            from candidate
            group by founder_id
        )
        select
            profile_id,
            {literal(rule.attribute)} as attribute,
            {_golden_value(rule)} as value,
            source,
            source_id,
            ranking[1].seat.observed_at as observed_at,
            {_deciding_rule(rule)} as rule,
            candidate_count,
            ranking[1].votes / candidate_count as agreement,
            {_runner_up(rule)} as runner_up
        from election
        join ranked_record on record_id = ranking[1].seat.record_id
    """)


def golden_profiles(rules: Sequence[AttributeRule]) -> str:
    """One row per live profile: a column per attribute, and what is known of the profile as a whole.

    The only parameter is the start of the run.
    """
    return tidy(f"""
        with golden as (
            select
                profile_id,
                {stack(map(_golden_column, rules), indent=16)}
            from attribute_lineage
            group by profile_id
        ),
        origin as (
            select
                profile_id,
                count(distinct source) as source_count,
                list_sort(list(distinct source)) as sources
            from membership
            join source_record using (record_id)
            group by profile_id
        ),
        sighting as (
            select record_id, observed_at from source_record
            union all
            select record_id, observed_at from claim
        ),
        span as (
            select
                profile_id,
                min(observed_at) as first_seen_at,
                max(observed_at) as last_seen_at
            from sighting
            join membership using (record_id)
            group by profile_id
        )
        select
            profile_id,
            {stack((f"golden.{column(rule.attribute)}" for rule in rules), indent=12)},
            profile.record_count,
            origin.source_count,
            origin.sources,
            span.first_seen_at,
            span.last_seen_at,
            profile.confidence,
            household_member.household_id,
            cast(? as timestamp) as updated_at
        from profile
        join origin using (profile_id)
        join span using (profile_id)
        left join golden using (profile_id)
        left join household_member using (profile_id)
    """)


def surviving_attributes() -> str:
    """One row per attribute that has a golden value anywhere."""
    return "select distinct attribute from attribute_lineage order by attribute"


def _golden_column(rule: AttributeRule) -> str:
    value = f"max(value) filter (where attribute = {literal(rule.attribute)})"
    as_list = f"""from_json({value}, '["VARCHAR"]')"""
    return f"{as_list if rule.is_list else value} as {column(rule.attribute)}"


def _by_source(worth: Mapping[str, float]) -> str:
    cases = " ".join(f"when {literal(source)} then {literal(float(value))}" for source, value in worth.items())
    return f"case source {cases} else 0.0 end" if cases else "0.0"


def _decisions(rule: AttributeRule) -> dict[str, str]:
    """Everything that may decide, strongest first: name as lineage shows it, and its term."""
    preferred = {source: float(len(rule.prefer_sources) - at) for at, source in enumerate(rule.prefer_sources)}
    return {
        "quality": "quality <> 'suspicious'",
        **({"prefer_sources": _by_source(preferred)} if preferred else {}),
        **{strategy: _TERMS[strategy] for strategy in rule.chain},
    }


def _seat(rule: AttributeRule) -> str:
    """The best claim of a candidate: what ranks it, and what the result needs of it."""
    decisions = {name: term for name, term in _decisions(rule).items() if name != _VOTES_DECIDE}
    order = decisions | {"place": "-place", "position": "-position", "value": "value"}
    return f"max({_struct({**order, 'record_id': 'record_id', 'observed_at': 'observed_at'})})"


def _ranking(rule: AttributeRule) -> str:
    """The best candidates of a profile, best first, as many as the result shows."""
    terms = {name: "votes" if name == _VOTES_DECIDE else f"seat.{name}" for name in _decisions(rule)}
    candidate = _struct({**terms, "seat": "seat", "votes": "votes"})
    if rule.is_list and rule.limit is None:
        return f"list_reverse_sort(list({candidate}))"
    return f"max({candidate}, {(rule.limit or 1) + 1})"


def _deciding_rule(rule: AttributeRule) -> str:
    """The first decision on which the winner and the best other candidate differ."""
    cases = {f"ranking[1].{name} <> ranking[2].{name}": name for name in _decisions(rule)}
    lines = {"candidate_count = 1": "only value", "len(ranking) = 1": "unanimous", **cases}
    whens = stack((f"when {test} then {literal(name)}" for test, name in lines.items()), indent=16, separator="")
    return f"case\n{' ' * 16}{whens}\n{' ' * 16}else 'tie-break'\n{' ' * 12}end"


def _golden_value(rule: AttributeRule) -> str:
    if not rule.is_list:
        return "ranking[1].seat.value"
    kept = "ranking" if rule.limit is None else f"ranking[:{rule.limit}]"
    return f"to_json([candidate.seat.value for candidate in {kept}])::varchar"


def _runner_up(rule: AttributeRule) -> str:
    """The best value that the result does not show."""
    if rule.is_list and rule.limit is None:
        return "null::varchar"
    return f"ranking[{(rule.limit or 1) + 1}].seat.value"


def _struct(terms: Mapping[str, str]) -> str:
    """A struct, which compares field by field, laid out for its place in `elected_values`."""
    fields = stack((f"{literal(name)}: {term}" for name, term in terms.items()), indent=20)
    return f"{{\n{' ' * 20}{fields}\n{' ' * 16}}}"
