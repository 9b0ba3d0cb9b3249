create or replace temporary table "former_pattern" as
select
    attribute,
    pattern,
    count(*) as profiles
from source_agreement
anti join asked_profile using (profile_id)
group by attribute, pattern;

select attribute, count(*) from asked_claim group by attribute;

select * from asked_claim where attribute in ('card', 'city');

select * from "asked_lineage";

create or replace temp table candidate as
with said as (
    select
        founder_id,
        profile_id,
        record_id,
        place,
        best_place,
        voice,
        position,
        place * 2147483648 + position as seat,
        coalesce(key, value) as identity,
        value,
        key,
        try_cast(value as double) as number,
        quality,
        verified,
        source,
        source_id,
        asked_claim.observed_at,
        (epoch_us(cast(? as timestamp)) - epoch_us(asked_claim.observed_at)) / 86400e6 as age_days,
        trust as trust,
        confidence,
        attribute
    from asked_claim
    join ranked_record using (record_id)
    where attribute in ('city', 'street')
        and value is not null and quality in ('good', 'repaired', 'suspicious')
),
standing as (
    select *
    from said
)
select
    founder_id, attribute,
    identity,
    arg_max(seat, row(quality <> 'suspicious', trust, coalesce(epoch_us(observed_at), -9223372036854775807), -seat)) as seat,
    substr(max(concat(if(value <> upper(value) and value <> lower(value), '1', '0'), chr((256 + least(strlen(value) - length(value), 1000))::integer), if(quality = 'good', '1', '0'), value)), 4) as form,
    count(*) as votes,
    bit_or(voice) as voices
from standing
group by founder_id, attribute, identity;

create or replace temp table contest as
select
    founder_id, attribute,
    count(*) as value_count,
    sum(votes)::bigint as candidate_count,
    bit_or(voices) as all_voices
from candidate
group by founder_id, attribute;

select
    any_value(profile_id) as profile_id,
    attribute,
    list_sort(list(voices))::varchar as pattern
from candidate
join contest using (founder_id, attribute)
join profile using (founder_id)
where bit_count(all_voices) > 1 and attribute in ('city', 'street')
group by founder_id, attribute;

select
    pattern,
    sum(profiles)::bigint as profiles
from (
    select attribute, pattern, 1 as profiles from "asked_agreement"
    union all
    select attribute, pattern, profiles from former_pattern
)
where attribute = ?
group by pattern
order by profiles desc, pattern
limit 10;

create or replace temp table ranked as
with rival as (
    select
        founder_id, attribute,
        seat,
        form,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id, attribute)
    join ranked_record on place = (seat >> 31)
    where value_count > 1
),
said as (
    select
        founder_id,
        profile_id,
        record_id,
        place,
        best_place,
        voice,
        position,
        place * 2147483648 + position as seat,
        coalesce(key, value) as identity,
        value,
        key,
        try_cast(value as double) as number,
        quality,
        verified,
        source,
        source_id,
        asked_claim.observed_at,
        (epoch_us(cast(? as timestamp)) - epoch_us(asked_claim.observed_at)) / 86400e6 as age_days,
        case source when 'app' then 80.0 when 'crm' then 90.0 when 'pos' then 50.0 when 'web' then 30.0 else 0.0 end as trust,
        confidence,
        attribute,
        form,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join rival using (record_id, position, attribute)
    where attribute in ('city', 'street')
),
standing as (
    select *
    from said
),
seated as (
    select
        founder_id, attribute,
        profile_id,
        record_id,
        source,
        source_id,
        seat,
        observed_at,
        quality,
        identity,
        form as value,
        value as written,
        votes,
        voices,
        candidate_count,
        value_count,
        quality <> 'suspicious' as by_quality,
        trust as by_most_trusted,
        coalesce(epoch_us(observed_at), -9223372036854775807) as by_most_recent
    from standing
)
select
    * exclude (record_id),
    row_number() over (
        partition by founder_id, attribute
        order by
            by_quality desc,
            by_most_trusted desc,
            by_most_recent desc,
            by_most_frequent desc,
            seat
    ) as standing
