select
            record_id,
            mark,
            min(record_id) over node as node_id,
            row_number() over (node order by record_id) as copy
        from (select record_id, case when source in ('crm') then hash(row("full_name", "full_name__family", "full_name__given", "full_name__patronymic", "full_name__maiden", "full_name__suffix", "full_name__family_sound", "full_name__given_sound", hash("full_name__given_class"), "full_name__gender", "birth_date", "birth_date__year", "birth_date__month", "birth_date__day", hash("phone"), hash("email"), hash("device"), "address", "address__street", "address__house", "address__flat", "address__city", "address__postcode", record_id)) else hash(row("full_name", "full_name__family", "full_name__given", "full_name__patronymic", "full_name__maiden", "full_name__suffix", "full_name__family_sound", "full_name__given_sound", hash("full_name__given_class"), "full_name__gender", "birth_date", "birth_date__year", "birth_date__month", "birth_date__day", hash("phone"), hash("email"), hash("device"), "address", "address__street", "address__house", "address__flat", "address__city", "address__postcode")) end as mark
from standard_record
where "full_name" is not null or "full_name__family" is not null or "full_name__given" is not null or "full_name__patronymic" is not null or "full_name__maiden" is not null or "full_name__suffix" is not null or "full_name__family_sound" is not null or "full_name__given_sound" is not null or "full_name__given_class" is not null or "full_name__gender" is not null or "birth_date" is not null or "birth_date__year" is not null or "birth_date__month" is not null or "birth_date__day" is not null or "phone" is not null or "email" is not null or "device" is not null or "address" is not null or "address__street" is not null or "address__house" is not null or "address__flat" is not null or "address__city" is not null or "address__postcode" is not null)
        window node as (partition by mark)
        order by record_id;

select
            standard_record.record_id,
            standard_record."full_name",
            standard_record."full_name__family",
            standard_record."full_name__given",
            standard_record."full_name__patronymic",
            standard_record."full_name__maiden",
            standard_record."full_name__suffix",
            standard_record."full_name__family_sound",
            standard_record."full_name__given_sound",
            standard_record."full_name__given_class",
            standard_record."full_name__gender",
            standard_record."birth_date",
            standard_record."birth_date__year",
            standard_record."birth_date__month",
            standard_record."birth_date__day",
            standard_record."phone",
            standard_record."email",
            standard_record."device",
            standard_record."address",
            standard_record."address__street",
            standard_record."address__house",
            standard_record."address__flat",
            standard_record."address__city",
            standard_record."address__postcode",
            case when "phone__shared".keys is null then standard_record."phone" else nullif(list_filter(standard_record."phone", lambda key: not list_contains("phone__shared".keys, key)), []) end as "phone__personal",
            "phone"[1] as "phone__first",
            case when "email__shared".keys is null then standard_record."email" else nullif(list_filter(standard_record."email", lambda key: not list_contains("email__shared".keys, key)), []) end as "email__personal",
            "email"[1] as "email__first",
            list_distinct(list_transform("email", lambda x: split_part(x, '@', 1))) as "email__local",
            null::varchar[] as "device__personal",
            "device"[1] as "device__first"
        from (select * from standard_record semi join (select record_id from comparable_record where copy <= 2) using (record_id)) as standard_record
        left join (select held.record_id, list(held.item) as keys
from (select record_id, unnest("phone") as item from (select * from standard_record semi join (select record_id from comparable_record where copy <= 2) using (record_id)) as standard_record) as held
semi join shared_value as known on known.attribute = 'phone' and known.key = held.item
group by held.record_id) as "phone__shared" using (record_id) left join (select held.record_id, list(held.item) as keys
from (select record_id, unnest("email") as item from (select * from standard_record semi join (select record_id from comparable_record where copy <= 2) using (record_id)) as standard_record) as held
semi join shared_value as known on known.attribute = 'email' and known.key = held.item
group by held.record_id) as "email__shared" using (record_id)
order by standard_record.record_id;

