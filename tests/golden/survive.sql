create or replace temporary view asked_member as
select
    record_id,
    profile_id,
    match_probability,
    source,
    source_id,
    observed_at
from membership
join source_record using (record_id);

create or replace temporary view asked_claim as select * from claim;

create or replace temp table ranked_record as
select
    record_id,
    founder_id,
    profile_id,
    source,
    source_id,
    case source when 'app' then 80.0 when 'crm' then 90.0 when 'pos' then 50.0 when 'web' then 30.0 else 0.0 end as trust,
    case source when 'app' then 1::bigint when 'crm' then 2::bigint when 'pos' then 4::bigint when 'web' then 8::bigint else 8::bigint end as voice,
    coalesce(match_probability, 1.0) as confidence,
    row_number() over (order by source, source_id) as place,
    null::bigint as best_place
from asked_member
join profile using (profile_id);

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
        confidence
    from asked_claim
    join ranked_record using (record_id)
    where attribute = 'full_name'
        and value is not null and quality in ('good', 'repaired', 'suspicious')
),
standing as (
    select *
    from said
)
select
    founder_id,
    identity,
    arg_max(seat, row(quality <> 'suspicious', case source when 'crm' then 2.0 when 'app' then 1.0 else 0.0 end, -seat)) as seat,
    substr(max(concat(if(value <> upper(value) and value <> lower(value), '1', '0'), chr((256 + least(strlen(value) - length(value), 1000))::integer), if(quality = 'good', '1', '0'), value)), 4) as form,
    count(*) as votes,
    bit_or(voice) as voices
from standing
group by founder_id, identity;

create or replace temp table contest as
select
    founder_id,
    count(*) as value_count,
    sum(votes)::bigint as candidate_count,
    bit_or(voices) as all_voices
from candidate
group by founder_id;

insert into "source_agreement" by name
select
    any_value(profile_id) as profile_id,
    'full_name' as attribute,
    list_sort(list(voices))::varchar as pattern
from (select founder_id, bit_or(voices) as voices from candidate group by founder_id, regexp_extract(identity, '^\S+( \S)?'))
join contest using (founder_id)
join profile using (founder_id)
where bit_count(all_voices) > 1
group by founder_id;

select
    pattern,
    sum(profiles)::bigint as profiles
from (
    select attribute, pattern, 1 as profiles from "source_agreement"
)
where attribute = ?
group by pattern
order by profiles desc, pattern
limit 10000;

create or replace temp table ranked as
with rival as (
    select
        founder_id,
        seat,
        form,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id)
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
        form,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join rival using (record_id, position)
    where attribute = 'full_name'
),
standing as (
    select *
    from said
),
seated as (
    select
        founder_id,
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
        case source when 'crm' then 2.0 when 'app' then 1.0 else 0.0 end as by_prefer_sources
    from standing
)
select
    * exclude (record_id),
    row_number() over (
        partition by founder_id
        order by
            by_quality desc,
            by_prefer_sources desc,
            by_most_complete desc,
            by_longest desc,
            by_shortest desc,
            seat
    ) as standing
from (
    select
        seated.*,
        {'words': len(regexp_extract_all(value, '\p{L}{2,}|\p{N}+')), 'length': length(value)} as by_most_complete,
        length(value) as by_longest,
        -length(value) as by_shortest,
        if(voices & 1::bigint <> 0, 80.0, 0.0) + if(voices & 2::bigint <> 0, 90.0, 0.0) + if(voices & 4::bigint <> 0, 50.0, 0.0) + if(voices & 8::bigint <> 0, 30.0, 0.0) as backing,
        standard_record."full_name__family" as name_family,
        standard_record."full_name__patronymic" as name_patronymic,
        standard_record."full_name__given" as name_given,
        standard_record."full_name__given_class" as name_given_class
    from seated
    left join standard_record using (record_id)
);

create or replace temp table verdict as
with pair as (
    select
        own.founder_id as founder_id,
        own.standing as standing,
        case
            when own.by_quality <> top.by_quality then 'quality'
            when own.by_prefer_sources <> top.by_prefer_sources then 'prefer_sources'
            when own.by_most_complete <> top.by_most_complete then 'most_complete'
            when own.by_longest <> top.by_longest then 'longest'
            when own.by_shortest <> top.by_shortest then 'shortest'
            else 'tie-break'
        end as lost_on,
        case when own.standing = 1 or not (own.by_quality >= top.by_quality and own.by_prefer_sources >= top.by_prefer_sources) then null when own.name_family = top.name_family and (top.name_patronymic is null or own.name_patronymic = top.name_patronymic) and list_has_any(own.name_given_class, top.name_given_class) and list_max(list_transform(own.name_given_class, lambda formal: jaro_winkler_similarity(own.name_given, formal))) > list_max(list_transform(top.name_given_class, lambda formal: jaro_winkler_similarity(top.name_given, formal))) + 0.05 then 1000000.0 + own.backing when own.backing <= top.backing then null when length(top.identity) < 5 or abs(length(own.identity) - length(top.identity)) > 1 then null when levenshtein(own.identity, top.identity) > 2 then null when damerau_levenshtein(own.identity, top.identity) = 1 then own.backing end as better
    from ranked as own
    join ranked as top on top.founder_id = own.founder_id and top.standing = 1
),
outcome as (
    select
        founder_id,
        coalesce(arg_max(standing, row(better, -standing)) filter (where better is not null), 1) as chosen,
        max(lost_on) filter (where standing = 2) as won_by
    from pair
    group by founder_id
)
select
    founder_id,
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
join outcome using (founder_id);

