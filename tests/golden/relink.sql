with now as (select distinct attribute, key
from shared_value
where key is not null and attribute in ('phone')
order by attribute, key)
        (select attribute, key from now except select attribute, key from link_shared)
        union all
        (select attribute, key from link_shared except select attribute, key from now);

with fresh as (select record_id, mark from mark_of_touched)
select record_id, former.mark as former_mark, fresh.mark as mark
from standard_change
left join link_node as former using (record_id)
left join fresh using (record_id)
where former.mark is distinct from fresh.mark or (fresh.mark is not null and record_id in (select record_id from (select record_id, unnest("phone") as key from touched_record) semi join (select key from moved_shared where attribute = 'phone') as moved using (key)));

select *
from link_node
semi join (
    select former_mark as mark
    from changed_record
    union all
    select mark
    from changed_record
) as touched using (mark);

select record_id, mark
from former_node
anti join changed_record using (record_id)
union all
select record_id, mark
from changed_record
where mark is not null;

select record_id
from former_node as here
left join (select record_id from comparable_record where copy <= 2) as there using (record_id)
left join changed_record as changed using (record_id)
where copy <= 2 and (there.record_id is null or changed.record_id is not null);

select record_id
from comparable_record as here
left join (select record_id from former_node where copy <= 2) as there using (record_id)
left join changed_record as changed using (record_id)
where copy <= 2 and (there.record_id is null or changed.record_id is not null);

select * from touched_record semi join entering_node using (record_id)
union all
select * from standard_record semi join (select record_id from entering_node anti join touched_record using (record_id)) using (record_id);

select rowid as key_row, * from block_key semi join leaving_node using (record_id);

delete from block_key where rowid in (select key_row from gone_key anti join new_key using (place, record_id, key));

select * from new_key anti join gone_key using (place, record_id, key) order by record_id;

with moved as (
    select place, key, 1 as gone, 0 as new from gone_key
    union all
    select place, key, 0, 1 from new_key
)
select
    moved.place,
    key,
    sum(gone)::bigint as gone,
    sum(new)::bigint as new,
    [12, 400][moved.place + 1] as most,
    any_value(crowded.records) as crowd
from moved
left join crowded_block as crowded using (key)
group by moved.place, key;

select *
from block_key
semi join (
    select key
    from moved_block
    where crowd is null or crowd - gone + new <= most
) as looked_at using (key)
anti join entering_node using (record_id);

select
    place,
    key,
    staying + gone as before,
    staying + new as after,
    most
from (
    select moved.*, coalesce(crowd - gone, counted.records, 0) as staying
    from moved_block as moved
    left join (select key, count(*) as records from staying_key group by key) as counted using (key)
);

delete from crowded_block where key in (select key from touched_block where before > most and before <> after);

select place, key, after as records
from touched_block
where after > most and before <> after
order by place, key;

update blocking_rule
set pair_count = pair_count + more.pairs, skipped_values = skipped_values + more.skipped
from (
    select
        place::integer as place,
        sum(
            case when after <= most then after * (after - 1) // 2 else 0 end
            - case when before <= most then before * (before - 1) // 2 else 0 end
        )::bigint as pairs,
        sum((after > most)::integer - (before > most)::integer)::bigint as skipped
    from touched_block
    group by place
) as more
where position = more.place;

with entering as (
            select least(n.record_id, m.record_id) as left_id, greatest(n.record_id, m.record_id) as right_id, n.place
            from new_key as n
            join touched_block as block on block.key = n.key and after <= most
            join staying_key as m on m.key = n.key
            union all
            select l.record_id, r.record_id, l.place
            from new_key as l
            join touched_block as block on block.key = l.key and after <= most
            join new_key as r on r.key = l.key and l.record_id < r.record_id
        ),
        staying as (
            select l.record_id as left_id, r.record_id as right_id, after <= most as opened
            from touched_block as block
            join staying_key as l on l.key = block.key
            join staying_key as r on r.key = block.key and l.record_id < r.record_id
            where (before <= most) <> (after <= most)
        ),
        opened as (
            select left_id, right_id
            from staying
            where opened
            union
            select left_id, right_id
from link
semi join (select left_id from staying) as holder using (left_id)
semi join staying as pair using (left_id, right_id)
            union
            select l.node_id, l.record_id
            from comparable_record as l
            semi join (select node_id from comparable_record where copy = 3) as crowd using (node_id)
            where copy = 2
        )
        select left_id, right_id, min(place)::integer as place
        from entering
        group by left_id, right_id
        union all
        select left_id, right_id, -1 as place
        from opened
        anti join entering using (left_id, right_id);

select left_id as join_key_l, right_id as join_key_r, place::varchar as match_key from (
select left_id, right_id, place from found_pair
);

select join_key_l as record_id from pair_to_score union select join_key_r from pair_to_score;

select *
from block_key
semi join local_record using (record_id)
anti join crowded_block as crowded using (key);

select left_id, right_id, min(l.place)::integer as place
from asked_pair
join held_key as l on l.record_id = left_id
join held_key as r on r.record_id = right_id and r.key = l.key
group by left_id, right_id;

select left_id, right_id
        from weighed_pair
        where place = -1 and (weight >= -6.0 or matched_by <> 'probabilistic')
        union
        select left_id, right_id
from link
semi join (select left_id from (select left_id, right_id from weighed_pair where place = -1)) as holder using (left_id)
semi join (select left_id, right_id from weighed_pair where place = -1) as pair using (left_id, right_id);

