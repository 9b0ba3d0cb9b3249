create or replace temp table ranked_record as
select
    record_id,
    founder_id,
    profile_id,
    source,
    source_id,
    case source when 'crm' then 90.0 when 'app' then 80.0 when 'pos' then 50.0 when 'web' then 30.0 else 0.0 end as trust,
    row_number() over (order by source, source_id) as place
from membership
join profile using (profile_id)
join source_record using (record_id);

insert into attribute_lineage by name
with candidate as (
    select
        founder_id,
        count(distinct record_id) as votes,
        max({
            'quality': quality <> 'suspicious',
            'prefer_sources': case source when 'crm' then 2.0 when 'app' then 1.0 else 0.0 end,
            'most_complete': row(len(regexp_extract_all(value, '\p{L}{2,}|\p{N}+')), length(value)),
            'longest': length(value),
            'shortest': -length(value),
            'place': -place,
            'position': -position,
            'value': value,
            'record_id': record_id,
            'observed_at': observed_at
        }) as seat
    from claim
    join ranked_record using (record_id)
    where attribute = 'full_name' and value is not null and quality in ('good', 'repaired', 'suspicious')
    group by founder_id, coalesce(key, value)
),
election as (
    select
        sum(votes)::bigint as candidate_count,
        max({
            'quality': seat.quality,
            'prefer_sources': seat.prefer_sources,
            'most_complete': seat.most_complete,
            'longest': seat.longest,
            'shortest': seat.shortest,
            'seat': seat,
            'votes': votes
        }, 2) as ranking
    from candidate
    group by founder_id
)
select
    profile_id,
    'full_name' as attribute,
    ranking[1].seat.value as value,
    source,
    source_id,
    ranking[1].seat.observed_at as observed_at,
    case
        when candidate_count = 1 then 'only value'
        when len(ranking) = 1 then 'unanimous'
        when ranking[1].quality <> ranking[2].quality then 'quality'
        when ranking[1].prefer_sources <> ranking[2].prefer_sources then 'prefer_sources'
        when ranking[1].most_complete <> ranking[2].most_complete then 'most_complete'
        when ranking[1].longest <> ranking[2].longest then 'longest'
        when ranking[1].shortest <> ranking[2].shortest then 'shortest'
        else 'tie-break'
    end as rule,
    candidate_count,
    ranking[1].votes / candidate_count as agreement,
    ranking[2].seat.value as runner_up
from election
join ranked_record on record_id = ranking[1].seat.record_id;

insert into attribute_lineage by name
with candidate as (
    select
        founder_id,
        count(distinct record_id) as votes,
        max({
            'quality': quality <> 'suspicious',
            'verified': coalesce(verified, false),
            'first_seen': coalesce(-epoch_us(observed_at), -9223372036854775807),
            'place': -place,
            'position': -position,
            'value': value,
            'record_id': record_id,
            'observed_at': observed_at
        }) as seat
    from claim
    join ranked_record using (record_id)
    where attribute = 'email' and value is not null and quality in ('good', 'repaired', 'suspicious')
    group by founder_id, coalesce(key, value)
),
election as (
    select
        sum(votes)::bigint as candidate_count,
        list_reverse_sort(list({
            'quality': seat.quality,
            'verified': seat.verified,
            'first_seen': seat.first_seen,
            'seat': seat,
            'votes': votes
        })) as ranking
    from candidate
    group by founder_id
)
select
    profile_id,
    'email' as attribute,
    to_json([candidate.seat.value for candidate in ranking])::varchar as value,
    source,
    source_id,
    ranking[1].seat.observed_at as observed_at,
    case
        when candidate_count = 1 then 'only value'
        when len(ranking) = 1 then 'unanimous'
        when ranking[1].quality <> ranking[2].quality then 'quality'
        when ranking[1].verified <> ranking[2].verified then 'verified'
        when ranking[1].first_seen <> ranking[2].first_seen then 'first_seen'
        else 'tie-break'
    end as rule,
    candidate_count,
    ranking[1].votes / candidate_count as agreement,
    null::varchar as runner_up
from election
join ranked_record on record_id = ranking[1].seat.record_id;

insert into attribute_lineage by name
with candidate as (
    select
        founder_id,
        count(distinct record_id) as votes,
        max({
            'quality': quality <> 'suspicious',
            'most_trusted': trust,
            'most_recent': coalesce(epoch_us(observed_at), -9223372036854775807),
            'place': -place,
            'position': -position,
            'value': value,
            'record_id': record_id,
            'observed_at': observed_at
        }) as seat
    from claim
    join ranked_record using (record_id)
    where attribute = 'phone' and value is not null and quality in ('good', 'repaired', 'suspicious')
    group by founder_id, coalesce(key, value)
),
election as (
    select
        sum(votes)::bigint as candidate_count,
        max({
            'quality': seat.quality,
            'most_trusted': seat.most_trusted,
            'most_recent': seat.most_recent,
            'most_frequent': votes,
            'seat': seat,
            'votes': votes
        }, 4) as ranking
    from candidate
    group by founder_id
)
select
    profile_id,
    'phone' as attribute,
    to_json([candidate.seat.value for candidate in ranking[:3]])::varchar as value,
    source,
    source_id,
    ranking[1].seat.observed_at as observed_at,
    case
        when candidate_count = 1 then 'only value'
        when len(ranking) = 1 then 'unanimous'
        when ranking[1].quality <> ranking[2].quality then 'quality'
        when ranking[1].most_trusted <> ranking[2].most_trusted then 'most_trusted'
        when ranking[1].most_recent <> ranking[2].most_recent then 'most_recent'
        when ranking[1].most_frequent <> ranking[2].most_frequent then 'most_frequent'
        else 'tie-break'
    end as rule,
    candidate_count,
    ranking[1].votes / candidate_count as agreement,
    ranking[4].seat.value as runner_up
from election
join ranked_record on record_id = ranking[1].seat.record_id;

drop table temp.ranked_record;

with golden as (
    select
        profile_id,
        max(value) filter (where attribute = 'full_name') as "full_name",
        from_json(max(value) filter (where attribute = 'email'), '["VARCHAR"]') as "email",
        from_json(max(value) filter (where attribute = 'phone'), '["VARCHAR"]') as "phone"
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
    golden."full_name",
    golden."email",
    golden."phone",
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
left join household_member using (profile_id);

select distinct attribute from attribute_lineage order by attribute
