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
    row_hash,
    record_id,
    unread_times,
    missing_since,
    case when record_id is null then "golden_record row" end as "golden_record row"
from (
    select "golden_record line" as line, hash("at", "f", "g", "id") as row_hash, "golden_record row"
    from (select * from rows_0) as "golden_record row"
)
full join (select row_hash, record_id, unread_times, missing_since from source_record where source = 'crm') as known using (row_hash)
where line is null or record_id is null or missing_since is not null;

select count(*), coalesce(sum(unread_times), 0)::bigint from (select row_hash, record_id, unread_times, missing_since from "odd_0" where line is null);

select
    count(*) filter (where record_id is null),
    count(*) filter (where line is null),
    coalesce(sum(unread_times) filter (where line is null), 0)::bigint
from "odd_0";

(
    select unnest("golden_record row")
    from "odd_0"
    where record_id is null
);

with other as (
select source_id from "mapped_0" where source_id is not null
union all
select source_id from "mapped_1" where source_id is not null
)
select
    (select count(*) - count(distinct source_id) from other)
    + (
        select count(*)
        from other
        join source_record on source = 'crm' and source_record.source_id = other.source_id
        anti join (select row_hash, record_id, unread_times, missing_since from "odd_1" where line is null) using (record_id)
    )
