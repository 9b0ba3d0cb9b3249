create or replace temporary table "mapped_0" as
with entry as (
            select
                "golden_record line" as line,
                nullif(trim("id", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as source_id,
                case when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{4}-\d{1,2}-\d{1,2}.*') then try_cast(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as timestamptz) at time zone 'UTC' when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{1,2}\.\d{1,2}\.\d{4}( \d{1,2}:\d{2}(:\d{2})?)?') then try_strptime(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), ['%d.%m.%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S']) when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{9,10}') then to_timestamp(try_cast(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) at time zone 'UTC' when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{12,13}') then epoch_ms(try_cast(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) end as observed_at,
                coalesce(regexp_matches("changed", '[^\s\x{00A0}\x{200B}\x{FEFF}]'), false) as states_observed_at,
                hash("changed", "first", "home", "id", "last", "mail", "mail_at", "mail_ok", "mobile", "town") as row_hash,
                case when regexp_matches(((upper(town)
)::varchar), '[^\s\x{00A0}\x{200B}\x{FEFF}]') then ((upper(town)
)::varchar) end as value_0,
                case when regexp_matches("mail", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then "mail" end as value_1,
                nullif(lower(trim("mail_ok", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279))), '') in ('true', 't', '1', 'yes', 'y', 'да') as verified_1,
                case when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{4}-\d{1,2}-\d{1,2}.*') then try_cast(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as timestamptz) at time zone 'UTC' when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{1,2}\.\d{1,2}\.\d{4}( \d{1,2}:\d{2}(:\d{2})?)?') then try_strptime(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), ['%d.%m.%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S']) when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{9,10}') then to_timestamp(try_cast(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) at time zone 'UTC' when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{12,13}') then epoch_ms(try_cast(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) end as at_1,
                coalesce(regexp_matches("mail_at", '[^\s\x{00A0}\x{200B}\x{FEFF}]'), false) as states_at_1,
                nullif(concat(case when regexp_matches("first", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then chr(31) || 'given=' || replace(trim("first", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), chr(31), ' ') end, case when regexp_matches("last", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then chr(31) || 'family=' || replace(trim("last", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), chr(31), ' ') end), '') as value_2,
                case when regexp_matches("mobile", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then "mobile" end as value_3,
                case when regexp_matches("home", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then "home" end as value_4
            from (select * from rows_0)
        )
select
    *,
    (states_observed_at and observed_at is null)::integer + (states_at_1 and at_1 is null)::integer as unread_times,
    md5_number_lower(concat(coalesce('city.0=' || value_0 || chr(30), ''), coalesce('email.0=' || value_1 || chr(30) || coalesce('verified=' || verified_1::varchar || chr(30), '') || coalesce('at=' || at_1::varchar || chr(30), ''), ''), coalesce('name.0=' || value_2 || chr(30), ''), coalesce('phone.0=' || value_3 || chr(30), ''), coalesce('phone.1=' || value_4 || chr(30), ''))) as content_hash
from entry;

select distinct raw
from (select unnest([nullif(concat(case when regexp_matches("first", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then chr(31) || 'given=' || replace(trim("first", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), chr(31), ' ') end, case when regexp_matches("last", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then chr(31) || 'family=' || replace(trim("last", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), chr(31), ' ') end), ''), case when regexp_matches("home", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then "home" end]) as raw from (select * from rows_0))
where raw is not null
order by raw;

with entry as (
            select
                "golden_record line" as line,
                nullif(trim("id", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '') as source_id,
                case when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{4}-\d{1,2}-\d{1,2}.*') then try_cast(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as timestamptz) at time zone 'UTC' when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{1,2}\.\d{1,2}\.\d{4}( \d{1,2}:\d{2}(:\d{2})?)?') then try_strptime(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), ['%d.%m.%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S']) when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{9,10}') then to_timestamp(try_cast(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) at time zone 'UTC' when regexp_full_match(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{12,13}') then epoch_ms(try_cast(trim("changed", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) end as observed_at,
                coalesce(regexp_matches("changed", '[^\s\x{00A0}\x{200B}\x{FEFF}]'), false) as states_observed_at,
                null::ubigint as row_hash,
                case when regexp_matches(((upper(town)
)::varchar), '[^\s\x{00A0}\x{200B}\x{FEFF}]') then ((upper(town)
)::varchar) end as value_0,
                case when regexp_matches("mail", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then "mail" end as value_1,
                nullif(lower(trim("mail_ok", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279))), '') in ('true', 't', '1', 'yes', 'y', 'да') as verified_1,
                case when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{4}-\d{1,2}-\d{1,2}.*') then try_cast(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as timestamptz) at time zone 'UTC' when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{1,2}\.\d{1,2}\.\d{4}( \d{1,2}:\d{2}(:\d{2})?)?') then try_strptime(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), ['%d.%m.%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S']) when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{9,10}') then to_timestamp(try_cast(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) at time zone 'UTC' when regexp_full_match(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), '\d{12,13}') then epoch_ms(try_cast(trim("mail_at", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)) as bigint)) end as at_1,
                coalesce(regexp_matches("mail_at", '[^\s\x{00A0}\x{200B}\x{FEFF}]'), false) as states_at_1,
                nullif(concat(case when regexp_matches("first", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then chr(31) || 'given=' || replace(trim("first", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), chr(31), ' ') end, case when regexp_matches("last", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then chr(31) || 'family=' || replace(trim("last", ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)), chr(31), ' ') end), '') as value_2,
                case when regexp_matches("mobile", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then "mobile" end as value_3,
                case when regexp_matches("home", '[^\s\x{00A0}\x{200B}\x{FEFF}]') then "home" end as value_4
            from (select * from rows_0)
        ),
sealed_entry as (
    select
        line,
        source_id,
        observed_at,
        states_observed_at,
        row_hash,
        value_0,
        value_1,
        verified_1,
        at_1,
        states_at_1,
        card_2.sealed as value_2,
        value_3,
        card_4.sealed as value_4
    from entry
    left join sealed_card as card_2 on card_2.raw = entry.value_2
    left join sealed_card as card_4 on card_4.raw = entry.value_4
)
select
    *,
    (states_observed_at and observed_at is null)::integer + (states_at_1 and at_1 is null)::integer as unread_times,
    md5_number_lower(concat(coalesce('city.0=' || value_0 || chr(30), ''), coalesce('email.0=' || value_1 || chr(30) || coalesce('verified=' || verified_1::varchar || chr(30), '') || coalesce('at=' || at_1::varchar || chr(30), ''), ''), coalesce('name.0=' || value_2 || chr(30), ''), coalesce('phone.0=' || value_3 || chr(30), ''), coalesce('phone.1=' || value_4 || chr(30), ''))) as content_hash
from sealed_entry;

select line, 'has no key', to_json({'id': found."id", 'mail': found."mail"})::varchar
from (select * from rows_0) as found
join "mapped_0" as mapped on mapped.line = found."golden_record line"
where mapped.source_id is null
order by line;

select refused.line, refused.reason, to_json({'id': found."id"})::varchar
from (select * from rows_0) as found
join source_refused as refused on refused.line = found."golden_record line"
where refused.file = ?
order by refused.line;

delete from "mapped_0" where line in (select line from source_refused where file = ?);

select
    greatest(
        (select coalesce(max(last_id), 0) from source_sequence),
        (select coalesce(max(record_id), 0) from source_record)
    ) as last_id,
    (select coalesce(max(expired), 0) from source_sequence) + 2::bigint as expired;

with arrival as (
select 0 as file, line, source_id, observed_at from "mapped_0" where source_id is not null
union all
select 1 as file, line, source_id, observed_at from "mapped_1" where source_id is not null
),
duplicate as (
    select source_id, count(*) as copies from arrival group by source_id having count(*) > 1
),
worst as (
    select *, count(*) over () as key_count
    from duplicate
    order by copies desc, source_id
    limit 3
)
select
    source_id,
    copies,
    key_count,
    list(file order by file, line)[:3] as files,
    list(line order by file, line)[:3] as lines
from arrival
join worst using (source_id)
group by source_id, copies, key_count
order by copies desc, source_id;

with arrival as (
select 0 as file, line, source_id, observed_at from "mapped_0" where source_id is not null
union all
select 1 as file, line, source_id, observed_at from "mapped_1" where source_id is not null
),
duplicate as (
    select source_id, count(*) as copies from arrival group by source_id having count(*) > 1
),
ranked as (
    select
        *,
        row_number() over (
            partition by source_id order by observed_at desc nulls last, file desc, line desc
        ) as place
    from arrival
    join duplicate using (source_id)
)
select file, line, 'duplicate key, superseded' as reason
from ranked
where place > 1;

with arrival as (
select 0 as file, line, source_id, observed_at from "mapped_0" where source_id is not null
),
duplicate as (
    select source_id, count(*) as copies from arrival group by source_id having count(*) > 1
),
ranked as (
    select
        *,
        row_number() over (
            partition by source_id order by observed_at desc nulls last, file desc, line desc
        ) as place
    from arrival
    join duplicate using (source_id)
)
select file, line, 'duplicate key, on ' || copies || ' rows' as reason
from ranked
where true;

select 0 as file, line, reason
from (
    select
        mapped.line,
        case
            when not (found."id" is null or (regexp_full_match(found."id", '[+-]?[0-9]+') and try_cast(found."id" as BIGINT) is not null)) then 'column ''id'' holds no bigint'
            when not (found."born" is null or try_cast(found."born" as DATE) is not null) then 'column ''born'' holds no DATE'
            when not (found."vip" is null or lower(found."vip") in ('true', 'false')) then 'column ''vip'' holds no BOOLEAN'
            when not (true) then 'column ''x'' holds no JSON'
        end as reason
    from (select * from rows_0) as found
    join "mapped_0" as mapped on mapped.line = found."golden_record line"
    where mapped.source_id is not null
)
where reason is not null;

select
    count(*)::varchar,
    coalesce(sum(('0x0' || substr(mark, 1, 15))::bigint), 0)::varchar,
    coalesce(sum(('0x0' || substr(mark, 16, 15))::bigint), 0)::varchar
from (select md5(to_json({'golden_record line': found."golden_record line", 'id': found."id"})::varchar) as mark from (select * from rows_0) as found);

select
    pg_typeof(source."id")::text,
    (select typcategory::text from pg_catalog.pg_type where oid = pg_typeof(source."id")),
    pg_typeof(source."score")::text,
    (select typcategory::text from pg_catalog.pg_type where oid = pg_typeof(source."score"))
from (values (1)) as one
left join "crm"."customer" as source on false;

select
    md5(row(source.*)::text) as "golden_record mark",
    source.*
from (
    select
        source."id"::text as "id",
        case when source."score" = trunc(source."score") and abs(source."score") < 9007199254740992 then source."score"::bigint::text else source."score"::text end as "score",
        to_json(source."tags")::text as "tags"
    from "crm"."customer" as source
) as source;

with marked as (
select
    md5(row(source.*)::text) as "golden_record mark",
    source.*
from (
    select
        source."id"::text as "id",
        case when source."score" = trunc(source."score") and abs(source."score") < 9007199254740992 then source."score"::bigint::text else source."score"::text end as "score",
        to_json(source."tags")::text as "tags"
    from "crm"."customer" as source
) as source
)
select
    count(*)::text,
    coalesce(sum(('x0' || substr("golden_record mark", 1, 15))::bit(64)::bigint), 0)::text,
    coalesce(sum(('x0' || substr("golden_record mark", 16, 15))::bit(64)::bigint), 0)::text
from marked;

select to_regclass('"crm"."customer"') is not null;

select distinct unnest(
    case
        when table_schema::text = any (current_schemas(false)::text[])
        then array[table_name::text, table_schema || '.' || table_name]
        else array[table_schema || '.' || table_name]
    end
) as name
from information_schema.tables
where table_schema not in ('pg_catalog', 'information_schema')
order by name
