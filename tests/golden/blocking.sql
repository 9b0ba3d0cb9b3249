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

with found as (
(
            with keyed as (select distinct record_id, hash(item) as key
from (select *, unnest("phone") as item from comparable_node)
where (item) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 12
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                0 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
    with keyed as (select record_id, hash("city") as key from comparable_node where ("city") is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        1 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
)
select
    join_key_l,
    join_key_r,
    min(place)::varchar as match_key
from found
group by join_key_l, join_key_r;

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

select match_key::int as place, count(*) as pairs from candidate_pair group by place order by place;

select 0::bigint as join_key_l, 0::bigint as join_key_r, '0' as match_key where false
