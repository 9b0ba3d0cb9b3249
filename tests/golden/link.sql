with widened as (
            select
                standard_record.record_id,
                source,
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
                "phone__own".personal as "phone__personal",
                "phone"[1] as "phone__first",
                "email__own".personal as "email__personal",
                "email"[1] as "email__first",
                list_distinct(list_transform("email", lambda x: split_part(x, '@', 1))) as "email__local",
                null::varchar[] as "device__personal",
                "device"[1] as "device__first"
            from standard_record
            left join (select held.record_id, list(held.item order by held.item) as personal
from (select record_id, unnest("phone") as item from standard_record) as held
anti join shared_value as known on known.attribute = 'phone' and known.key = held.item
group by held.record_id) as "phone__own" using (record_id) left join (select held.record_id, list(held.item order by held.item) as personal
from (select record_id, unnest("email") as item from standard_record) as held
anti join shared_value as known on known.attribute = 'email' and known.key = held.item
group by held.record_id) as "email__own" using (record_id)
            where standard_record."full_name" is not null or standard_record."full_name__family" is not null or standard_record."full_name__given" is not null or standard_record."full_name__patronymic" is not null or standard_record."full_name__maiden" is not null or standard_record."full_name__suffix" is not null or standard_record."full_name__family_sound" is not null or standard_record."full_name__given_sound" is not null or standard_record."full_name__given_class" is not null or standard_record."full_name__gender" is not null or standard_record."birth_date" is not null or standard_record."birth_date__year" is not null or standard_record."birth_date__month" is not null or standard_record."birth_date__day" is not null or standard_record."phone" is not null or standard_record."email" is not null or standard_record."device" is not null or standard_record."address" is not null or standard_record."address__street" is not null or standard_record."address__house" is not null or standard_record."address__flat" is not null or standard_record."address__city" is not null or standard_record."address__postcode" is not null
        )
        select
            *,
            min(record_id) over node as node_id,
            row_number() over (node order by record_id) as copy
        from widened
        window node as (partition by hash(row("full_name", "full_name__family", "full_name__given", "full_name__patronymic", "full_name__maiden", "full_name__suffix", "full_name__family_sound", "full_name__given_sound", hash("full_name__given_class"), "full_name__gender", "birth_date", "birth_date__year", "birth_date__month", "birth_date__day", hash("phone"), hash("email"), hash("device"), "address", "address__street", "address__house", "address__flat", "address__city", "address__postcode")), case when source in ('crm') then record_id end)
        order by record_id;

select * exclude (source, node_id, copy) from comparable_record where copy <= 2 order by record_id;

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