from (
    select
        seated.*,
        votes as by_most_frequent,
        if(voices & 1::bigint <> 0, 80.0, 0.0) + if(voices & 2::bigint <> 0, 90.0, 0.0) + if(voices & 4::bigint <> 0, 50.0, 0.0) + if(voices & 8::bigint <> 0, 30.0, 0.0) as backing
    from seated

);

create or replace temp table verdict as
with pair as (
    select
        own.founder_id as founder_id,
        own.attribute as attribute,
        own.standing as standing,
        case
            when own.by_quality <> top.by_quality then 'quality'
            when own.by_most_trusted <> top.by_most_trusted then 'most_trusted'
            when own.by_most_recent <> top.by_most_recent then 'most_recent'
            when own.by_most_frequent <> top.by_most_frequent then 'most_frequent'
            else 'tie-break'
        end as lost_on,
        case when own.standing = 1 or not (own.by_quality >= top.by_quality) then null when own.backing <= top.backing then null when length(top.identity) < 5 or abs(length(own.identity) - length(top.identity)) > 1 then null when levenshtein(own.identity, top.identity) > 2 then null when own.attribute in ('street') and regexp_replace(own.identity, '[^0-9]+', ' ', 'g') <> regexp_replace(top.identity, '[^0-9]+', ' ', 'g') then null when damerau_levenshtein(own.identity, top.identity) = 1 then own.backing end as better
    from ranked as own
    join ranked as top on top.founder_id = own.founder_id and top.attribute = own.attribute and top.standing = 1
),
outcome as (
    select
        founder_id, attribute,
        coalesce(arg_max(standing, row(better, -standing)) filter (where better is not null), 1) as chosen,
        max(lost_on) filter (where standing = 2) as won_by
    from pair
    group by founder_id, attribute
)
select
    founder_id, attribute,
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
join outcome using (founder_id, attribute);

insert into "asked_lineage" by name
with alone as materialized (
    select
        founder_id, attribute,
        seat,
        form,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id, attribute)
    join ranked_record on place = (seat >> 31)
    where value_count = 1
),
spoken as (
    select
        profile_id,
        source,
        source_id,
        asked_claim.observed_at as observed_at,
        value,
        quality,
        attribute,
        form,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join alone using (record_id, position, attribute)
    where attribute in ('city', 'street')
),
result as (
    select *, value as shown
    from (select * from ranked join verdict using (founder_id, attribute, standing) where rank = 1)
    join (select founder_id, attribute, sum(worth) as total_worth, count(*) as gist_count from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(voices & 1::bigint <> 0, case attribute when 'city' then cast($1 as double) when 'street' then cast($5 as double) end, 0.0) + if(voices & 2::bigint <> 0, case attribute when 'city' then cast($2 as double) when 'street' then cast($6 as double) end, 0.0) + if(voices & 4::bigint <> 0, case attribute when 'city' then cast($3 as double) when 'street' then cast($7 as double) end, 0.0) + if(voices & 8::bigint <> 0, case attribute when 'city' then cast($4 as double) when 'street' then cast($8 as double) end, 0.0) as odds from ranked)) group by founder_id, attribute) using (founder_id, attribute)
    left join (select founder_id, attribute, value as next_value from ranked join verdict using (founder_id, attribute, standing) where rank = 2) using (founder_id, attribute)
),
told as (
    select *, reason as rule
    from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(voices & 1::bigint <> 0, case attribute when 'city' then cast($1 as double) when 'street' then cast($5 as double) end, 0.0) + if(voices & 2::bigint <> 0, case attribute when 'city' then cast($2 as double) when 'street' then cast($6 as double) end, 0.0) + if(voices & 4::bigint <> 0, case attribute when 'city' then cast($3 as double) when 'street' then cast($7 as double) end, 0.0) + if(voices & 8::bigint <> 0, case attribute when 'city' then cast($4 as double) when 'street' then cast($8 as double) end, 0.0) as odds from result))
)
select
    profile_id,
    attribute,
    form as value,
    source,
    source_id,
    observed_at,
    value as written,
    quality,
    case when candidate_count = 1 then 'only value' else 'unanimous' end as rule,
    false as computed,
    candidate_count,
    value_count,
    votes as agreeing_count,
    1.0 as agreement,
    worth / (worth + 20 * 1e6) as confidence
