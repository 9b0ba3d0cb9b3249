select * from pin order by pin_id;

select * from pin_end order by pin_id;

select * from pin_sight order by pin_id;

select * from pin_status order by pin_id;

select coalesce(max(pin_id), 0) + 1 from pin;

insert into "pin_end" values (?, ?, ?, ?, ?);

select pin_id, profile_id
from pin
join source_record using (source, source_id)
join membership using (record_id)
order by pin_id;

select coalesce(max(record_id), 0) from source_record;

select
    profile_id,
    asked.attribute as attribute,
    record_id,
    source,
    source_id,
    said.raw as raw,
    said.value as value,
    coalesce(said.key, said.value) as identity,
    said.observed_at as observed_at
from "pinned_frame" as asked
join membership using (profile_id)
join source_record using (record_id)
left join (
    select * from claim where value is not null and quality in ('good', 'repaired', 'suspicious')
) as said using (record_id, attribute)
order by profile_id, attribute, source, source_id, position;

select
    profile_id,
    attribute,
    value,
    source,
    source_id,
    written,
    candidate_count,
    value_count
from "asked_lineage"
semi join "pinned_frame" using (profile_id, attribute)
order by profile_id, attribute;

delete from "asked_lineage"
where (profile_id, attribute) in (select (profile_id, attribute) from "pinned_frame")