with found as (
(
            with keyed as (select distinct record_id, hash((item)::varchar || '|' || ("birth_date")::varchar) as key
from (select *, unnest("email") as item from comparable_node)
where ((item)::varchar || '|' || ("birth_date")::varchar) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                0 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash(item) as key
from (select *, unnest("phone") as item from comparable_node)
where (item) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                1 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash(item) as key
from (select *, unnest("email") as item from comparable_node)
where (item) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                2 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash(item) as key
from (select *, unnest("device") as item from comparable_node)
where (item) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                3 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
    with keyed as (select record_id, hash(case when length("full_name__given") > 1 then least("full_name__given", "full_name__family") || '|' || greatest("full_name__given", "full_name__family") end) as key from comparable_node where (case when length("full_name__given") > 1 then least("full_name__given", "full_name__family") || '|' || greatest("full_name__given", "full_name__family") end) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        4 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || ("full_name__family_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        5 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("birth_date")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || ("full_name__family_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        6 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("birth_date")::varchar || '|' || (left("full_name__given_sound", 3))::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || (left("full_name__given_sound", 3))::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        7 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("birth_date")::varchar || '|' || (least(left("full_name__given", 2), left("full_name__family", 2)))::varchar) as key from comparable_node where (("birth_date")::varchar || '|' || (least(left("full_name__given", 2), left("full_name__family", 2)))::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        8 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash((left("birth_date", 4))::varchar || '|' || (left("full_name__given", 1))::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((left("birth_date", 4))::varchar || '|' || (left("full_name__given", 1))::varchar || '|' || ("full_name__family_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        9 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash((substr("birth_date", 6))::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where ((substr("birth_date", 6))::varchar || '|' || ("full_name__given_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        10 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
            with keyed as (select distinct record_id, hash((item)::varchar || '|' || (left("birth_date", 4))::varchar) as key
from (select *, unnest([case when length("full_name__given") > 1 then "full_name__given" end, case when length("full_name__family") > 1 then "full_name__family" end]) as item from comparable_node)
where ((item)::varchar || '|' || (left("birth_date", 4))::varchar) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                11 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
    with keyed as (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__family_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        12 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("full_name__given_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        13 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("address__postcode")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("full_name__family_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        14 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("address__postcode")::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("full_name__given_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        15 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("address__street")::varchar || '|' || ("full_name__family_sound")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("full_name__family_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        16 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("address__street")::varchar || '|' || ("full_name__given_sound")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("full_name__given_sound")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        17 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("full_name__family_sound")::varchar || '|' || (left("full_name__given", 1))::varchar) as key from comparable_node where (("full_name__family_sound")::varchar || '|' || (left("full_name__given", 1))::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        18 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash((left("full_name__given", 3))::varchar || '|' || (left("full_name__family", 4))::varchar) as key from comparable_node where ((left("full_name__given", 3))::varchar || '|' || (left("full_name__family", 4))::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        19 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || (left("full_name__family", 1))::varchar) as key from comparable_node where ((case when length("full_name__given") > 1 then "full_name__given_sound" end)::varchar || '|' || (left("full_name__family", 1))::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        20 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash("full_name__family_sound") as key from comparable_node where ("full_name__family_sound") is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        21 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
            with keyed as (select distinct record_id, hash(case when length(item) >= 6 then item end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) >= 6 then item end) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                22 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash(case when length(item) >= 6 then right(item, 6) end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) >= 6 then right(item, 6) end) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                23 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash(case when length(item) > 8 then left(item, 8) end) as key
from (select *, unnest("email__local") as item from comparable_node)
where (case when length(item) > 8 then left(item, 8) end) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                24 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash(case when length(item) > 7 then right(item, 7) end) as key
from (select *, unnest("phone") as item from comparable_node)
where (case when length(item) > 7 then right(item, 7) end) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                25 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash((case when length(item) > 9 then left(ltrim(item, '+'), 9) end)::varchar || '|' || (left("full_name__given", 1))::varchar) as key
from (select *, unnest("phone") as item from comparable_node)
where ((case when length(item) > 9 then left(ltrim(item, '+'), 9) end)::varchar || '|' || (left("full_name__given", 1))::varchar) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                26 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("phone") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                27 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("email") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                28 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
            with keyed as (select distinct record_id, hash((item)::varchar || '|' || ("full_name__given_sound")::varchar) as key
from (select *, unnest("device") as item from comparable_node)
where ((item)::varchar || '|' || ("full_name__given_sound")::varchar) is not null),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and 400
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                29 as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
union all
(
    with keyed as (select record_id, hash(("address__street")::varchar || '|' || ("address__house")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("address__house")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        30 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where ((("address__street")::varchar || '|' || ("address__house")::varchar)::varchar || '|' || ("birth_date")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        31 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash("address__postcode") as key from comparable_node where ("address__postcode") is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        32 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("address__postcode")::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where (("address__postcode")::varchar || '|' || ("birth_date")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        33 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash("address__street") as key from comparable_node where ("address__street") is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        34 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash(("address__street")::varchar || '|' || ("birth_date")::varchar) as key from comparable_node where (("address__street")::varchar || '|' || ("birth_date")::varchar) is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        35 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
union all
(
    with keyed as (select record_id, hash("birth_date") as key from comparable_node where ("birth_date") is not null),
    small as (
        select key
        from keyed
        group by key
        having count(*) between 2 and 400
    ),
    kept as (
        select *
        from keyed
        semi join small using (key)
    )
    select
        l.record_id as join_key_l,
        r.record_id as join_key_r,
        36 as place
    from kept as l
    join kept as r on l.key = r.key and l.record_id < r.record_id
)
)
select
    join_key_l,
    join_key_r,
    min(place)::varchar as match_key
from found
group by join_key_l, join_key_r
