-- loaded_sources
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
order by source;

-- profile_counts
select
    count(*) as profiles,
    count(*) filter (where record_count > 1) as joined,
    coalesce(max(record_count), 0) as largest_records,
    arg_max(profile_id, row(record_count, profile_id)) as largest_id
from golden_profile;

-- profiles_by_source_count
select source_count, count(*) as profiles from golden_profile group by source_count order by source_count;

-- refusals_by_guard
select guard, count(*) as links from refused_link group by guard order by guard;

-- telling_profiles
with variant as (
    select
        profile_id,
        count(distinct value) as spellings
    from claim
    join membership using (record_id)
    where attribute in ('full_name')
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
limit 3;

-- golden_values
select
    attribute,
    value,
    source,
    source_id,
    observed_at,
    rule,
    candidate_count,
    agreement,
    runner_up,
    written,
    quality,
    computed,
    confidence,
    attribute_lineage.pinned_by as pinned_by,
    pinned_at,
    why
from attribute_lineage
left join (
    select
        profile_id,
        attribute,
        pinned_at,
        why
    from pin
    join pin_status using (pin_id)
    where status = 'in force'
) as pinned using (profile_id, attribute)
where profile_id = ?
order by attribute;

-- lost_candidates
select
    attribute,
    value,
    source,
    source_id,
    observed_at,
    record_count,
    reason
from attribute_candidate
where profile_id = ? and rank > 1
order by attribute, rank;

-- profile_facts
select record_count, sources, confidence from golden_profile where profile_id = ?;

-- spellings
select value
from claim
join membership using (record_id)
where profile_id = ? and attribute in ('full_name') and value is not null
group by value
order by count(*) desc, value
limit 5;

-- assigned_records
select
    record_id,
    source,
    source_id,
    profile_id as found,
    coalesce(household_id, profile_id) as lives_in
from membership
join source_record using (record_id)
left join household_member using (profile_id)
order by record_id;

-- scored_links
select
    left_id,
    right_id,
    weight,
    probability,
    blocking_rule is not distinct from 'equal in everything' as is_copy
from link
order by left_id, right_id;

-- threshold
select threshold from model where current;

-- compared_pairs
select coalesce(sum(new_pair_count), 0)::bigint from blocking_rule;

-- claims_of
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
order by record_id, attribute, position, raw, value;

-- links_among
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
order by left_id, right_id;

-- ties_among
with decree as (
    select distinct least(left_id, right_id) as left_id, greatest(left_id, right_id) as right_id
    from judgement
    where status = 'in force' and decision = 'same'
),
tie as (
    select *, 1000.0 as weight, 'judgement' as matched_by from decree
    union all
    select left_id, right_id, weight, matched_by from link anti join decree using (left_id, right_id)
)
select *
from tie
where left_id in (select unnest(?::bigint[])) and right_id in (select unnest(?::bigint[]))
order by left_id, right_id;

-- judgements_on
select
    decision,
    decided_by,
    decided_at,
    why,
    status
from judgement
where least(left_id, right_id) = ? and greatest(left_id, right_id) = ?
order by decided_at desc, origin = 'command' desc, number desc;

-- model
select settings, threshold from model where current;

-- source_record
select
    record_id,
    source,
    source_id,
    observed_at,
    profile_id
from source_record
join membership using (record_id)
where source = ? and source_id = ?;

-- link
select
    weight,
    probability,
    blocking_rule,
    matched_by,
    levels,
    weights
from link
where left_id = ? and right_id = ?;

-- refusal
select guard, reason from refused_link where left_id = ? and right_id = ?;

-- originals
select right_id, left_id
from link
where blocking_rule = 'equal in everything' and right_id in (select unnest(?::bigint[]))
order by right_id;

-- value_holders
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
order by attribute, key;

-- members
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
order by record_id;

-- refusals_of
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
order by refused_link.weight desc nulls first, left_id, right_id;

-- known_profile
select count(*) > 0 from profile where profile_id = ?;

-- household_counts
select
    count(*) as households,
    coalesce(sum(profile_count), 0)::bigint as profiles,
    coalesce(max(profile_count), 0) as largest
from household;

-- household
select household_id, address from household join household_member using (household_id) where profile_id = ?;

-- housemates
select
    member.profile_id,
    named.value as name,
    member.reason,
    member.other_profile_id,
    member.seen_at
from household_member as member
left join attribute_lineage as named
    on named.profile_id = member.profile_id and named.attribute in ('full_name')
where member.household_id = ?
order by member.profile_id;
