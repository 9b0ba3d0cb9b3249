create or replace temporary table "event_owner" as
select * from (
with asked as (
        select distinct key from event where events = 'mails' and key is not null
    ),
    held as (
        select lower(trim(value)) as form, record_id from claim where attribute = 'email' and key is not null and value is not null and quality in ('good', 'repaired', 'suspicious')
union
select form, record_id
from (
    select lower(trim(raw)) as form, record_id, count(*) over (partition by record_id, raw) as values
    from claim
    where attribute = 'email' and key is not null and value is not null and quality in ('good', 'repaired', 'suspicious')
)
where values = 1
    ),
    holder as (
        select form, count(distinct founder_id) as profiles, min(founder_id) as founder_id
        from held
        join membership using (record_id)
        join profile using (profile_id)
        group by form
    )
    select
        'mails' as events,
        key,
        case when profiles = 1 then holder.founder_id end as founder_id,
        case
            when profiles is null then 'unknown'
            when profiles > 1 then 'ambiguous'
            else 'assigned'
        end as fate
    from asked
    left join holder on holder.form = lower(trim(key))
)
union all
select * from (
with asked as (
        select distinct key from event where events = 'receipts' and key is not null
    ),
    held as (
        select upper(regexp_replace(value, '[^\p{L}\p{N}]+', '', 'g')) as form, record_id from claim where attribute = 'card' and key is not null and value is not null and quality in ('good', 'repaired', 'suspicious')
union
select form, record_id
from (
    select upper(regexp_replace(raw, '[^\p{L}\p{N}]+', '', 'g')) as form, record_id, count(*) over (partition by record_id, raw) as values
    from claim
    where attribute = 'card' and key is not null and value is not null and quality in ('good', 'repaired', 'suspicious')
)
where values = 1
    ),
    holder as (
        select form, count(distinct founder_id) as profiles, min(founder_id) as founder_id
        from held
        join membership using (record_id)
        join profile using (profile_id)
        group by form
    )
    select
        'receipts' as events,
        key,
        case when profiles = 1 then holder.founder_id end as founder_id,
        case
            when profiles is null then 'unknown'
            when profiles > 1 then 'ambiguous'
            else 'assigned'
        end as fate
    from asked
    left join holder on holder.form = upper(regexp_replace(key, '[^\p{L}\p{N}]+', '', 'g'))
)
union all
select * from (
with asked as (
    select distinct key from event where events = 'visits' and key is not null
)
select
    'visits' as events,
    key,
    founder_id,
    case when founder_id is null then 'unknown' else 'assigned' end as fate
from asked
left join (
    select source_id as key, founder_id
    from source_record
    join membership using (record_id)
    join profile using (profile_id)
    where source = 'pos'
) using (key)
);

create or replace temporary table "event_owned" as
with clock as (select cast(? as timestamp) as day),
latest as (
    select * from event where event_id is null
    union all
    (
        select *
        from event
        where event_id is not null
        qualify row_number() over (partition by events, event_id order by path desc, line desc) = 1
    )
)
select
    founder_id,
    events,
    path,
    line,
    happened_at,
    date_diff('day', happened_at, day)::integer as age_days,
    amount,
    channel,
    payment
from latest
join event_owner using (events, key)
cross join clock
where founder_id is not null and not coalesce(happened_at >= day + interval 1 day, false);

