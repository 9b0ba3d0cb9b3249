create or replace temporary table "former_source" as
select record_id, source from standard_record semi join touched_id using (record_id);

create or replace temporary table "touched_source" as
select record_id, source from former_source
union
select record_id, source from touched_record;

create or replace temporary table "former_claim" as
select source, attribute, position, quality, coalesce(key, value, raw) as identity
from claim
join touched_source using (record_id);

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
select source, attribute, identity, coalesce(present.times, 0) - coalesce(former.times, 0) as more
from (select
    source,
    attribute,
    identity as identity,
    count(*) as times
from present_claim
group by source, attribute, identity) as present
full join (select
    source,
    attribute,
    identity as identity,
    count(*) as times
from former_claim
group by source, attribute, identity) as former using (source, attribute, identity)
where present.times is distinct from former.times;

with found as (
    select record_id, attribute, key as identity
    from claim
    semi join moved_mention as moved on moved.identity = claim.key
    union all
    select record_id, attribute, coalesce(key, value, raw)
    from claim
    where key is null and coalesce(key, value, raw) in (select identity from moved_mention)
),
present as (
    select source, attribute, identity, count(*) as times
    from found
    join (select record_id, source from source_record) using (record_id)
    group by source, attribute, identity
),
moved as (
    select source, attribute, coalesce(times, 0) as times, more
    from moved_mention
    left join present using (source, attribute, identity)
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