from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(voices & 1::bigint <> 0, case attribute when 'city' then cast($1 as double) when 'street' then cast($5 as double) end, 0.0) + if(voices & 2::bigint <> 0, case attribute when 'city' then cast($2 as double) when 'street' then cast($6 as double) end, 0.0) + if(voices & 4::bigint <> 0, case attribute when 'city' then cast($3 as double) when 'street' then cast($7 as double) end, 0.0) + if(voices & 8::bigint <> 0, case attribute when 'city' then cast($4 as double) when 'street' then cast($8 as double) end, 0.0) as odds from spoken))
union all by name
select
    profile_id,
    attribute,
    shown as value,
    source as source,
    source_id as source_id,
    observed_at as observed_at,
    written as written,
    quality as quality,
    rule,
    false as computed,
    candidate_count,
    value_count,
    votes as agreeing_count,
    votes / candidate_count as agreement,
    worth / (total_worth + greatest(21 - gist_count, 0) * 1e6) as confidence,
    next_value as runner_up
from told;

insert into "asked_candidate" by name
select
    profile_id,
    attribute,
    rank,
    value,
    source,
    source_id,
    observed_at,
    quality,
    votes as record_count,
    bit_count(voices)::integer as source_count,
    reason
from ranked join verdict using (founder_id, attribute, standing);

insert into "asked_candidate" by name
with alone as materialized (
    select
        founder_id, attribute,
        seat,
        form,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id, attribute)
    join ranked_record on place = (seat >> 31)
    where value_count = 1
),
spoken as (
    select
        profile_id,
        source,
        source_id,
        asked_claim.observed_at as observed_at,
        value,
        quality,
        attribute,
        form,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join alone using (record_id, position, attribute)
    where attribute in ('city', 'street')
)
select
    profile_id,
    attribute,
    1::integer as rank,
    form as value,
    source,
    source_id,
    observed_at,
    quality,
    votes as record_count,
    bit_count(voices)::integer as source_count,
    case when candidate_count = 1 then 'only value' else 'unanimous' end as reason
from spoken;

create or replace temp table candidate as
with said as (
    select
        founder_id,
        profile_id,
        record_id,
        place,
        best_place,
        voice,
        position,
        place * 2147483648 + position as seat,
        coalesce(key, value) as identity,
        value,
        key,
        try_cast(value as double) as number,
        quality,
        verified,
        source,
        source_id,
        asked_claim.observed_at,
        (epoch_us(cast(? as timestamp)) - epoch_us(asked_claim.observed_at)) / 86400e6 as age_days,
        trust as trust,
        confidence,
        attribute,
        again.record_id is null as counts
    from asked_claim
    join ranked_record using (record_id)
    left join (
        select record_id, position, attribute
        from asked_claim
        where attribute in ('card', 'phone', 'email')
            and value is not null and quality in ('good', 'repaired', 'suspicious')
            and record_id in (
                select record_id
                from asked_claim
                where attribute in ('card', 'phone', 'email') and position > 0
            )
        qualify row_number() over (partition by record_id, attribute, coalesce(key, value) order by position) > 1
    ) as again using (record_id, position, attribute)
    where attribute in ('gender', 'card', 'phone', 'email')
        and value is not null and quality in ('good', 'repaired', 'suspicious')
),
standing as (
    select *
    from said
)
select
    founder_id, attribute,
    identity,
    arg_max(seat, row(quality <> 'suspicious', trust, coalesce(epoch_us(observed_at), -9223372036854775807), -seat)) as seat,
    count(*) filter (where counts) as votes,
    bit_or(voice) as voices
