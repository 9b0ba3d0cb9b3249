with arrival as (
select 'crm' as source, source_id, observed_at, content_hash, unread_times, hashed.row_hash from "mapped_0" left join (select line, row_hash from "lines_0") as hashed using (line) where source_id is not null
union all
select 'app' as source, source_id, observed_at, content_hash, unread_times, row_hash from "mapped_1" where source_id is not null
),
known as (
    select
        arrival.*,
        former.record_id,
        former.loaded_at as former_loaded_at,
        coalesce(former.content_hash = arrival.content_hash, false) as is_same_content,
        former.observed_at is not distinct from arrival.observed_at and former.missing_since is null as is_there
    from arrival
    left join source_record as former using (source, source_id)
),
fresh as (
    select
        source,
        source_id,
        (select coalesce(max(last_id), 0) from source_sequence)
            + row_number() over (order by source, source_id) as fresh_id
    from known
    where record_id is null
)
select
    coalesce(known.record_id, fresh.fresh_id) as record_id,
    source,
    source_id,
    known.observed_at,
    known.content_hash,
    case when is_same_content then former_loaded_at else cast(? as timestamp) end as loaded_at,
    known.row_hash,
    known.unread_times::integer as unread_times,
    null::timestamp as missing_since,
    case
        when known.record_id is null then 'new'
        when not (is_same_content and is_there) then 'changed'
    end as change
from known
left join fresh using (source, source_id);

with arrival as (
select source, source_id, observed_at, content_hash, unread_times, row_hash from source_record where false
),
known as (
    select
        arrival.*,
        former.record_id,
        former.loaded_at as former_loaded_at,
        coalesce(former.content_hash = arrival.content_hash, false) as is_same_content,
        former.observed_at is not distinct from arrival.observed_at and former.missing_since is null as is_there
    from arrival
    left join source_record as former using (source, source_id)
),
fresh as (
    select
        source,
        source_id,
        (select coalesce(max(last_id), 0) from source_sequence)
            + row_number() over (order by source, source_id) as fresh_id
    from known
    where record_id is null
)
select
    coalesce(known.record_id, fresh.fresh_id) as record_id,
    source,
    source_id,
    known.observed_at,
    known.content_hash,
    case when is_same_content then former_loaded_at else cast(? as timestamp) end as loaded_at,
    known.row_hash,
    known.unread_times::integer as unread_times,
    null::timestamp as missing_since,
    case
        when known.record_id is null then 'new'
        when not (is_same_content and is_there) then 'changed'
    end as change
from known
left join fresh using (source, source_id);

with unclaimed as (
select record_id, source, missing_since from source_record where source not in ('crm') and (missing_since is not null or source not in ('pos', 'web'))
union all
select record_id, 'crm', missing_since from "odd_0" where line is null
)
select
    record_id,
    source,
    missing_since as known_since,
    coalesce(missing_since, started_at) as missing_since,
    case when source = 'app' then coalesce(missing_since, started_at) + to_seconds(2592000) > started_at when source = 'crm' then true when source = 'web' then coalesce(missing_since, started_at) + to_seconds(7200) > started_at else false end as stays
from unclaimed
cross join (select cast(? as timestamp) as started_at)
anti join source_arrival using (record_id);

with unclaimed as (
select record_id, source, missing_since from source_record where true
)
select
    record_id,
    source,
    missing_since as known_since,
    coalesce(missing_since, started_at) as missing_since,
    false as stays
from unclaimed
cross join (select cast(? as timestamp) as started_at)
anti join source_arrival using (record_id);

select record_id from "odd_0" where line is not null and record_id is not null
union all
select record_id from "odd_1" where line is not null and record_id is not null;

select record_id from source_record where false;

select record_id, change
from source_arrival
where change is not null
union all
select record_id, 'changed'
from source_returned
union all
select record_id, case when stays then 'changed' else 'gone' end
from source_absent
where not stays or known_since is null
order by record_id;

select count(*)
from source_record
cross join (select cast(? as timestamp) as moment)
where source = 'app' and missing_since + to_seconds(2592000) <= moment or
    source = 'web' and missing_since + to_seconds(7200) <= moment;

select coalesce(max(expired), 0) from source_sequence;

select source, count(*), strftime(min(missing_since), '%Y-%m-%d %H:%M')
from source_record
where missing_since is not null
group by source
order by source;

select source, count(*)
from source_absent
where not stays and known_since is not null and source in ('app', 'web')
group by source
order by source;

select record_id, source, source_id, observed_at, content_hash, loaded_at, row_hash, unread_times, missing_since
from source_arrival
union all
select source_record.record_id, source_record.source, source_record.source_id, source_record.observed_at, source_record.content_hash, source_record.loaded_at, source_record.row_hash, source_record.unread_times, source_absent.missing_since
from source_record
join source_absent on source_absent.record_id = source_record.record_id and stays
order by record_id;

with entry as (
select
    record_id,
    unnest([
        {attribute: 'name', position: 0::integer, raw: value_0, verified: null::boolean, observed_at: mapped.observed_at}
    ]) as value
from "mapped_0" as mapped
join (select record_id, source, source_id from source_arrival where true) as record on record.source = 'crm' and record.source_id = mapped.source_id
)
select record_id, value.*
from entry
where value.raw is not null
union all
select source_value.*
from source_value
semi join (select record_id from source_absent where stays) using (record_id)
order by attribute, record_id, position;

with entry as (
select
    record_id,
    unnest([
        {attribute: 'name', position: 0::integer, raw: value_0, verified: null::boolean, observed_at: mapped.observed_at}
    ]) as value
from "mapped_0" as mapped
join (select record_id, source, source_id from source_arrival where change is not null) as record on record.source = 'crm' and record.source_id = mapped.source_id
)
select record_id, value.*
from entry
where value.raw is not null
order by value.attribute, record_id, value.position;

delete from source_value
where record_id in (
    select record_id from source_arrival where change = 'changed'
    union all
    select record_id from source_absent where not stays
);

delete from source_record
where record_id in (
    select record_id from source_arrival
    union all
    select record_id from source_absent where not stays
);

select record_id, source, source_id, observed_at, content_hash, loaded_at, row_hash, unread_times, missing_since from source_arrival order by record_id;

update source_record
set missing_since = source_absent.missing_since
from source_absent
where source_absent.record_id = source_record.record_id and stays and known_since is null;

update source_record set missing_since = null where record_id in (select record_id from source_returned);

select "source"::VARCHAR as "source", "path"::VARCHAR as "path", "line"::BIGINT as "line", "reason"::VARCHAR as "reason", "content"::VARCHAR as "content" from frame
union all
select * from "rejected_row" where source in ('web')
order by all;

with later as (
select "source"::VARCHAR as "source", "path"::VARCHAR as "path", "line"::BIGINT as "line", "reason"::VARCHAR as "reason", "content"::VARCHAR as "content" from frame
union all
select * from "rejected_row" where source in ('web')
order by all
)
select
    (select count(*) from (select * from later except all select * from "rejected_row"))
    + (select count(*) from (select * from "rejected_row" except all select * from later));

select record_id, attribute, position
from source_value
join (select record_id, source from source_record where missing_since is not null) using (record_id)
anti join source_kept_value using (source, attribute, position);

delete from source_value
using source_cut
where source_value.record_id = source_cut.record_id
    and source_value.attribute = source_cut.attribute
    and source_value.position = source_cut.position;

update source_record set content_hash = 0, row_hash = null where record_id in (select record_id from source_cut);

select distinct record_id, 'changed'
from source_cut
anti join source_change using (record_id)
order by record_id
