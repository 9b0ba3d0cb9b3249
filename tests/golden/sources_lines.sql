select line, start, hash(text, 'mark') as row_hash from "frame";

select line, start, row_hash, record_id, unread_times
from "lines_0"
left join (
    select row_hash, record_id, unread_times
    from source_record
    where source = 'crm' and missing_since is null
) using (row_hash)
where line > ?;

select line, start from "seen_0" where record_id is null order by line;

delete from "seen_0" where line in (select line from "frame");

select distinct unnest(json_keys(decode(text))) as key
from "frame"
semi join (select line from "seen_0" where record_id is not null) using (line)
order by key
