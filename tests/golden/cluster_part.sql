select
    (select {'records': count(*), 'mark': bit_xor(hash(record_id, profile_id))} from membership)
    = (
        select {'records': count(*), 'mark': bit_xor(hash(record_id, profile_id))}
        from member_history
        where valid_to is null
    );

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

create or replace temporary view part_record as select * from source_record semi join part using (record_id);

create or replace temporary view part_value as select * from standard_record semi join part using (record_id);

create or replace temporary table part_link as
select link.*
from link
semi join part on left_id = record_id;

create or replace temporary table new_membership as
select * from chosen;

create or replace temporary table member_before as
select membership.*
from membership
semi join part using (record_id);

create or replace temporary table profile_before as
select profile.*
from profile
where profile_id in (select profile_id from member_before);

insert into membership_change
select profile_id from (select * from member_before except select * from new_membership)
union
select profile_id from (select * from new_membership except select * from member_before)
union
select profile_id from (select * from profile_before except select * from new_profile)
union
select profile_id from (select * from new_profile except select * from profile_before)
order by 1;

with before as (
    select * from refused_link where left_id in (select record_id from part)
)
select
    (select count(*) from (select * from before except select * from new_refused_link))
    + (select count(*) from (select * from new_refused_link except select * from before));

delete from profile where profile_id in (select profile_id from profile_before);

delete from membership where record_id in (select record_id from part);

insert into membership select * from new_membership;

drop view part_record;

drop view part_value;

drop table part_link;

drop table part