with clock as (select cast(? as timestamp) as day),
total as (
    select
        founder_id,
        count(*) filter (where amount is null or amount >= 0) as frequency,
        coalesce(sum(amount), 0)::decimal(38, 4) as monetary,
        min(happened_at) as first_activity_at,
        max(happened_at) as last_activity_at,
        ((MODE(channel ORDER BY happened_at, events, path, line))) as "shop",
        ((SUM(amount) FILTER(WHERE age_days < 365))) as "spent"
    from event_owned
    group by founder_id
),
used as (
    select
        founder_id,
        channel,
        payment,
        count(*) as uses,
        max(happened_at) as latest
    from event_owned
    group by founder_id, channel, payment
),
channel_preference as (
    select founder_id, arg_min(channel, {'uses': -uses, 'latest': latest, 'name': channel}) as channel
    from (
        select founder_id, channel, sum(uses)::bigint as uses, -coalesce(epoch_us(max(latest)), -9223372036854775807) as latest
        from used
        where channel is not null
        group by founder_id, channel
    )
    group by founder_id
),
payment_preference as (
    select founder_id, arg_min(payment, {'uses': -uses, 'latest': latest, 'name': payment}) as payment
    from (
        select founder_id, payment, sum(uses)::bigint as uses, -coalesce(epoch_us(max(latest)), -9223372036854775807) as latest
        from used
        where payment is not null
        group by founder_id, payment
    )
    group by founder_id
),
scored as (
    select
        founder_id,
        concat(1 + (5 * (rank() over (order by last_activity_at) - 1)) // count(*) over (), 1 + (5 * (rank() over (order by frequency) - 1)) // count(*) over (), 1 + (5 * (rank() over (order by monetary) - 1)) // count(*) over ()) as rfm_score
    from total
    where last_activity_at is not null
)
select
    profile_id,
    date_diff('day', last_activity_at, day)::integer as recency_days,
    coalesce(frequency, 0) as frequency,
    coalesce(monetary, 0)::decimal(38, 4) as monetary,
    first_activity_at,
    last_activity_at,
    channel as channel_preference,
    payment as payment_preference,
    rfm_score,
    case when first_activity_at >= day - interval 12 hours then 'new' when last_activity_at >= day - interval 2160 hours then 'active' when last_activity_at >= day - interval 4320 hours then 'cooling' when last_activity_at >= day - interval 8760 hours then 'sleeping' when last_activity_at is not null then 'lost' end as lifecycle,
    "shop",
    "spent"
from profile
left join total using (founder_id)
left join channel_preference using (founder_id)
left join payment_preference using (founder_id)
left join scored using (founder_id)
cross join clock
order by profile_id;

with clock as (select cast(? as timestamp) as day),
told (events, owner) as (
    values
        ('mails', 'email'),
        ('receipts', 'card'),
        ('visits', 'pos')
),
loaded as (
    select
        events,
        sum(rejected_count)::bigint as rejected_count,
        sum(unread_amounts)::bigint as unread_amount_count
    from event_load
    group by events
),
read as (
    select events, count(*) as event_count from event group by events
),
latest as (
    select * from event where event_id is null
    union all
    (
        select *
        from event
        where event_id is not null
        qualify row_number() over (partition by events, event_id order by path desc, line desc) = 1
    )
),
counted as (
    select
        events,
        count(*) as distinct_count,
        count(*) filter (where fate = 'assigned' and not later) as assigned_count,
        count(*) filter (where key is null and not later) as keyless_count,
        count(*) filter (where fate = 'unknown' and not later) as unknown_count,
        count(*) filter (where fate = 'ambiguous' and not later) as ambiguous_count,
        count(*) filter (where happened_at is null) as undated_count,
        count(*) filter (where later) as future_count,
        sum(amount) as amount,
        sum(amount) filter (where fate = 'assigned' and not later) as assigned_amount
    from (
        select latest.*, fate, coalesce(happened_at >= day + interval 1 day, false) as later
        from latest
        left join event_owner using (events, key)
        cross join clock
    )
    group by events
)
select
    events,
    owner,
    coalesce(event_count, 0) as event_count,
    coalesce(rejected_count, 0) as rejected_count,
    coalesce(assigned_count, 0) as assigned_count,
    coalesce(keyless_count, 0) as keyless_count,
    coalesce(unknown_count, 0) as unknown_count,
    coalesce(ambiguous_count, 0) as ambiguous_count,
    coalesce(undated_count, 0) as undated_count,
    coalesce(future_count, 0) as future_count,
    coalesce(event_count - distinct_count, 0) as repeated_count,
    coalesce(unread_amount_count, 0) as unread_amount_count,
    coalesce(amount, 0)::decimal(38, 4) as amount,
    coalesce(assigned_amount, 0)::decimal(38, 4) as assigned_amount
from told
left join read using (events)
left join counted using (events)
left join loaded using (events)
order by events
