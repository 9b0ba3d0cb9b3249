select
    left_id,
    right_id,
    probability,
    one.profile_id = other.profile_id as joined
from link
join membership as one on one.record_id = left_id
join membership as other on other.record_id = right_id
where blocking_rule <> 'equal in everything'
order by blocking_rule, left_id, right_id;

select record_id, source, source_id
from source_record
where record_id in (select unnest(?::bigint[]))
order by record_id;

select
    place,
    one.profile_id = other.profile_id as joined
from judged_frame
join source_record as l on l.source = left_source and l.source_id = left_key
join source_record as r on r.source = right_source and r.source_id = right_key
join membership as one on one.record_id = l.record_id
join membership as other on other.record_id = r.record_id
order by place
