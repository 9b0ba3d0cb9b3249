"""The SQL of everything beside the line: summaries of a state, stories of pairs and profiles, records against truth."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.keys import EQUAL, IN_FORCE, JUDGED, JUDGED_WEIGHT
from golden_record.warehouse import literal, tidy

# --- summary of a run


def loaded_sources() -> str:
    """One row per source of the last load: its records, and the rows that could not be read."""
    return tidy("""
        with record as (
            select source, count(*) as records from source_record group by source
        ),
        rejected as (
            select source, count(*) as rows from rejected_row group by source
        )
        select
            source,
            coalesce(any_value(records), 0) as records,
            coalesce(any_value(rows), 0) as rejected
        from source_load
        left join record using (source)
        left join rejected using (source)
        group by source
        order by source
    """)


def profile_counts() -> str:
    """One row: profiles, those of several records, and the size and id of the largest."""
    return tidy("""
        select
            count(*) as profiles,
            count(*) filter (where record_count > 1) as joined,
            coalesce(max(record_count), 0) as largest_records,
            arg_max(profile_id, row(record_count, profile_id)) as largest_id
        from golden_profile
    """)


def profiles_by_source_count() -> str:
    """One row per number of sources: how many profiles draw on so many."""
    return "select source_count, count(*) as profiles from golden_profile group by source_count order by source_count"


def household_counts() -> str:
    """One row: households, the profiles in them, and the size of the largest."""
    return tidy("""
        select
            count(*) as households,
            coalesce(sum(profile_count), 0)::bigint as profiles,
            coalesce(max(profile_count), 0) as largest
        from household
    """)


def refusals_by_guard() -> str:
    """One row per guard: how many links it refused."""
    return "select guard, count(*) as links from refused_link group by guard order by guard"


def telling_profiles(names: Sequence[str], most: int) -> str:
    """Ids of the profiles that show best what was done: many sources, and the name written in many ways.

    `names` are the attributes that hold names. Profiles of more than a dozen records come last: they tell too much.
    """
    listed = ", ".join(map(literal, names)) or "null"
    return tidy(f"""
        with variant as (
            select
                profile_id,
                count(distinct value) as spellings
            from claim
            join membership using (record_id)
            where attribute in ({listed})
            group by profile_id
        )
        select profile_id
        from golden_profile
        left join variant using (profile_id)
        order by
            record_count <= 12 desc,
            source_count desc,
            coalesce(spellings, 0) desc,
            record_count desc,
            profile_id
        limit {most}
    """)


def profile_facts() -> str:
    """One row for the profile that is the parameter: how much is behind it."""
    return "select record_count, sources, confidence from golden_profile where profile_id = ?"


def spellings(names: Sequence[str], most: int) -> str:
    """One row per way in which records write the name of the profile that is the parameter, most frequent first."""
    listed = ", ".join(map(literal, names)) or "null"
    return tidy(f"""
        select value
        from claim
        join membership using (record_id)
        where profile_id = ? and attribute in ({listed}) and value is not null
        group by value
        order by count(*) desc, value
        limit {most}
    """)


# --- records against the truth


def assigned_records() -> str:
    """One row per record: its key in its source, the profile it was given, and that one's household, if it has one."""
    return tidy("""
        select
            record_id,
            source,
            source_id,
            profile_id as found,
            coalesce(household_id, profile_id) as lives_in
        from membership
        join source_record using (record_id)
        left join household_member using (profile_id)
        order by record_id
    """)


def scored_links() -> str:
    """One row per scored pair kept, with whether the two are equal in everything compared."""
    return tidy(f"""
        select
            left_id,
            right_id,
            weight,
            probability,
            blocking_rule is not distinct from {literal(EQUAL)} as is_copy
        from link
        order by left_id, right_id
    """)


def threshold() -> str:
    """One row: the match weight from which a pair counts as a link."""
    return "select threshold from model where current"


def compared_pairs() -> str:
    """One row: how many pairs the blocking rules brought together."""
    return "select coalesce(sum(new_pair_count), 0)::bigint from blocking_rule"


def claims_of() -> str:
    """One row per value that the records say, the parameter being a list of record ids."""
    return tidy("""
        select
            record_id,
            attribute,
            position,
            raw,
            value,
            quality,
            reason
        from claim
        where record_id in (select unnest(?::bigint[])) and raw is not null
        order by record_id, attribute, position, raw, value
    """)


def links_among() -> str:
    """One row per link between the records, the parameter being a list of record ids given twice."""
    return tidy("""
        select
            left_id,
            right_id,
            link.weight,
            link.probability,
            matched_by,
            blocking_rule,
            guard
        from link
        left join refused_link using (left_id, right_id)
        where left_id in (select unnest(?::bigint[])) and right_id in (select unnest(?::bigint[]))
        order by left_id, right_id
    """)


