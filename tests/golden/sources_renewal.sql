select source, path, fingerprint, reading, row_count, rejected_count, coalesce(unread_times, 0)
from source_load
order by source, path;

select * from source_entry order by all;

select source from source_load union select source from source_record order by source;

update "rejected_row" set source = ? where source = ?;

insert into source_name values (?, ?, ?);

delete from source_name where former in ('app', 'crm');

select
    line,
    record_id,
    unread_times,
    case when record_id is null then "golden_record row" end as "golden_record row"
from (
    select "golden_record line" as line, hash("at", "f", "g", "id") as row_hash, "golden_record row"
    from (select * from rows_0) as "golden_record row"
)
left join (
    select row_hash, record_id, unread_times
    from source_record
    where source = 'crm'
) using (row_hash);

select count(record_id), coalesce(sum(unread_times), 0)::bigint from "seen_0";

(
    select unnest("golden_record row")
    from "seen_0"
    where record_id is null
);

with seen as (
select record_id from "seen_0" where record_id is not null
union all
select record_id from "seen_1" where record_id is not null
),
other as (
select source_id from "mapped_0" where source_id is not null
union all
select source_id from "mapped_1" where source_id is not null
)
select
    (select count(*) - count(distinct record_id) from seen)
    + (select count(*) - count(distinct source_id) from other)
    + (
        select count(*)
        from other
        join source_record on source = 'crm' and source_record.source_id = other.source_id
        semi join seen using (record_id)
    )
