select
    run_id,
    published_at,
    mark,
    whole_size,
    cards,
    held_at,
    withdrawn_at
from publication
where mart = ?
order by run_id desc;

select mart, run_id from publication where mart <> ? order by mart, run_id;

select max(run_id) from ops.run;

insert into publication values (?, ?, ?, ?, ?, ?, null, null);

delete from publication where mart = ? and run_id = ?;

update publication set held_at = null where mart = ?;

update publication set held_at = ?, withdrawn_at = null where mart = ? and run_id = ?;

update publication
set withdrawn_at = coalesce(withdrawn_at, cast(? as timestamp))
where mart = ? and run_id > ?