def ties_among() -> str:
    """One row per link or must-link in force between records, the parameter being a list of their ids given twice."""
    return tidy(f"""
        with decree as (
            select distinct least(left_id, right_id) as left_id, greatest(left_id, right_id) as right_id
            from judgement
            where status = {literal(IN_FORCE)} and decision = 'same'
        ),
        tie as (
            select *, {literal(JUDGED_WEIGHT)} as weight, {literal(JUDGED)} as matched_by from decree
            union all
            select left_id, right_id, weight, matched_by from link anti join decree using (left_id, right_id)
        )
        select *
        from tie
        where left_id in (select unnest(?::bigint[])) and right_id in (select unnest(?::bigint[]))
        order by left_id, right_id
    """)


def judgements_on() -> str:
    """One row per judgement on two records, the parameters, the smaller first; the youngest first."""
    return tidy("""
        select
            decision,
            decided_by,
            decided_at,
            why,
            status
        from judgement
        where least(left_id, right_id) = ? and greatest(left_id, right_id) = ?
        order by decided_at desc, origin = 'command' desc, number desc
    """)


# --- stories


def model() -> str:
    """One row: the model in use as Splink settings, JSON, and its threshold."""
    return "select settings, threshold from model where current"


def source_record() -> str:
    """One row or none: the record of a source and a key, the parameters."""
    return tidy("""
        select
            record_id,
            source,
            source_id,
            observed_at,
            profile_id
        from source_record
        join membership using (record_id)
        where source = ? and source_id = ?
    """)


def link() -> str:
    """One row or none: the link between two records, the parameters, the smaller first."""
    return tidy("""
        select
            weight,
            probability,
            blocking_rule,
            matched_by,
            levels,
            weights
        from link
        where left_id = ? and right_id = ?
    """)


def refusal() -> str:
    """One row or none: why a guard refused the link between two records, the parameters, the smaller first."""
    return "select guard, reason from refused_link where left_id = ? and right_id = ?"


def originals() -> str:
    """One row per record of the list that equals an earlier one in everything compared: the record, and that one."""
    return tidy(f"""
        select right_id, left_id
        from link
        where blocking_rule = {literal(EQUAL)} and right_id in (select unnest(?::bigint[]))
        order by right_id
    """)


def value_holders() -> str:
    """One row per value that two records share, the parameters: its attribute, and how many records hold it."""
    return tidy("""
        with shared as (
            select distinct one.attribute, one.key
            from claim as one
            join claim as other using (attribute, key)
            where one.record_id = ? and other.record_id = ?
        )
        select
            attribute,
            any_value(value) as value,
            count(distinct record_id) as holders
        from claim
        join shared using (attribute, key)
        group by attribute, key
        order by attribute, key
    """)


def members() -> str:
    """One row per record of the profile that is the parameter."""
    return tidy("""
        select
            record_id,
            source,
            source_id,
            observed_at,
            matched_by,
            match_probability
        from membership
        join source_record using (record_id)
        where profile_id = ?
        order by record_id
    """)


def refusals_of() -> str:
    """One row per refused link of the profile that is the parameter, strongest first."""
    return tidy("""
        select
            mine.source,
            mine.source_id,
            theirs.source,
            theirs.source_id,
            other.profile_id,
            refused_link.weight,
            guard,
            reason
        from refused_link
        join membership as inside on inside.record_id in (left_id, right_id)
        join source_record as mine on mine.record_id = inside.record_id
        join membership as other
            on other.record_id = case when inside.record_id = left_id then right_id else left_id end
        join source_record as theirs on theirs.record_id = other.record_id
        where inside.profile_id = ?
        order by refused_link.weight desc nulls first, left_id, right_id
    """)


def household() -> str:
    """One row or none: the household of the profile that is the parameter, and where it is."""
    return "select household_id, address from household join household_member using (household_id) where profile_id = ?"


def housemates(names: Sequence[str]) -> str:
    """One row per member of the household that is the parameter, with its golden value of the attribute in `names`."""
    listed = ", ".join(map(literal, names)) or "null"
    return tidy(f"""
        select
            member.profile_id,
            named.value as name,
            member.reason,
            member.other_profile_id,
            member.seen_at
        from household_member as member
        left join attribute_lineage as named
            on named.profile_id = member.profile_id and named.attribute in ({listed})
        where member.household_id = ?
        order by member.profile_id
    """)


def known_profile() -> str:
    """One row: whether a profile of that id, the parameter, is alive."""
    return "select count(*) > 0 from profile where profile_id = ?"
