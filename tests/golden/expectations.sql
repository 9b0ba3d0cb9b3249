-- named_records
with asked as (
    select distinct
        unnest(?::varchar[]) as source,
        unnest(?::varchar[]) as source_id
)
select
    source,
    source_id,
    record_id,
    profile_id
from asked
join source_record using (source, source_id)
join membership using (record_id)
order by record_id;

-- golden_values
with asked as (
    select distinct
        unnest(?::varchar[]) as profile_id,
        unnest(?::varchar[]) as attribute
)
select
    profile_id,
    attribute,
    value,
    rule,
    source,
    source_id
from asked
join attribute_lineage using (profile_id, attribute)
where value is not null
order by profile_id, attribute;

-- learnt_readings
select
    source,
    attribute,
    position,
    reading
from column_reading
where origin = 'learnt'
order by source, attribute, position;

-- records
select record_id, source, content_hash, observed_at from source_record order by record_id;

-- live_profiles
select count(*) from profile_history where valid_to is null;

-- record_changes
select
    coalesce(record.record_id, earlier.record_id) as record_id,
    coalesce(record.source, earlier.source) as source,
    case
        when earlier.record_id is null then 'new'
        when record.record_id is null then 'gone'
        else 'changed'
    end as change
from source_record as record
full join "before_frame" as earlier on earlier.record_id = record.record_id
where earlier.record_id is null
    or record.record_id is null
    or record.content_hash <> earlier.content_hash
    or record.observed_at is distinct from earlier.observed_at;

-- record_change_counts
select source, change, count(*) as records
from record_change
group by source, change
order by source, change;

-- event_counts
select event, count(*) from profile_event where run_id = ? group by event order by event;

-- retiring_ids
select
    case event when 'merged' then other_profile_id else profile_id end as profile_id,
    case event when 'merged' then profile_id end as leads_to
from profile_event
where run_id = ? and event in ('merged', 'retired')
order by 1
limit 10;

-- largest_moves
select
    sequence,
    event,
    profile_id,
    other_profile_id,
    coalesce(json_array_length(details, '$.records'), 0)::bigint
        + coalesce(json_array_length(details, '$.removed'), 0)::bigint as records,
    details ->> '$.because' as because
from profile_event
where run_id = ? and event in ('merged', 'split', 'record_moved', 'retired')
order by records desc, sequence
limit 10;

-- moving_ties
with told as (
    select unnest(from_json(details -> '$.records', '[{"source": "VARCHAR", "source_id": "VARCHAR"}]')) as record
    from profile_event
    where sequence = ?
),
mover as (
    select record_id
    from source_record
    join told on record.source = source_record.source and record.source_id = source_record.source_id
),
other as (
    select record_id from membership anti join mover using (record_id) where profile_id = ?
)
select
    one.record_id,
    two.record_id,
    null::varchar as guard,
    null::varchar as reason
from link anti join refused_link using (left_id, right_id)
join source_record as one on one.record_id = left_id
join source_record as two on two.record_id = right_id
where (left_id in (from mover select record_id) and right_id in (from other select record_id))
    or (left_id in (from other select record_id) and right_id in (from mover select record_id))
order by weight desc nulls first, left_id, right_id
limit 1;

-- parting_refusals
with told as (
    select unnest(from_json(details -> '$.records', '[{"source": "VARCHAR", "source_id": "VARCHAR"}]')) as record
    from profile_event
    where sequence = ?
),
mover as (
    select record_id
    from source_record
    join told on record.source = source_record.source and record.source_id = source_record.source_id
),
other as (
    select record_id from membership anti join mover using (record_id) where profile_id = ?
)
select
    one.record_id,
    two.record_id,
    guard as guard,
    reason as reason
from refused_link as link
join source_record as one on one.record_id = left_id
join source_record as two on two.record_id = right_id
where (left_id in (from mover select record_id) and right_id in (from other select record_id))
    or (left_id in (from other select record_id) and right_id in (from mover select record_id))
order by weight desc nulls first, left_id, right_id
limit 1;

-- records_with_change
select
    record_id,
    source_record.source,
    source_id,
    profile_id,
    change
from source_record
join membership using (record_id)
left join record_change using (record_id)
where record_id in (select unnest(?::bigint[]))
order by record_id;
