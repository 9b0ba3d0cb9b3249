create or replace temporary table "event_staged" as
with said as (
    select
        "golden_record line" as line,
        nullif(trim("card no", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as key,
        nullif(trim("sold", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as said_at,
        nullif(trim("total", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as said_amount,
        nullif(trim("shop", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as channel,
        null::VARCHAR as payment,
        nullif(trim("no", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as event_id
    from rows_0
)
select
    line,
    key as key,
    case when regexp_full_match(said_at, '\d{4}-\d{1,2}-\d{1,2}.*') then try_cast(said_at as timestamptz) at time zone 'UTC' when regexp_full_match(said_at, '\d{1,2}\.\d{1,2}\.\d{4}( \d{1,2}:\d{2}(:\d{2})?)?') then try_strptime(said_at, ['%d.%m.%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S']) when regexp_full_match(said_at, '\d{9,10}') then to_timestamp(try_cast(said_at as bigint)) at time zone 'UTC' when regexp_full_match(said_at, '\d{12,13}') then epoch_ms(try_cast(said_at as bigint)) end as happened_at,
    try_cast(case when regexp_full_match(said_amount, '-?\d+(\.\d+)?') then said_amount else list_transform([regexp_replace(regexp_replace(regexp_replace(replace(said_amount, '−', '-'), '[\s\x{00A0}\x{2009}\x{202F}''’]', '', 'g'), '^[\p{L}\p{Sc}]+\.?|[\p{L}\p{Sc}]+\.?$', '', 'g'), '^\((.*)\)$', '-\1')], lambda number: case when regexp_full_match(number, '[-+]?(\d+|\d*[.,]\d+|\d+[.,])') then replace(number, ',', '.') when regexp_full_match(number, '[-+]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})') then replace(number, ',', '') when regexp_full_match(number, '[-+]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})') then replace(replace(number, '.', ''), ',', '.') end)[1] end as decimal(18, 4)) as amount,
    channel,
    payment,
    event_id,
    said_amount is not null as states_amount
from said;

with said as (
    select
        file_row_number + 1 as line,
        nullif(trim("card no"::varchar, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as key,
        "sold" as said_at,
        "total" as said_amount,
        nullif(trim("shop", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as channel,
        null::VARCHAR as payment,
        nullif(trim("no", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as event_id
    from typed
)
select
    line,
    hash as key,
    said_at::timestamp as happened_at,
    try_cast(said_amount as decimal(18, 4)) as amount,
    channel,
    payment,
    event_id,
    said_amount is not null as states_amount
from said
left join event_card on event_card.found = said.key;

select distinct found
from (select nullif(trim("card no"::varchar, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as found from typed)
where found is not null
order by found;

select
    count(*),
    count(*) filter (where happened_at is null),
    min(line) filter (where happened_at is null),
    count(*) filter (where states_amount and amount is null),
    min(line) filter (where states_amount and amount is null)
from event_staged;

insert into "event"
select ? as events, ? as path, line, key, happened_at, amount, channel, payment, event_id from event_staged;

select events, path, reading, fingerprint, event_count, rejected_count, unread_times, first_unread_time, unread_amounts, first_unread_amount from event_load order by events, path;

delete from "event" where events = ? and path = ?