insert into "attribute_lineage" by name
with alone as materialized (
    select
        founder_id,
        seat,
        form,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id)
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
        form,
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join alone using (record_id, position)
    where attribute = 'full_name'
),
result as (
    select *, value as shown
    from (select * from ranked join verdict using (founder_id, standing) where rank = 1)
    join (select founder_id, sum(worth) as total_worth, count(*) as gist_count, max(heard) filter (where wins) as gist_voices from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(heard & 1::bigint <> 0, cast($1 as double), 0.0) + if(heard & 2::bigint <> 0, cast($2 as double), 0.0) + if(heard & 4::bigint <> 0, cast($3 as double), 0.0) + if(heard & 8::bigint <> 0, cast($4 as double), 0.0) as odds from (select founder_id, regexp_extract(identity, '^\S+( \S)?') as gist, bit_or(voices) as heard, bool_or(rank = 1) as wins from ranked join verdict using (founder_id, standing) group by founder_id, gist))) group by founder_id) using (founder_id)
    left join (select founder_id, value as next_value from ranked join verdict using (founder_id, standing) where rank = 2) using (founder_id)
),
told as (
    select *, reason as rule
    from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(gist_voices & 1::bigint <> 0, cast($1 as double), 0.0) + if(gist_voices & 2::bigint <> 0, cast($2 as double), 0.0) + if(gist_voices & 4::bigint <> 0, cast($3 as double), 0.0) + if(gist_voices & 8::bigint <> 0, cast($4 as double), 0.0) as odds from result))
)
select
    profile_id,
    'full_name' as attribute,
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
from (select *, (exp(case when odds > 30.0 then 30.0 else odds end) * 1e6)::hugeint as worth from (select *, if(voices & 1::bigint <> 0, cast($1 as double), 0.0) + if(voices & 2::bigint <> 0, cast($2 as double), 0.0) + if(voices & 4::bigint <> 0, cast($3 as double), 0.0) + if(voices & 8::bigint <> 0, cast($4 as double), 0.0) as odds from spoken))
union all by name
select
    profile_id,
    'full_name' as attribute,
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

insert into "attribute_candidate" by name
select
    profile_id,
    'full_name' as attribute,
    rank,
    value,
    source,
    source_id,
    observed_at,
    quality,
    votes as record_count,
    bit_count(voices)::integer as source_count,
    reason
from ranked join verdict using (founder_id, standing);

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
        again.record_id is null as counts
    from asked_claim
    join ranked_record using (record_id)
    left join (
        select record_id, position
        from asked_claim
        where attribute = 'email'
            and value is not null and quality in ('good', 'repaired', 'suspicious')
            and record_id in (
                select record_id
                from asked_claim
                where attribute = 'email' and position > 0
            )
        qualify row_number() over (partition by record_id, coalesce(key, value) order by position) > 1
    ) as again using (record_id, position)
    where attribute = 'email'
        and value is not null and quality in ('good', 'repaired', 'suspicious')
),
standing as (
    select *
    from said
)
select
    founder_id,
    identity,
    arg_max(seat, row(quality <> 'suspicious', coalesce(verified, false), coalesce(-epoch_us(observed_at), -9223372036854775807), -seat)) as seat,
    count(*) filter (where counts) as votes,
    bit_or(voice) as voices
from standing
group by founder_id, identity;

create or replace temp table contest as
select
    founder_id,
    count(*) as value_count,
    sum(votes)::bigint as candidate_count,
    bit_or(voices) as all_voices
from candidate
group by founder_id;

create or replace temp table ranked as
with rival as (
    select
        founder_id,
        seat,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id)
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
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join rival using (record_id, position)
    where attribute = 'email'
),
standing as (
    select *
    from said
),
seated as (
    select
        founder_id,
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
        coalesce(verified, false) as by_verified,
        coalesce(-epoch_us(observed_at), -9223372036854775807) as by_first_seen
    from standing
)
select
    * exclude (record_id),
    row_number() over (
        partition by founder_id
        order by
            by_quality desc,
            by_verified desc,
            by_first_seen desc,
            seat
    ) as standing