with seed as (
    select record_id from former_node
    union
    select record_id from comparable_record
    union
    select unnest([left_id, right_id]) as record_id from asked_pair
    union
    select unnest([left_id, right_id]) as record_id from weighed_pair where (weight >= -6.0 or matched_by <> 'probabilistic')
)
select record_id, max(group_id) as group_id
from (
    select record_id, group_id from link_group semi join (select group_id from link_group semi join seed using (record_id)) as touched using (group_id)
    union all
    select record_id, null
    from seed
)
group by record_id;

select
    rowid as link_row,
    left_id,
    right_id,
    weight,
    (weight >= -6.0 or matched_by <> 'probabilistic') as strong,
    blocking_rule <> 'inside a component' as ties,
    blocking_rule = 'equal in everything' as follows
from link
semi join local_record as local on local.record_id = left_id;

with placed as (select left_id, right_id, min(l.place)::integer as place
from asked_pair
join held_key as l on l.record_id = left_id
join held_key as r on r.record_id = right_id and r.key = l.key
group by left_id, right_id),
        found as (
            select weighed.* exclude (place), coalesce(nullif(weighed.place, -1), placed.place) as place
            from weighed_pair as weighed
            left join placed using (left_id, right_id)
        )
        select
            left_id,
            right_id,
            weight,
            strong,
            ties,
            -1 as place,
            false as fresh
        from linked_pair
        anti join leaving_node as l on l.record_id = left_id
        anti join leaving_node as r on r.record_id = right_id
        anti join asked_pair as asked using (left_id, right_id)
        where not follows
        union all
        select left_id, right_id, weight, (weight >= -6.0 or matched_by <> 'probabilistic'), true, place, true
        from found
        where (place >= 0 and (likely or place in (0)));

select left_id, right_id, weight
from local_pair
where ties and strong
order by left_id, right_id;

with placed as (select left_id, right_id, min(l.place)::integer as place
from missing_pair
join held_key as l on l.record_id = left_id
join held_key as r on r.record_id = right_id and r.key = l.key
group by left_id, right_id)
        select left_id, right_id, coalesce(place, -1) as place
        from missing_pair
        left join placed using (left_id, right_id);

select left_id, right_id, place, fresh
from local_pair
left join component as here on here.record_id = left_id
left join component as there on there.record_id = right_id
where here.component = there.component or (ties and strong);

with kept as (select left_id, right_id, weight, case place when 0 then 'phone' when 1 then 'city' else 'inside a component' end as blocking_rule, matched_by, levels, weights
from (
    select weighed.* replace (kept.place as place)
    from weighed_pair as weighed
    join (select left_id, right_id, place from kept_pair where fresh) as kept using (left_id, right_id)
    union all
    select * replace (case when (place >= 0 and (likely or place in (0))) then place else -1 end as place)
    from completing_pair
)),
        copied as (
            select kept.* replace (copy.record_id as right_id, 'equal in everything' as blocking_rule)
            from kept
            join link_node as second on second.record_id = kept.right_id and second.copy = 2
            join link_node as copy on copy.node_id = second.node_id and copy.copy > 2
            where kept.left_id = second.node_id
        )
        select
            left_id,
            right_id,
            weight,
            1 / (1 + pow(2, -weight)) as probability,
            blocking_rule,
            matched_by,
            levels,
            weights
        from (select * from kept union all select * from copied)
        order by left_id, right_id;

with staying as (
    select left_id, right_id
    from kept_pair
    where not fresh
),
going as (
    select link_row
    from linked_pair
    anti join (
        select left_id, right_id
        from staying
        union all
        select left_id, copy.record_id
        from staying
        join link_node as second on second.record_id = right_id and second.node_id = left_id
        join link_node as copy on copy.node_id = left_id and copy.copy > 2
        where second.copy = 2
    ) as kept using (left_id, right_id)
)
select rowid as link_row, *
from link
where rowid in (select link_row from going);

select left_id, right_id
from going_link as going
join new_link as made using (left_id, right_id)
where going.weight is not distinct from made.weight and going.probability is not distinct from made.probability and going.blocking_rule is not distinct from made.blocking_rule and going.matched_by is not distinct from made.matched_by and going.levels is not distinct from made.levels and going.weights is not distinct from made.weights;

delete from new_link
using same_link as same
where new_link.left_id = same.left_id and new_link.right_id = same.right_id;

select
    left_id,
    right_id,
    going.left_id is not null as linked,
    going.blocking_rule as blocking_rule,
    going.weights as weights
from going_link as going
full join new_link as made using (left_id, right_id)
order by left_id, right_id;

select left_id, right_id from linked_pair anti join going_link using (link_row)
union all
select left_id, right_id from new_link;

delete from link where rowid in (select link_row from going_link);

delete from link_group where record_id in (select record_id from local_record anti join grouped_record using (record_id, group_id) where group_id is not null);

select * from grouped_record anti join local_record using (record_id, group_id) order by record_id;

with moved as (
    select record_id from standard_change
    union
    select unnest([left_id, right_id]) as record_id from going_link
    union
    select unnest([left_id, right_id]) as record_id from new_link
)
select record_id from moved
union
select record_id from (select record_id, group_id from link_group semi join (select group_id from link_group semi join moved using (record_id)) as touched using (group_id))
union
select record_id from (select record_id, group_id from grouped_record semi join (select group_id from grouped_record semi join moved using (record_id)) as touched using (group_id))
order by record_id
