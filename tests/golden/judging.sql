select
    place,
    l.record_id as left_id,
    r.record_id as right_id
from judged_frame
left join source_record as l on l.source = left_source and l.source_id = left_source_id
left join source_record as r on r.source = right_source and r.source_id = right_source_id
order by place;

select * from judgement order by all;

select *
from given_judgement
order by number, left_source, left_source_id, right_source, right_source_id;

select former, source from source_name order by former;

select coalesce(max(number), 0) + 1 from given_judgement;

insert into given_judgement select * from given_frame;

select profile_id
from source_record
join membership using (record_id)
where source = ? and source_id = ?;

select profile_id
from profile
where profile_id = ?
union
select profile_id
from profile_redirect
join profile using (profile_id)
where old_profile_id = ?
order by 1;

select source, source_id
from source_record
join membership using (record_id)
where profile_id = ?
order by record_id
