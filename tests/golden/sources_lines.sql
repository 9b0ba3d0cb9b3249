select line, start, hash(text, 'mark') as row_hash from "frame";

select line, start, row_hash, record_id, unread_times, missing_since
from (
    select line, start, hash(text, 'mark') as row_hash
    from "frame"
    where line > 1
)
full join (
    select
        case when missing_since is null then row_hash end as row_hash,
        record_id,
        unread_times,
        missing_since
    from (select * from known)
) using (row_hash)
where line is null or record_id is null;

select line, start from "odd_0" where record_id is null order by line;

delete from "odd_0" where line in (select line from "frame");

select distinct unnest(json_keys(decode(text))) as key
from "frame"
anti join (select line from "odd_0" where record_id is null) using (line)
order by key
