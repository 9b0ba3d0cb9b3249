create or replace temporary table "former_source" as
select record_id, source from standard_record semi join touched_id using (record_id);

create or replace temporary table "former_claim" as
select
    record_id,
    source,
    attribute,
    position,
    quality,
    key,
    coalesce(key, value, raw) as identity,
    key is null or attribute in ('city') as tallied
from claim
join former_source as asked using (record_id);

insert into "former_claim"
select
    record_id,
    source,
    attribute,
    position,
    quality,
    key,
    coalesce(key, value, raw) as identity,
    key is null or attribute in ('city') as tallied
from claim
join (select record_id, source from touched_record anti join former_source using (record_id)) as asked using (record_id);

create or replace temporary table "present_claim" as
select
    *,
    coalesce(key, value, raw) as identity,
    key is null or false as tallied
from (
    select * from (
    select * from claim
    )
    union all
    select * from (
    from claim
    )
)
join (select record_id, source from touched_record) using (record_id);

insert into "claim"
select record_id, attribute, position, raw, value, key, quality, reason, verified, observed_at
from present_claim;

select
    source,
    attribute,
    sum(filled_count)::bigint as filled_count,
    sum(value_count)::bigint as value_count,
    sum(valid_count)::bigint as valid_count,
    sum(suspicious_count)::bigint as suspicious_count,
    sum(placeholder_count)::bigint as placeholder_count
from (
    select * from field_tally
    union all
    select
        source,
        attribute,
        -filled_count as filled_count,
        -value_count as value_count,
        -valid_count as valid_count,
        -suspicious_count as suspicious_count,
        -placeholder_count as placeholder_count
    from (select
        source,
        attribute,
        count(*) filter (where position = 0) as filled_count,
        count(*) as value_count,
        count(*) filter (where quality in ('good', 'repaired')) as valid_count,
        count(*) filter (where quality = 'suspicious') as suspicious_count,
        count(*) filter (where quality = 'placeholder') as placeholder_count
    from former_claim
    group by source, attribute)
    union all
    select * from (select
        source,
        attribute,
        count(*) filter (where position = 0) as filled_count,
        count(*) as value_count,
        count(*) filter (where quality in ('good', 'repaired')) as valid_count,
        count(*) filter (where quality = 'suspicious') as suspicious_count,
        count(*) filter (where quality = 'placeholder') as placeholder_count
    from present_claim
    group by source, attribute)
)
group by source, attribute
having sum(value_count) > 0;

create or replace temporary table "moved_mention" as
select
    source,
    attribute,
    identity,
    sum(more)::bigint as more,
    coalesce(sum(more) filter (where tallied), 0)::bigint as tallied
from (
    select source, attribute, identity, tallied, 1 as more from present_claim
    union all
    select source, attribute, identity, tallied, -1 from former_claim
)
group by source, attribute, identity
having more <> 0 or tallied <> 0;

create or replace temporary table "moved_tally" as
select source, attribute, identity, coalesce(former.times, 0) + tallied as times
from moved_mention
left join value_tally as former using (source, attribute, identity)
where tallied <> 0;

delete from value_tally
where (source, attribute, identity) in (select source, attribute, identity from moved_tally);

insert into "value_tally"
select * from moved_tally where times > 0;

with found as (
    select record_id, attribute, key as identity
    from claim
    where attribute in ('email') and key in (select identity from moved_mention where attribute in ('email'))
),
counted as (
    select source, attribute, identity, count(*) as times
    from found
    join (select record_id, source from source_record) using (record_id)
    group by source, attribute, identity
    union all
    select * from value_tally
),
moved as (
    select source, attribute, identity, coalesce(sum(times), 0)::bigint as times, any_value(more) as more
    from moved_mention
    left join counted using (source, attribute, identity)
    group by source, attribute, identity
)
select source, attribute, frequency, sum(distinct_count)::bigint as distinct_count
from (
    select * from value_spread
    union all
    select source, attribute, times, 1 from moved
    union all
    select source, attribute, times - more, -1 from moved
)
where frequency > 0
group by source, attribute, frequency
having sum(distinct_count) > 0