from (
    select
        seated.*
    from seated

);

create or replace temp table verdict as
with pair as (
    select
        own.founder_id as founder_id,
        own.standing as standing,
        case
            when own.by_quality <> top.by_quality then 'quality'
            when own.by_verified <> top.by_verified then 'verified'
            when own.by_first_seen <> top.by_first_seen then 'first_seen'
            else 'tie-break'
        end as lost_on,
        null::double as better
    from ranked as own
    join ranked as top on top.founder_id = own.founder_id and top.standing = 1
),
outcome as (
    select
        founder_id,
        coalesce(arg_max(standing, row(better, -standing)) filter (where better is not null), 1) as chosen,
        max(lost_on) filter (where standing = 2) as won_by
    from pair
    group by founder_id
)
select
    founder_id,
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
join outcome using (founder_id);

insert into "attribute_lineage" by name
with alone as materialized (
    select
        founder_id,
        seat,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id)
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
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join alone using (record_id, position)
    where attribute = 'email'
),
result as (
    select *
    from (select * from ranked join verdict using (founder_id, standing) where rank = 1)
    join (select founder_id, to_json(list(value order by rank))::varchar as shown from ranked join verdict using (founder_id, standing) group by founder_id) using (founder_id)
),
told as (
    select *, reason as rule
    from result
)
select
    profile_id,
    'email' as attribute,
    to_json([value])::varchar as value,
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
    null::double as confidence
from spoken
union all by name
select
    profile_id,
    'email' as attribute,
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
    null::double as confidence,
    null::varchar as runner_up
from told;

insert into "attribute_candidate" by name
select
    profile_id,
    'email' as attribute,
    rank,
    value,
    source,
    source_id,
    observed_at,
    quality,
    votes as record_count,
    bit_count(voices)::integer as source_count,
    reason
from ranked join verdict using (founder_id, standing);

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
        again.record_id is null as counts
    from asked_claim
    join ranked_record using (record_id)
    left join (
        select record_id, position
        from asked_claim
        where attribute = 'phone'
            and value is not null and quality in ('good', 'repaired', 'suspicious')
            and record_id in (
                select record_id
                from asked_claim
                where attribute = 'phone' and position > 0
            )
        qualify row_number() over (partition by record_id, coalesce(key, value) order by position) > 1
    ) as again using (record_id, position)
    where attribute = 'phone'
        and value is not null and quality in ('good', 'repaired', 'suspicious')
),
standing as (
    select *
    from said
)
select
    founder_id,
    identity,
    arg_max(seat, row(quality <> 'suspicious', trust, coalesce(epoch_us(observed_at), -9223372036854775807), -seat)) as seat,
    count(*) filter (where counts) as votes,
    bit_or(voice) as voices
from standing
group by founder_id, identity;

create or replace temp table contest as
select
    founder_id,
    count(*) as value_count,
    sum(votes)::bigint as candidate_count,
    bit_or(voices) as all_voices
from candidate
group by founder_id;

create or replace temp table ranked as
with rival as (
    select
        founder_id,
        seat,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id)
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
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join rival using (record_id, position)
    where attribute = 'phone'
),
standing as (
    select *
    from said
),
seated as (
    select
        founder_id,
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
        partition by founder_id
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
    join ranked as top on top.founder_id = own.founder_id and top.standing = 1
),
outcome as (
    select
        founder_id,
        coalesce(arg_max(standing, row(better, -standing)) filter (where better is not null), 1) as chosen,
        max(lost_on) filter (where standing = 2) as won_by
    from pair
    group by founder_id
)
select
    founder_id,
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
join outcome using (founder_id);

insert into "attribute_lineage" by name
with alone as materialized (
    select
        founder_id,
        seat,
        votes,
        voices,
        candidate_count,
        value_count,
        ranked_record.* exclude (founder_id),
        (seat & 2147483647)::integer as position
    from candidate
    join contest using (founder_id)
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
        votes,
        voices,
        candidate_count,
        value_count
    from asked_claim
    join alone using (record_id, position)
    where attribute = 'phone'
),
result as (
    select *
    from (select * from ranked join verdict using (founder_id, standing) where rank = 1)
    join (select founder_id, to_json(list(value order by rank) filter (where rank <= 3))::varchar as shown from ranked join verdict using (founder_id, standing) group by founder_id) using (founder_id)
    left join (select founder_id, value as next_value from ranked join verdict using (founder_id, standing) where rank = 4) using (founder_id)
),
told as (
    select *, reason as rule
    from result
)
select
    profile_id,
    'phone' as attribute,
    to_json([value])::varchar as value,
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
    null::double as confidence