with block as (
            select count(*) as size
            from (select distinct record_id, hash((item)::varchar || '|' || ("birth_date")::varchar) as key
from (select *, unnest("email") as item from comparable_node)
where ((item)::varchar || '|' || ("birth_date")::varchar) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash(item) as key
from (select *, unnest("phone") as item from comparable_node)
where (item) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash(item) as key
from (select *, unnest("email") as item from comparable_node)
where (item) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash(item) as key
from (select *, unnest("device") as item from comparable_node)
where (item) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(case when length("full_name__given") > 1 then least("full_name__given", "full_name__family") || '|' || greatest("full_name__given", "full_name__family") end) as key from comparable_node where (case when length("full_name__given") > 1 then least("full_name__given", "full_name__family") || '|' || greatest("full_name__given", "full_name__family") end) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("birth_date")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("birth_date")::varchar || '|' || (left("full_name__given_sound", 3))::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || (left("full_name__given_sound", 3))::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("birth_date")::varchar || '|' || (least(left("full_name__given", 2), left("full_name__family", 2)))::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || (least(left("full_name__given", 2), left("full_name__family", 2)))::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((left("birth_date", 4))::varchar || '|' || (left("full_name__given", 1))::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((left("birth_date", 4))::varchar || '|' || (left("full_name__given", 1))::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((substr("birth_date", 6))::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where ((substr("birth_date", 6))::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash((item)::varchar || '|' || (left("birth_date", 4))::varchar) as key
from (select *, unnest([case when length("full_name__given") > 1 then "full_name__given" end, case when length("full_name__family") > 1 then "full_name__family" end]) as item from comparable_node)
where ((item)::varchar || '|' || (left("birth_date", 4))::varchar) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("address__postcode")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("address__postcode")::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("address__street")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("address__street")::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("full_name__family_sound")::varchar || '|' || (left("full_name__given", 1))::varchar) as key from comparable_node where (("full_name__family_sound")::varchar || '|' || (left("full_name__given", 1))::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((left("full_name__given", 3))::varchar || '|' || (left("full_name__family", 4))::varchar) as key from comparable_node where ((left("full_name__given", 3))::varchar || '|' || (left("full_name__family", 4))::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || (left("full_name__family", 1))::varchar) as key from comparable_node where ((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || (left("full_name__family", 1))::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash("full_name__family_sound") as key from comparable_node where ("full_name__family_sound") is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash(case when length(item) >= 6 then item end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) >= 6 then item end) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash(case when length(item) >= 6 then right(item, 6) end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) >= 6 then right(item, 6) end) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash(case when length(item) > 8 then left(item, 8) end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) > 8 then left(item, 8) end) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash(case when length(item) > 7 then right(item, 7) end) as key
from (select *, unnest("phone") as item from comparable_node)
where (case when length(item) > 7 then right(item, 7) end) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash((case when length(item) > 9 then left(ltrim(item, '+'), 9) end)::varchar || '|' || (left("full_name__given", 1))::varchar) as key
from (select *, unnest("phone") as item from comparable_node)
where ((case when length(item) > 9 then left(ltrim(item, '+'), 9) end)::varchar || '|' || (left("full_name__given", 1))::varchar) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("phone") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("email") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
            select count(*) as size
            from (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("device") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("address__street")::varchar || '|' || ("address__house")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("address__house")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("birth_date")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash("address__postcode") as key from comparable_node where ("address__postcode") is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("address__postcode")::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("birth_date")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash("address__street") as key from comparable_node where ("address__street") is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash(("address__street")::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("birth_date")::varchar) is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

with block as (
    select count(*) as size
    from (select record_id, hash("birth_date") as key from comparable_node where ("birth_date") is not null)
    group by key
)
select size, count(*) as blocks
from block
where size > 1
group by size
order by size;

select 0::usmallint as place, record_id, hash(0, key) as key
from (select distinct record_id, hash((item)::varchar || '|' || ("birth_date")::varchar) as key
from (select *, unnest("email") as item from comparable_node)
where ((item)::varchar || '|' || ("birth_date")::varchar) is not null)
union all
select 1::usmallint as place, record_id, hash(1, key) as key
from (select distinct record_id, hash(item) as key
from (select *, unnest("phone") as item from comparable_node)
where (item) is not null)
union all
select 2::usmallint as place, record_id, hash(2, key) as key
from (select distinct record_id, hash(item) as key
from (select *, unnest("email") as item from comparable_node)
where (item) is not null)
union all
select 3::usmallint as place, record_id, hash(3, key) as key
from (select distinct record_id, hash(item) as key
from (select *, unnest("device") as item from comparable_node)
where (item) is not null)
union all
select 4::usmallint as place, record_id, hash(4, key) as key
from (select record_id, hash(case when length("full_name__given") > 1 then least("full_name__given", "full_name__family") || '|' || greatest("full_name__given", "full_name__family") end) as key from comparable_node where (case when length("full_name__given") > 1 then least("full_name__given", "full_name__family") || '|' || greatest("full_name__given", "full_name__family") end) is not null)
union all
select 5::usmallint as place, record_id, hash(5, key) as key
from (select record_id, hash((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
union all
select 6::usmallint as place, record_id, hash(6, key) as key
from (select record_id, hash(("birth_date")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
union all
select 7::usmallint as place, record_id, hash(7, key) as key
from (select record_id, hash(("birth_date")::varchar || '|' || (left("full_name__given_sound", 3))::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || (left("full_name__given_sound", 3))::varchar) is not null)
union all
select 8::usmallint as place, record_id, hash(8, key) as key
from (select record_id, hash(("birth_date")::varchar || '|' || (least(left("full_name__given", 2), left("full_name__family", 2)))::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || (least(left("full_name__given", 2), left("full_name__family", 2)))::varchar) is not null)
union all
select 9::usmallint as place, record_id, hash(9, key) as key
from (select record_id, hash((left("birth_date", 4))::varchar || '|' || (left("full_name__given", 1))::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((left("birth_date", 4))::varchar || '|' || (left("full_name__given", 1))::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
union all
select 10::usmallint as place, record_id, hash(10, key) as key
from (select record_id, hash((substr("birth_date", 6))::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where ((substr("birth_date", 6))::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
union all
select 11::usmallint as place, record_id, hash(11, key) as key
from (select distinct record_id, hash((item)::varchar || '|' || (left("birth_date", 4))::varchar) as key
from (select *, unnest([case when length("full_name__given") > 1 then "full_name__given" end, case when length("full_name__family") > 1 then "full_name__family" end]) as item from comparable_node)
where ((item)::varchar || '|' || (left("birth_date", 4))::varchar) is not null)
union all
select 12::usmallint as place, record_id, hash(12, key) as key
from (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
union all
select 13::usmallint as place, record_id, hash(13, key) as key
from (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
union all
select 14::usmallint as place, record_id, hash(14, key) as key
from (select record_id, hash(("address__postcode")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
union all
select 15::usmallint as place, record_id, hash(15, key) as key
from (select record_id, hash(("address__postcode")::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
union all
select 16::usmallint as place, record_id, hash(16, key) as key
from (select record_id, hash(("address__street")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("full_name__family_sound")::varchar) is not null)
union all
select 17::usmallint as place, record_id, hash(17, key) as key
from (select record_id, hash(("address__street")::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
union all
select 18::usmallint as place, record_id, hash(18, key) as key
from (select record_id, hash(("full_name__family_sound")::varchar || '|' || (left("full_name__given", 1))::varchar) as key from comparable_node where (("full_name__family_sound")::varchar || '|' || (left("full_name__given", 1))::varchar) is not null)
union all
select 19::usmallint as place, record_id, hash(19, key) as key
from (select record_id, hash((left("full_name__given", 3))::varchar || '|' || (left("full_name__family", 4))::varchar) as key from comparable_node where ((left("full_name__given", 3))::varchar || '|' || (left("full_name__family", 4))::varchar) is not null)
union all
select 20::usmallint as place, record_id, hash(20, key) as key
from (select record_id, hash((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || (left("full_name__family", 1))::varchar) as key from comparable_node where ((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || (left("full_name__family", 1))::varchar) is not null)
union all
select 21::usmallint as place, record_id, hash(21, key) as key
from (select record_id, hash("full_name__family_sound") as key from comparable_node where ("full_name__family_sound") is not null)
union all
select 22::usmallint as place, record_id, hash(22, key) as key
from (select distinct record_id, hash(case when length(item) >= 6 then item end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) >= 6 then item end) is not null)
union all
select 23::usmallint as place, record_id, hash(23, key) as key
from (select distinct record_id, hash(case when length(item) >= 6 then right(item, 6) end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) >= 6 then right(item, 6) end) is not null)
union all
select 24::usmallint as place, record_id, hash(24, key) as key
from (select distinct record_id, hash(case when length(item) > 8 then left(item, 8) end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) > 8 then left(item, 8) end) is not null)
union all
select 25::usmallint as place, record_id, hash(25, key) as key
from (select distinct record_id, hash(case when length(item) > 7 then right(item, 7) end) as key
from (select *, unnest("phone") as item from comparable_node)
where (case when length(item) > 7 then right(item, 7) end) is not null)
union all
select 26::usmallint as place, record_id, hash(26, key) as key
from (select distinct record_id, hash((case when length(item) > 9 then left(ltrim(item, '+'), 9) end)::varchar || '|' || (left("full_name__given", 1))::varchar) as key
from (select *, unnest("phone") as item from comparable_node)
where ((case when length(item) > 9 then left(ltrim(item, '+'), 9) end)::varchar || '|' || (left("full_name__given", 1))::varchar) is not null)
union all
select 27::usmallint as place, record_id, hash(27, key) as key
from (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("phone") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
union all
select 28::usmallint as place, record_id, hash(28, key) as key
from (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("email") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
union all
select 29::usmallint as place, record_id, hash(29, key) as key
from (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("device") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null)
union all
select 30::usmallint as place, record_id, hash(30, key) as key
from (select record_id, hash(("address__street")::varchar || '|' || ("address__house")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("address__house")::varchar) is not null)
union all
select 31::usmallint as place, record_id, hash(31, key) as key
from (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("birth_date")::varchar) is not null)
union all
select 32::usmallint as place, record_id, hash(32, key) as key
from (select record_id, hash("address__postcode") as key from comparable_node where ("address__postcode") is not null)
union all
select 33::usmallint as place, record_id, hash(33, key) as key
from (select record_id, hash(("address__postcode")::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("birth_date")::varchar) is not null)
union all
select 34::usmallint as place, record_id, hash(34, key) as key
from (select record_id, hash("address__street") as key from comparable_node where ("address__street") is not null)
union all
select 35::usmallint as place, record_id, hash(35, key) as key
from (select record_id, hash(("address__street")::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("birth_date")::varchar) is not null)
union all
select 36::usmallint as place, record_id, hash(36, key) as key
from (select record_id, hash("birth_date") as key from comparable_node where ("birth_date") is not null);

select place, key, count(*) as size from block_key group by place, key having count(*) > 1;

with kept as (
    select *
    from block_key
    semi join (select key from block_size where size <= [400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400][place + 1]) as block using (key)
)
select
    l.record_id as join_key_l,
    r.record_id as join_key_r,
    min(l.place)::varchar as match_key
from kept as l
join kept as r on l.key = r.key and l.record_id < r.record_id
group by l.record_id, r.record_id
