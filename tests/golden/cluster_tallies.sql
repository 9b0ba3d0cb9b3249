create or replace temporary table "met" as
with member as (
    select record_id, profile_id, source from membership join source_record using (record_id)
)
select
    link.present,
    one.source as left_source,
    other.source as right_source,
    blocking_rule,
    count(*) as links,
    sum(abs(weights[1] + weights[2])::decimal(18, 6)) as total_0,
    count(abs(weights[1] + weights[2])) as counted_0,
    count(*) filter (where abs(weights[1] + weights[2]) >= 1.0) as telling_0,
    sum(abs(weights[3])::decimal(18, 6)) as total_1,
    count(abs(weights[3])) as counted_1,
    count(*) filter (where abs(weights[3]) >= 1.0) as telling_1
from (select *, true as present from link) as link
join member as one on one.record_id = left_id 
join member as other on other.record_id = right_id 
where one.profile_id = other.profile_id
group by link.present, one.source, other.source, blocking_rule;

insert into "link_tally"
select
    source,
    told.attribute as attribute,
    sum(case when present then told.total else -told.total end) as total,
    sum(case when present then told.counted else -told.counted end)::bigint as link_count,
    sum(case when present then told.telling else -told.telling end)::bigint as telling_count
from (
    select
        present,
        source,
        unnest([
            {'attribute': 'full_name', 'total': total_0, 'counted': counted_0, 'telling': telling_0},
            {'attribute': 'email', 'total': total_1, 'counted': counted_1, 'telling': telling_1}
        ]) as told
    from (
        select left_source as source, * from met
        union all
        select right_source, * from met
    )
)
group by source, told.attribute
having sum(case when present then told.counted else -told.counted end) > 0;

insert into "rule_tally"
select source, blocking_rule, sum(case when present then links else -links end)::bigint as link_count
from (
    select left_source as source, * from met
    union all
    select right_source, * from met
)
group by source, blocking_rule;

create or replace temporary table "met" as
with mover as (
    select record_id
    from former_membership as former
    full join new_membership as present using (record_id)
    where former.profile_id is distinct from present.profile_id
),
pair as (
    select left_id, right_id from part_link semi join mover on record_id = left_id
    union
    select left_id, right_id from part_link semi join mover on record_id = right_id
    union
    select left_id, right_id from pair_change
),
moved_link as (
    select left_id, right_id, blocking_rule, weights
    from part_link
    semi join pair using (left_id, right_id)
),
told as (
    select *, true as present from moved_link
    union all
    select *, false from moved_link anti join pair_change using (left_id, right_id)
    union all
    select left_id, right_id, blocking_rule, weights, false from pair_change where linked
),
member as (
    select record_id, profile_id, source, true as present
    from new_membership
    join part_record using (record_id)
    union all
    select record_id, profile_id, source, false from part_stay
)
select
    link.present,
    one.source as left_source,
    other.source as right_source,
    blocking_rule,
    count(*) as links,
    sum(abs(weights[1] + weights[2])::decimal(18, 6)) as total_0,
    count(abs(weights[1] + weights[2])) as counted_0,
    count(*) filter (where abs(weights[1] + weights[2]) >= 1.0) as telling_0,
    sum(abs(weights[3])::decimal(18, 6)) as total_1,
    count(abs(weights[3])) as counted_1,
    count(*) filter (where abs(weights[3]) >= 1.0) as telling_1
from told as link
join member as one on one.record_id = left_id and one.present = link.present
join member as other on other.record_id = right_id and other.present = link.present
where one.profile_id = other.profile_id
group by link.present, one.source, other.source, blocking_rule;

create or replace temporary table "met" as
with mover as (
    select record_id
    from former_membership as former
    full join new_membership as present using (record_id)
    where former.profile_id is distinct from present.profile_id
),
pair as (
    select left_id, right_id from part_link semi join mover on record_id = left_id
    union
    select left_id, right_id from part_link semi join mover on record_id = right_id
),
moved_link as (
    select left_id, right_id, blocking_rule, weights
    from part_link
    semi join pair using (left_id, right_id)
),
told as (
    select *, true as present from moved_link
    union all
    select *, false from moved_link
),
member as (
    select record_id, profile_id, source, true as present
    from new_membership
    join part_record using (record_id)
    union all
    select record_id, profile_id, source, false from part_stay
)
select
    link.present,
    one.source as left_source,
    other.source as right_source,
    blocking_rule,
    count(*) as links
from told as link
join member as one on one.record_id = left_id and one.present = link.present
join member as other on other.record_id = right_id and other.present = link.present
where one.profile_id = other.profile_id
group by link.present, one.source, other.source, blocking_rule;

select
    source,
    attribute,
    sum(total) as total,
    sum(link_count)::bigint as link_count,
    sum(telling_count)::bigint as telling_count
from (
    select * from link_tally
    union all
    (
        select
            source,
            told.attribute as attribute,
            sum(case when present then told.total else -told.total end) as total,
            sum(case when present then told.counted else -told.counted end)::bigint as link_count,
            sum(case when present then told.telling else -told.telling end)::bigint as telling_count
        from (
            select
                present,
                source,
                unnest([
                    {'attribute': 'full_name', 'total': total_0, 'counted': counted_0, 'telling': telling_0},
                    {'attribute': 'email', 'total': total_1, 'counted': counted_1, 'telling': telling_1}
                ]) as told
            from (
                select left_source as source, * from met
                union all
                select right_source, * from met
            )
        )
        group by source, told.attribute
    )
)
group by source, attribute
having sum(link_count) > 0;

select source, blocking_rule, sum(link_count)::bigint as link_count
from (
    select * from rule_tally
    union all
    (
        select source, blocking_rule, sum(case when present then links else -links end)::bigint as link_count
        from (
            select left_source as source, * from met
            union all
            select right_source, * from met
        )
        group by source, blocking_rule
    )
)
group by source, blocking_rule
having sum(link_count) > 0;

select
    (select count(*) from (select * from moved_tally except select * from "rule_tally"))
    + (select count(*) from (select * from "rule_tally" except select * from moved_tally));

from moved_tally
