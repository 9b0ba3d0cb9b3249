select version, model_id, current, created_at, run_id, origin, signature, settings, diagnostics, threshold, records, pairs from model order by version;

insert into model values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

update model set current = false where current;

update model set threshold = ? where current;

insert into model_frequency
with counted as (
    select "city" as value, count(*) as records
    from comparable_node
    where "city" is not null
    group by value
),
weighed as (
    select value, records, records / sum(records) over () as frequency
    from counted
)
select
    2 as version,
    'city' as column_name,
    value,
    frequency
from weighed
where records > 1 and frequency > 1e-05
union all
select 2, 'city', null, 1 / greatest(coalesce(sum(records), 0), 1) from counted
order by value;

delete from model_frequency where version = ?;

select count(*) > 0 from model_frequency where version = ?;

create or replace temporary table "frequency_of_city" as
select
    held.value as "city",
    coalesce(
        known.frequency,
        (select frequency from model_frequency where version = 2 and column_name = 'city' and value is null)
    ) as "tf_city"
from (select distinct "city" as value from comparable_node where "city" is not null) as held
left join (select value, frequency from model_frequency where version = 2 and column_name = 'city') as known using (value);

select column_name, value, coalesce(known.frequency, other.frequency) as frequency
        from (select 'city' as column_name, "city"::varchar as value from comparable_node
union
select 'gender' as column_name, "gender"::varchar as value from comparable_node) as held
        left join (select column_name, value, frequency from model_frequency where version = 2) as known using (column_name, value)
        left join (select column_name, value, frequency from model_frequency where version = 2 and value is null) as other using (column_name)
        where held.value is not null;

select value as "city", frequency as "tf_city" from held_frequency where column_name = 'city';

select version, column_name, value, frequency
from model_frequency
where version = 2
order by column_name, value;

insert into model_use values (?, ?, ?, ?, ?, ?, ?, ?);

select records, links, level_shares
from model_use
where version = ?
order by run_id
limit 1;

with pattern as (
    select any_value(levels) as levels, count(*) as links
    from link
    where weight >= -2.0 and blocking_rule <> 'equal in everything'
    group by hash(levels)
),
level as (
    select unnest(levels) as level, generate_subscripts(levels, 1) as place, links
    from pattern
)
select place, level, sum(links)::bigint as links
from level
group by place, level
order by place, level;

select place, level, sum(links)::bigint as links
        from (
            select place, level, links from level_tally
            union all
            select place, level, links from (with pattern as (
    select any_value(levels) as levels, count(*) as links
    from new_link
    where weight >= -2.0 and blocking_rule <> 'equal in everything'
    group by hash(levels)
),
level as (
    select unnest(levels) as level, generate_subscripts(levels, 1) as place, links
    from pattern
)
select place, level, sum(links)::bigint as links
from level
group by place, level
order by place, level)
            union all
            select place, level, -links from (with pattern as (
    select any_value(levels) as levels, count(*) as links
    from going_link
    where weight >= -2.0 and blocking_rule <> 'equal in everything'
    group by hash(levels)
),
level as (
    select unnest(levels) as level, generate_subscripts(levels, 1) as place, links
    from pattern
)
select place, level, sum(links)::bigint as links
from level
group by place, level
order by place, level)
        )
        group by place, level
        having sum(links) > 0
        order by place, level;

select count(*) from label_frame join source_record as l on l.source = left_source and l.source_id = left_key
join source_record as r on r.source = right_source and r.source_id = right_key;

with node as (
            select
                source_record.source,
                source_id,
                case when copy <= 2 then record_id else node_id end as node_id
            from source_record
            join comparable_record using (record_id)
        )
        select
            least(l.node_id, r.node_id) as join_key_l,
            greatest(l.node_id, r.node_id) as join_key_r,
            '0' as match_key,
            avg(is_match::int) >= 0.5 as is_match
        from label_frame
        join node as l on l.source = left_source and l.source_id = left_key
join node as r on r.source = right_source and r.source_id = right_key
        where l.node_id <> r.node_id
        group by join_key_l, join_key_r
        order by join_key_l, join_key_r;

select join_key_l as left_id, join_key_r as right_id, is_match from judged_pair order by left_id, right_id
