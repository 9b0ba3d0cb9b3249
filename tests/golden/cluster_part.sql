create or replace temporary table part (record_id bigint);

insert into part
with concerned as (
select record_id from standard_change
union
select record_id from link_change
union
select record_id from judged_frame
),
touched as (
    select distinct group_id
    from link_group
    semi join concerned using (record_id)
)
select record_id from concerned
union
select record_id from link_group semi join touched using (group_id);

select
    record_id,
    coalesce(group_id, record_id) as group_id,
    record_id in (select record_id from part) as inside
from judged_frame
left join link_group using (record_id)
order by record_id;

insert into part
select record_id
from (
    select group_id as record_id from group_frame
    union
    select record_id from link_group semi join group_frame using (group_id)
)
anti join part using (record_id);

select
    origin,
    number,
    least(left_id, right_id) as left_id,
    greatest(left_id, right_id) as right_id,
    decision,
    decided_at
from judgement
where status in ('in force', 'contradicted', 'too large')
order by all;

create or replace temporary table part_record as
select record_id, source, source_id
from source_record
semi join part using (record_id);

create or replace temporary view part_value as select * from standard_record semi join part using (record_id);

create or replace temporary table part_link as
select link.*
from link
semi join part on left_id = record_id;

select record_id, profile_id, source, valid_from
from member_history
semi join part using (record_id)
where valid_to is null;

create or replace temporary table new_membership as
select * from chosen;

select *
from refused_link
where left_id in (select record_id from part);

create or replace temporary table other_crowd as
select *, true as present
from (select * from new_crowd except select * from former_crowd)
union all
select *, false
from (select * from former_crowd except select * from new_crowd);

insert into membership_change
select profile_id from other_membership
union
select profile_id from other_profile
order by 1;

delete from refused_link where (left_id, right_id) in (select (left_id, right_id) from other_refused_link where not present);

insert into membership
select * exclude (present)
from other_membership
where present
order by record_id;

drop view part_value;

drop table part_link;

drop table part_record;

drop table part