from standing
group by founder_id, attribute, identity;

create or replace temp table contest as
select
    founder_id, attribute,
    count(*) as value_count,
    sum(votes)::bigint as candidate_count,
    bit_or(voices) as all_voices
from candidate
group by founder_id, attribute;

select
    any_value(profile_id) as profile_id,
    attribute,
    list_sort(list(voices))::varchar as pattern
from candidate
join contest using (founder_id, attribute)
join profile using (founder_id)
where bit_count(all_voices) > 1 and attribute in ('gender')
group by founder_id, attribute;

select
    pattern,
    sum(profiles)::bigint as profiles
from (
    select attribute, pattern, 1 as profiles from "asked_agreement"
    union all
    select attribute, pattern, profiles from former_pattern
)
where attribute = ?
group by pattern
order by profiles desc, pattern
limit 10;

create or replace temp table ranked as
with rival as (
    select
        founder_id, attribute,
        seat,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id, attribute)
    join ranked_record on place = (seat >> 31)
    where value_count > 1
),
said as (
    select
        founder_id,
        profile_id,
        record_id,
        place,
        best_place,
        voice,
        position,
        place * 2147483648 + position as seat,
        coalesce(key, value) as identity,
        value,
        key,
        try_cast(value as double) as number,
        quality,
        verified,
        source,
        source_id,
        asked_claim.observed_at,
        (epoch_us(cast(? as timestamp)) - epoch_us(asked_claim.observed_at)) / 86400e6 as age_days,
        case source when 'app' then 80.0 when 'crm' then 90.0 when 'pos' then 50.0 when 'web' then 30.0 else 0.0 end as trust,
        confidence,
        attribute,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join rival using (record_id, position, attribute)
    where attribute in ('gender', 'card', 'phone', 'email')
),
standing as (
    select *
    from said
),
seated as (
    select
        founder_id, attribute,
        profile_id,
        record_id,
        source,
        source_id,
        seat,
        observed_at,
        quality,
        identity,
        value,
        votes,
        voices,
        candidate_count,
        value_count,
        quality <> 'suspicious' as by_quality,
        trust as by_most_trusted,
        coalesce(epoch_us(observed_at), -9223372036854775807) as by_most_recent
    from standing
)
select
    * exclude (record_id),
    row_number() over (
        partition by founder_id, attribute
        order by
            by_quality desc,
            by_most_trusted desc,
            by_most_recent desc,
            by_most_frequent desc,
            seat
    ) as standing
from (
    select
        seated.*,
        votes as by_most_frequent
    from seated

);

create or replace temp table verdict as
with pair as (
    select
        own.founder_id as founder_id,
        own.attribute as attribute,
        own.standing as standing,
        case
            when own.by_quality <> top.by_quality then 'quality'
            when own.by_most_trusted <> top.by_most_trusted then 'most_trusted'
            when own.by_most_recent <> top.by_most_recent then 'most_recent'
            when own.by_most_frequent <> top.by_most_frequent then 'most_frequent'
            else 'tie-break'
        end as lost_on,
        null::double as better
    from ranked as own
    join ranked as top on top.founder_id = own.founder_id and top.attribute = own.attribute and top.standing = 1
),
outcome as (
    select
        founder_id, attribute,
        coalesce(arg_max(standing, row(better, -standing)) filter (where better is not null), 1) as chosen,
        max(lost_on) filter (where standing = 2) as won_by
    from pair
    group by founder_id, attribute
)
select
    founder_id, attribute,
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
join outcome using (founder_id, attribute);

