select diagnostics, settings, threshold from model where current;

select
    left_id,
    right_id,
    weight,
    (levels[1] = 5 or levels[4] = 4) as conflict,
    matched_by <> 'probabilistic' as certain
from link
where blocking_rule <> 'equal in everything'
order by left_id, right_id;

select *
from (select record_id, unnest("tax_id") as value from standard_record)
where value is not null
order by record_id, value;

select *
from (select record_id, "birth_date" as value from standard_record)
where value is not null
order by record_id, value;

select
    right_id as record_id,
    left_id as original_id
from link
where blocking_rule = 'equal in everything'
    and weight >= 0.5
order by record_id;

select
    record_id,
    record_id as value
from part_record
where source = 'crm'
order by record_id;

select record_id from source_record order by record_id;

with new as (
    select founder_id
    from member_frame
    anti join kept_frame using (founder_id)
    where record_id = founder_id
),
digest as (
    select
        founder_id,
        sha256(source || chr(31) || source_id) as hex
    from new
    join source_record as record on record.record_id = founder_id
),
part as (
    select
        founder_id,
        ('0x' || substr(hex, 1, 10))::bigint as high,
        ('0x' || substr(hex, 11, 10))::bigint as low
    from digest
)
select
    founder_id,
    chr((97 + ((high >> 35) & 31) - case when ((high >> 35) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((high >> 30) & 31) - case when ((high >> 30) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((high >> 25) & 31) - case when ((high >> 25) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((high >> 20) & 31) - case when ((high >> 20) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((high >> 15) & 31) - case when ((high >> 15) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((high >> 10) & 31) - case when ((high >> 10) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((high >> 5) & 31) - case when ((high >> 5) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((high >> 0) & 31) - case when ((high >> 0) & 31) > 25 then 73 else 0 end)::int)
        || chr((97 + ((low >> 35) & 31) - case when ((low >> 35) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((low >> 30) & 31) - case when ((low >> 30) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((low >> 25) & 31) - case when ((low >> 25) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((low >> 20) & 31) - case when ((low >> 20) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((low >> 15) & 31) - case when ((low >> 15) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((low >> 10) & 31) - case when ((low >> 10) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((low >> 5) & 31) - case when ((low >> 5) & 31) > 25 then 73 else 0 end)::int) || chr((97 + ((low >> 0) & 31) - case when ((low >> 0) & 31) > 25 then 73 else 0 end)::int) as profile_id
from part
order by founder_id;

with known as (
    select left_id, right_id, weight, probability, matched_by
    from link
    anti join decree_frame using (left_id, right_id)
    union all
    select left_id, right_id, 1000.0, 1.0, 'judgement'
    from decree_frame
)
select
    record_id,
    profile_id,
    case when record_id = founder_id then 'founder' else matched_by end as matched_by,
    probability as match_probability
from member_frame
join founder_frame using (founder_id)
left join known using (left_id, right_id)
order by record_id;

with taken as (
    select founder_id
    from tried_frame
    semi join profile using (profile_id)
    union
    select founder_id
    from tried_frame as new
    semi join profile_redirect on old_profile_id = new.profile_id
)
select founder_id, source, source_id
from taken
join part_record as record on record.record_id = founder_id
order by founder_id;

with shared as (
    select stay.profile_id, founder_id, count(*) as records
    from member_frame
    join (select record_id, profile_id, valid_from from member_history where valid_to is null) as stay using (record_id)
    group by stay.profile_id, founder_id
),
heir as (
    select profile_id, founder_id
    from shared
    qualify row_number() over (partition by profile_id order by records desc, founder_id) = 1
),
rival as (
    select profile_id
    from heir
    qualify count(*) over (partition by founder_id) > 1
),
past as (
    select
        profile_id,
        count(*) filter (where valid_to is null) as records,
        min(valid_from) as since
    from (
        select profile_id, valid_from, null as valid_to from (select record_id, profile_id, valid_from from member_history where valid_to is null)
        union all
        select profile_id, valid_from, valid_to from member_history where valid_to is not null
    )
    semi join rival using (profile_id)
    group by profile_id
)
select founder_id, profile_id
from heir
left join past using (profile_id)
qualify row_number() over (partition by founder_id order by past.records desc, since, profile_id) = 1
order by founder_id;

select
    kind,
    count(*) as crowds,
    max(size) as largest,
    sum(size)::bigint as together
from crowd
group by kind
order by kind;

with known as (
    select left_id, right_id, weight, probability, matched_by
    from link
    anti join decree_frame using (left_id, right_id)
    union all
    select left_id, right_id, 1000.0, 1.0, 'judgement'
    from decree_frame
)
select left_id, right_id, weight
from known;

select
    profile_id,
    founder_id,
    record_count,
    coalesce(1 / (1 + pow(2, -weakest)), 1.0)::double as confidence
from profile_frame
join founder_frame using (founder_id)
order by founder_id;

with weighed as (
    select
        record_count,
        record_count > ? and confidence < 0.5 as doubtful
    from profile
)
select
    count(*) filter (where doubtful) as profiles,
    coalesce(sum(record_count) filter (where doubtful), 0)::bigint as records,
    coalesce(sum(record_count), 0)::bigint as everyone
from weighed;

select
    left_id,
    right_id,
    weight,
    probability,
    guard,
    case guard when 'conflict' then 'two values differ' end as reason
from refusal_frame
left join part_link using (left_id, right_id)
order by left_id, right_id;

select place, levels, weights
from weighed_frame
join part_link using (left_id, right_id);

with held as (
    select
        record_id,
        null as _home,
        "phone"[1] as "phone__first",
        "phone" as "phone"
    from part_value
    where coalesce("phone"[1]::varchar, "phone"::varchar) is not null
)
select
    record_id,
    dense_rank() over (order by "phone__first", "phone") as value
from held
order by record_id;

with held as (
    select
        record_id,
        home_frame.home as _home,
        "birth_date" as "birth_date",
        "birth_date__year" as "birth_date__year"
    from standard_record
    join home_frame using (record_id)
    where coalesce("birth_date"::varchar, "birth_date__year"::varchar) is not null
),
valued as (
    select
        *,
        dense_rank() over (order by _home, "birth_date", "birth_date__year") as value
    from held
)
select record_id, value
from valued
order by record_id;

with held as (
    select
        record_id,
        home_frame.home as _home,
        "email" as "email",
        list_distinct(list_transform("email", lambda x: split_part(x, '@', 1))) as "email__local"
    from standard_record
    join home_frame using (record_id)
    where coalesce("email"::varchar, list_distinct(list_transform("email", lambda x: split_part(x, '@', 1)))::varchar) is not null
),
valued as (
    select
        *,
        dense_rank() over (order by _home, "email", "email__local") as value
    from held
),
distinct_value as (
    select distinct _home, value, "email", "email__local"
    from valued
),
pair as (
    select
        l.value as one,
        r.value as other,
        l."email" as "email_l",
        r."email" as "email_r",
        l."email__local" as "email__local_l",
        r."email__local" as "email__local_r"
    from distinct_value as l
    join distinct_value as r on l._home = r._home and l.value <> r.value
)
select
    least(one, other) as one,
    greatest(one, other) as other
from pair
group by all
having bool_and(not (coalesce("email_l" is null or "email_r" is null, true) or coalesce(list_has_any("email_l", "email_r"), false) or coalesce(list_has_any("email__local_l", "email__local_r"), false)))
order by one, other