from spoken
union all by name
select
    profile_id,
    'phone' as attribute,
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
    null::double as confidence,
    next_value as runner_up
from told;

insert into "attribute_candidate" by name
select
    profile_id,
    'phone' as attribute,
    rank,
    value,
    source,
    source_id,
    observed_at,
    quality,
    votes as record_count,
    bit_count(voices)::integer as source_count,
    reason
from ranked join verdict using (founder_id, standing);

drop table if exists temp."candidate";

drop table if exists temp."contest";

drop table if exists temp."ranked";

drop table if exists temp."verdict";

drop table temp.ranked_record;

insert into "field_agreement"
with member as materialized (
    select record_id, profile_id, source, source_id
    from (select record_id, profile_id, source, source_id from membership join source_record using (record_id)) as everybody
    semi join (select profile_id from profile where founder_id % ? = 0) using (profile_id)
),
said as materialized (
    select profile_id, source, source_id, attribute, value, coalesce(key, value) as identity
    from claim as claim
    join member using (record_id)
    where value is not null and quality in ('good', 'repaired', 'suspicious')
),
elected as materialized (
    select
        profile_id,
        attribute,
        source,
        source_id,
        written as value,
        case when attribute in ('email', 'phone') and json_valid(lineage.value) then from_json(lineage.value, '["VARCHAR"]') end as items
    from "attribute_lineage" as lineage
    semi join member using (profile_id)
),
golden as (
    select profile_id, attribute, min(identity) as identity, any_value(items) as items
    from elected
    join said using (profile_id, attribute, source, source_id, value)
    group by profile_id, attribute
)
select
    profile_id,
    source,
    attribute,
    count(*) as value_count,
    count(*) filter (where said.identity = golden.identity or list_contains(items, said.value)),
    ?
from said
join golden using (profile_id, attribute)
group by profile_id, source, attribute;

create or replace temporary table "profile_origin" as
with voice as (
    select source, number, set_bit(repeat('0', total::integer)::bit, number, 1) as bit
    from (
        select
            source,
            (row_number() over (order by source) - 1)::integer as number,
            count(*) over () as total
        from asked_member
        group by source
    )
),
sighting as materialized (
    select
        profile_id,
        bit_or(bit) as voices,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at
    from asked_member
    join voice using (source)
    group by profile_id
),
choir as (
    select voices, list(source order by source) as sources
    from (select distinct voices from sighting)
    join voice on get_bit(voices, number) = 1
    group by voices
),
elsewhen as (
    select
        profile_id,
        min(asked_claim.observed_at) as first_said_at,
        max(asked_claim.observed_at) as last_said_at
    from asked_claim
    join asked_member using (record_id)
    where asked_claim.observed_at is distinct from asked_member.observed_at
    group by profile_id
)
select
    profile_id,
    bit_count(voices)::bigint as source_count,
    sources,
    least(first_seen_at, first_said_at) as first_seen_at,
    greatest(last_seen_at, last_said_at) as last_seen_at
from sighting
join choir using (voices)
left join elsewhen using (profile_id);

with origin as (
    select * from profile_origin
),
fresh as (
    select
        profile_id,
        "golden_full_name".value as "full_name",
        from_json("golden_email".value, '["VARCHAR"]') as "email",
        from_json("golden_phone".value, '["VARCHAR"]') as "phone",
        profile.record_count,
        origin.source_count,
        origin.sources,
        origin.first_seen_at,
        origin.last_seen_at,
        profile.confidence,
        household_member.household_id
    from profile
    join origin using (profile_id)
    left join (select profile_id, value from "attribute_lineage" where attribute = 'full_name') as "golden_full_name" using (profile_id)
    left join (select profile_id, value from "attribute_lineage" where attribute = 'email') as "golden_email" using (profile_id)
    left join (select profile_id, value from "attribute_lineage" where attribute = 'phone') as "golden_phone" using (profile_id)
    left join household_member using (profile_id)
)
select
    fresh.*,
    case
        when former."profile_id" is not distinct from fresh."profile_id" and
            former."full_name" is not distinct from fresh."full_name" and
            former."email" is not distinct from fresh."email" and
            former."phone" is not distinct from fresh."phone" and
            former."record_count" is not distinct from fresh."record_count" and
            former."source_count" is not distinct from fresh."source_count" and
            former."sources" is not distinct from fresh."sources" and
            former."first_seen_at" is not distinct from fresh."first_seen_at" and
            former."last_seen_at" is not distinct from fresh."last_seen_at" and
            former."confidence" is not distinct from fresh."confidence" and
            former."household_id" is not distinct from fresh."household_id"
        then former.updated_at
        else cast(? as timestamp)
    end as updated_at
from fresh
left join golden_profile as former using (profile_id);

select distinct attribute from attribute_lineage where value is not null order by attribute
