with block as (
            select count(*) as size
            from (select distinct record_id, hash(item) as key
from (select *, unnest("phone") as item from comparable_node)
where (item) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with held as (
    select (item)::varchar as value, count(distinct record_id) as size
    from (select *, unnest("phone") as item from comparable_node)
    where (item) is not null
    group by value
)
select value, size
from held
where size <= 400
order by size desc, value
limit 1;

select 0::usmallint as place, record_id, hash(0, key) as key
from (select distinct record_id, hash(item) as key
from (select *, unnest("phone") as item from comparable_node)
where (item) is not null)
union all
select 1::usmallint as place, record_id, hash(1, key) as key
from (select record_id, hash("city") as key from comparable_node where ("city") is not null);

select place, key, count(*) as size from block_key group by place, key having count(*) > 1;

select place, key, size as records
from block_size
where size > [12, 400][place + 1]
order by place, key;

with kept as (
    select *
    from block_key
    semi join (select key from block_size where size <= [12, 400][place + 1]) as block using (key)
)
select
    l.record_id as join_key_l,
    r.record_id as join_key_r,
    min(l.place)::varchar as match_key
from kept as l
join kept as r on l.key = r.key and l.record_id < r.record_id
group by l.record_id, r.record_id;

select
    place,
    coalesce(sum(size * (size - 1) // 2) filter (size <= [12, 400][place + 1]), 0)::bigint as pairs,
    count(*) filter (size > [12, 400][place + 1]) as skipped
from block_size
group by place
order by place;

update blocking_rule set pair_count = ?, skipped_values = ? where position = ?;

select likely_matches, found_matches, unseen_matches from blocking_estimate;

create or replace temporary table pilot_pair (
    left_id bigint,
    right_id bigint,
    rule smallint,
    size integer
);

insert into pilot_pair
        with keyed as (select distinct record_id, hash(item) as key
from (select *, unnest("phone") as item from comparable_node)
where (item) is not null),
        block as (
            select key, count(*) as size
            from keyed
            group by key
            having count(*) between 2 and 400
        ),
        sampled as (
            select record_id, key, size
            from keyed
            join block using (key)
            where record_id * 2654435761 % 1000003 < 250001
        )
        select
            l.record_id as left_id,
            r.record_id as right_id,
            1 as rule,
            min(size) as size
        from sampled as l
        join keyed as r on l.key = r.key and l.record_id < r.record_id
        group by left_id, right_id;

select left_id, right_id, row_number() over (order by left_id, right_id) - 1 as pair
from (select distinct left_id, right_id from pilot_pair);

select pair, rule, size
from pilot_pair
join pilot_pair_distinct using (left_id, right_id)
order by pair, rule;

select match_key::int as place, count(*) as pairs from candidate_pair group by place order by place