insert into "asked_lineage" by name
with alone as materialized (
    select
        founder_id, attribute,
        seat,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id, attribute)
    join ranked_record on place = (seat >> 31)
    where value_count = 1
),
spoken as (
    select
        profile_id,
        source,
        source_id,
        asked_claim.observed_at as observed_at,
        value,
        quality,
        attribute,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join alone using (record_id, position, attribute)
    where attribute in ('gender', 'card', 'phone', 'email')
),
result as (
    select *, value as shown
    from (select * from ranked join verdict using (founder_id, attribute, standing) where rank = 1)
    join (select founder_id, attribute, sum(worth) as total_worth, count(*) as gist_count from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(voices & 1::bigint <> 0, case attribute when 'gender' then cast($1 as double) end, 0.0) + if(voices & 2::bigint <> 0, case attribute when 'gender' then cast($2 as double) end, 0.0) + if(voices & 4::bigint <> 0, case attribute when 'gender' then cast($3 as double) end, 0.0) + if(voices & 8::bigint <> 0, case attribute when 'gender' then cast($4 as double) end, 0.0) as odds from ranked)) group by founder_id, attribute) using (founder_id, attribute)
    left join (select founder_id, attribute, value as next_value from ranked join verdict using (founder_id, attribute, standing) where rank = 2) using (founder_id, attribute)
),
told as (
    select *, reason as rule
    from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(voices & 1::bigint <> 0, case attribute when 'gender' then cast($1 as double) end, 0.0) + if(voices & 2::bigint <> 0, case attribute when 'gender' then cast($2 as double) end, 0.0) + if(voices & 4::bigint <> 0, case attribute when 'gender' then cast($3 as double) end, 0.0) + if(voices & 8::bigint <> 0, case attribute when 'gender' then cast($4 as double) end, 0.0) as odds from result))
)
select
    profile_id,
    attribute,
    value as value,
    source,
    source_id,
    observed_at,
    value as written,
    quality,
    case when candidate_count = 1 then 'only value' else 'unanimous' end as rule,
    false as computed,
    candidate_count,
    value_count,
    votes as agreeing_count,
    1.0 as agreement,
    worth / (worth + case attribute when 'gender' then 1 end * 1e6) as confidence
from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(voices & 1::bigint <> 0, case attribute when 'gender' then cast($1 as double) end, 0.0) + if(voices & 2::bigint <> 0, case attribute when 'gender' then cast($2 as double) end, 0.0) + if(voices & 4::bigint <> 0, case attribute when 'gender' then cast($3 as double) end, 0.0) + if(voices & 8::bigint <> 0, case attribute when 'gender' then cast($4 as double) end, 0.0) as odds from spoken))
union all by name
select
    profile_id,
    attribute,
    shown as value,
    source as source,
    source_id as source_id,
    observed_at as observed_at,
    value as written,
    quality as quality,
    rule,
    false as computed,
    candidate_count,
    value_count,
    votes as agreeing_count,
    votes / candidate_count as agreement,
    worth / (total_worth + greatest(case attribute when 'gender' then 2 end - gist_count, 0) * 1e6) as confidence,
    next_value as runner_up
from told;

insert into "asked_candidate" by name
select
    profile_id,
    attribute,
    rank,
    value,
    source,
    source_id,
    observed_at,
    quality,
    votes as record_count,
    bit_count(voices)::integer as source_count,
    reason
from ranked join verdict using (founder_id, attribute, standing);

insert into "asked_candidate" by name
with alone as materialized (
    select
        founder_id, attribute,
        seat,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id, attribute)
    join ranked_record on place = (seat >> 31)
    where value_count = 1
),
spoken as (
    select
        profile_id,
        source,
        source_id,
        asked_claim.observed_at as observed_at,
        value,
        quality,
        attribute,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join alone using (record_id, position, attribute)
    where attribute in ('gender', 'card', 'phone', 'email')
)
select
    profile_id,
    attribute,
    1::integer as rank,
    value as value,
    source,
    source_id,
    observed_at,
    quality,
    votes as record_count,
    bit_count(voices)::integer as source_count,
    case when candidate_count = 1 then 'only value' else 'unanimous' end as reason
from spoken
