select table_name, comment
from duckdb_tables()
where table_name in ('cleaned__city')
    and database_name = current_database()
    and schema_name = 'main';

create or replace table "cleaned__city" (
    "raw" VARCHAR,
    "ordinal" INTEGER,
    "value" VARCHAR
);

comment on table "cleaned__city" is '0123456789abcdef';

create or replace temporary table "touched_cleaned__city" (
    "raw" VARCHAR,
    "ordinal" INTEGER,
    "value" VARCHAR
);

insert into "touched_cleaned__city"
select "raw", "ordinal", "value"
from "cleaned__city"
where raw in (select raw from "touched_value" where attribute = 'city');

select distinct
    '' as reading,
    source_value.raw
from source_value
anti join "cleaned__city" as known
    on known.raw = source_value.raw and known.reading = ''
where attribute = 'city'
order by reading, raw;

select distinct
    coalesce(column_reading.reading, 'dmy') as reading,
    source_value.raw
from "touched_value" as source_value
join (select record_id, source from "touched_record") as writer using (record_id)
left join column_reading using (source, attribute, position)
anti join "touched_cleaned__birth_date" as known
    on known.raw = source_value.raw and known.reading = coalesce(column_reading.reading, 'dmy')
where attribute = 'birth_date'
order by reading, raw;

select
    source,
    position,
    unnest(arg_min(raw, hash(raw), 10000)) as raw
from (
    select distinct source, position, raw
    from source_value
    join source_record using (record_id)
    where attribute = 'birth_date' and raw not like '%'
)
group by source, position;

select
    source,
    position,
    unnest(arg_min(raw, hash(raw), 10000)) as raw
from (
    select distinct source, position, raw
    from source_value
    join source_record using (record_id)
    where attribute = 'birth_date' and raw not like '%'
        and (source, position) not in (('app', 1), ('crm', 0))
)
group by source, position;

select source, attribute, position, reading, telling, agreeing
from column_reading
where origin = 'learnt'
order by source, attribute, position;

select source, attribute, position, reading from column_reading;

insert into "cleaned__city"
select "raw"::VARCHAR as "raw", "ordinal"::INTEGER as "ordinal", "value"::VARCHAR as "value"
from cleaned_frame;

select attribute from "source_value" group by attribute having max(position) > 0
union
select 'city' as attribute from "cleaned__city" having max(ordinal) > 0
union
select 'phone' as attribute from "cleaned__phone" having max(ordinal) > 0;

select attribute from "touched_value" group by attribute having max(position) > 0
union
select 'city' as attribute from "touched_cleaned__city" having max(ordinal) > 0;

select min(record_id), quantile_disc(record_id, 0.5), max(record_id) from source_record having count(*) > 0;

select
    record_id,
    source,
    struct_extract("birth_date".own, 'key') as "birth_date",
    struct_extract("birth_date".own, 'year')::INTEGER as "birth_date__year",
    struct_extract("birth_date".own, 'month')::INTEGER as "birth_date__month",
    struct_extract("birth_date".own, 'day')::INTEGER as "birth_date__day",
    "phone".own as "phone"
from (select record_id, source from "source_record" where record_id between 1 and 500 and record_id not in (select record_id from touched_id)) as source_record
left join (select
    record_id,
    {'key': key, 'year': cleaned."year", 'month': cleaned."month", 'day': cleaned."day"} as own
from source_value
join (select record_id, source from "source_record") as writer using (record_id)
left join column_reading using (source, attribute, position)
join "cleaned__birth_date" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = coalesce(column_reading.reading, 'dmy')
where attribute = 'birth_date'
    and key is not null and record_id between 1 and 500) as "birth_date" using (record_id)
left join (select
    record_id,
    [key] as own
from source_value
join "cleaned__phone" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'RU'
where attribute = 'phone'
    and key is not null and record_id between 1 and 500) as "phone" using (record_id);

create or replace temporary view drafted_record as
select *
from standard_record
anti join crowd_record using (record_id)
union all
select *
from crowd_record;

drop view if exists temp.drafted_record;

select crowd_record.*
from crowd_record
semi join touched_id using (record_id);

select crowd_record.* replace (
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date" else "crowd__birth_date"."birth_date" end as "birth_date",
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date__year" else "crowd__birth_date"."birth_date__year" end as "birth_date__year",
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date__month" else "crowd__birth_date"."birth_date__month" end as "birth_date__month",
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date__day" else "crowd__birth_date"."birth_date__day" end as "birth_date__day",
    case when list_has_any(crowd_record."phone", "crowd__phone".keys) then nullif(list_filter(crowd_record."phone", lambda key: not list_contains("crowd__phone".keys, key)), []) else crowd_record."phone" end as "phone"
)
from crowd_record
semi join touched_id using (record_id)
left join (
            select
                record_id,
                struct_extract("birth_date".own, 'key') as "birth_date",
                struct_extract("birth_date".own, 'year')::INTEGER as "birth_date__year",
                struct_extract("birth_date".own, 'month')::INTEGER as "birth_date__month",
                struct_extract("birth_date".own, 'day')::INTEGER as "birth_date__day"
            from (select record_id from crowd_record where "birth_date" in (select key from (select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null)))
            left join (select
            record_id,
            arg_min({'key': key, 'year': cleaned."year", 'month': cleaned."month", 'day': cleaned."day"}, row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, source_value.position, ordinal)) as own
        from "touched_value" as source_value
        join (select record_id, source from "touched_record") as writer using (record_id)
        left join column_reading using (source, attribute, position)
        join "touched_cleaned__birth_date" as cleaned
            on cleaned.raw = source_value.raw and cleaned.reading = coalesce(column_reading.reading, 'dmy')
        where attribute = 'birth_date'
            and key not in (select key from (select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null)) and record_id in (select record_id from crowd_record where "birth_date" in (select key from (select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null)))
        group by record_id) as "birth_date" using (record_id)
        ) as "crowd__birth_date" using (record_id)
cross join (select list(key) as keys from (select key from (select key, reason
from shared_value
where attribute = 'phone' and class = 'placeholder' and key is not null))) as "crowd__phone";

delete from "crowd_record"
where record_id in (select record_id from touched_id)
    and not coalesce("birth_date" in (select key from (select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null)), false)
    and not coalesce(list_has_any("phone", (select list(key) from (select key, reason
from shared_value
where attribute = 'phone' and class = 'placeholder' and key is not null))), false);

delete from "claim"
where record_id in (select record_id from touched_id);

select
    record_id,
    attribute,
    (0)::integer as position,
    source_value.raw,
    value as value,
    cleaned.key as key,
    quality as quality,
    cleaned.reason as reason,
    verified,
    observed_at
from source_value
join (select record_id, source from "source_record") as writer using (record_id)
left join column_reading using (source, attribute, position)
join "cleaned__birth_date" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = coalesce(column_reading.reading, 'dmy')
where attribute = 'birth_date' and quality is not null
order by record_id, position;

select
    source,
    attribute,
    (value_count - valid_count - placeholder_count) / value_count as share,
    value_count
from field_tally
where share >= 0.5 and value_count >= 5
order by source, attribute;

create or replace temporary table "former_holder" as
select distinct attribute, key, record_id
from former_claim
anti join crowd_record using (record_id)
where key is not null and attribute in ('phone')
union all
select 'phone' as attribute, unnest("phone") as key, record_id
from crowd_record
semi join touched_id using (record_id);

create or replace temporary table "former_draft" as
select record_id, "birth_date", "city"
from standard_record
semi join "touched_id" using (record_id)
anti join crowd_record using (record_id)
union all
select record_id, "birth_date", "city"
from crowd_record
semi join "touched_id" using (record_id);

with present_draft as materialized (
    select *
    from crowd_record
    semi join touched_id using (record_id)
)
select attribute, part, sum(records)::bigint as records
from (
    select * from draft_tally
    union all
    select attribute, part, -records from (
        select attribute, '' as part, count(distinct record_id) as records from former_holder group by attribute
        union all
        select 'birth_date' as attribute, "birth_date" as part, count(*) as records
        from "former_draft"
        where "birth_date" is not null
        group by all
        having count(*) > 0
        union all
        select 'city' as attribute, (hash("city") % 64)::varchar as part, count(*) as records
        from "former_draft"
        where "city" is not null
        group by all
        having count(*) > 0
    )
    union all
    select 'birth_date' as attribute, "birth_date" as part, count(*) as records
    from "present_draft"
    where "birth_date" is not null
    group by all
    having count(*) > 0
    union all
    select 'phone' as attribute, '' as part, count(*) as records
    from "present_draft"
    where "phone" is not null
    group by all
    having count(*) > 0
    union all
    select 'city' as attribute, (hash("city") % 64)::varchar as part, count(*) as records
    from "present_draft"
    where "city" is not null
    group by all
    having count(*) > 0
)
group by attribute, part
having sum(records) > 0;

create or replace temporary table "touched_key" as
select distinct attribute, key
from (
    select * from former_holder
    union all
    select 'phone' as attribute, unnest("phone") as key, record_id
    from crowd_record
    semi join touched_id using (record_id)
);

create or replace temporary table "touched_holder" as
select distinct *
from (
    select attribute, key, record_id
    from claim
    where attribute = 'phone' and key in (select key from touched_key where attribute = 'phone')
)
anti join crowd_record using (record_id)
union all
select 'phone' as attribute, key, record_id
from (select record_id, unnest("phone") as key from crowd_record)
where key in (select key from touched_key where attribute = 'phone');

with several as materialized (
    select *
    from touched_holder
    semi join (
        select attribute, key
        from touched_holder
        group by attribute, key
        having count(*) >= 3
    ) as frequent using (attribute, key)
),
holder as (
    select record_id, source, null::varchar as given, null::varchar as family, "birth_date" as born
    from standard_record
    semi join "several" using (record_id)
    anti join crowd_record using (record_id)
    union all
    select record_id, source, null::varchar as given, null::varchar as family, "birth_date" as born
    from crowd_record
    semi join "several" using (record_id)
),
held as materialized (
    select *
    from several
    join holder using (record_id)
),
suspect as materialized (
    select attribute, key
    from held
    group by attribute, key
    having count(*) >= 3 and (bit_count(bit_or(1::hugeint << least(ascii(given), 126))) > 2 or count(*) > 8)
)
select
    attribute,
    key,
    count(distinct left(given, 1)) as initials,
    count(*) as records,
    count(distinct source) as sources,
    count(distinct left(given, 3)) as given_names,
    count(distinct family) as family_names,
    count(distinct born) as birth_dates
from held
semi join suspect using (attribute, key)
group by attribute, key;

delete from value_evidence
where (attribute, key) in (select attribute, key from touched_key);

select * from (
with suspect as (
    select distinct reading, raw
    from "touched_cleaned__birth_date"
    where quality = 'placeholder'
),
junk as (
    select reading, raw, min(reason) as reason
    from "touched_cleaned__birth_date"
    semi join suspect using (reading, raw)
    group by reading, raw
    having bool_and(quality = 'placeholder')
)
select distinct
    'birth_date' as attribute,
    lower(trim(source_value.raw)) as value,
    record_id,
    cleaned.reason
from "touched_value" as source_value
join (select record_id, source from "touched_record") as writer using (record_id)
left join column_reading using (source, attribute, position)
join "junk" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = coalesce(column_reading.reading, 'dmy')
where attribute = 'birth_date'
);

delete from junk_holder
where record_id in (select record_id from touched_id);

select distinct attribute from default_date order by attribute;

select * from (
with unknown as (
    select attribute, key
    from classed_value
    anti join former_shared_value using (attribute, key)
),
form as (
    select attribute, key, value from former_shared_value
    union all
    select 'phone' as attribute, key, value from "touched_cleaned__phone"
    union all
    select 'phone' as attribute, key, value
    from "cleaned__phone"
    where key in (select key from unknown where attribute = 'phone')
)
select
    attribute,
    min(form.value) as value,
    key,
    class,
    records, sources, given_names, family_names, birth_dates,
    case
        when class = 'placeholder' then 'held by a crowd'
        when class = 'family' then 'held by several people'
        when initials = 0 then 'held by many records without names'
        else 'held by people of several families'
    end as reason
from classed_value
join form using (attribute, key)
group by all
)
union all
select * from (
with holder as (
    select
        attribute,
        value,
        reason,
        source,
        null::varchar as given,
        null::varchar as family,
        "birth_date" as born
    from junk_holder
    join drafted_record using (record_id)
)
select
    attribute,
    value,
    null::varchar as key,
    'placeholder' as class,
    count(*) as records,
    count(distinct source) as sources,
    count(distinct left(given, 3)) as given_names,
    count(distinct family) as family_names,
    count(distinct born) as birth_dates,
    coalesce(nullif(min(reason), 'placeholder'), 'known as a placeholder') as reason
from holder
group by attribute, value
having count(*) >= 3
)
order by attribute, class, records desc, key, value;

select (select count(*) from source_change), (select count(*) from source_record);

create or replace temporary table "former_shared_value" as
select attribute, key, value, class, class = 'placeholder' as crowd
from shared_value
where key is not null;

create or replace temporary table "moved_value" as
select
    attribute,
    key,
    coalesce(former.class = 'placeholder', false) or coalesce(present.class = 'placeholder', false) as crowd
from former_shared_value as former
full join (select attribute, key, class from shared_value where key is not null) as present
    using (attribute, key)
where former.class is distinct from present.class;

select attribute, bool_or(crowd) from moved_value group by attribute order by attribute;

select record_id
from (
    with held as (
        select raw, reading
        from "cleaned__phone"
        where key in (select key from moved_value where attribute = 'phone' and crowd)
    )
    select record_id
    from source_value
    join "held" as cleaned
        on cleaned.raw = source_value.raw and cleaned.reading = 'RU'
    where attribute = 'phone'
);

select record_id
from touched_holder
semi join moved_value using (attribute, key);

select distinct attribute
from moved_value
anti join touched_key using (attribute, key)
order by attribute;

select record_id
from (select record_id, unnest("phone") as key from drafted_record)
where key in (select key from moved_value where attribute = 'phone');

create or replace temporary table "touched_id" as
select record_id
from source_change
union
select record_id
from source_record
where false;

create or replace temporary table "touched_record" as
select source_record.*
from source_record
semi join touched_id using (record_id);

create or replace temporary table "touched_value" as
select source_value.*
from source_value
semi join touched_id using (record_id);

select record_id
from touched_id;

insert into "standard_record"
select
    record_id,
    source,
    struct_extract("full_name".own, 'key') as "full_name",
    struct_extract("full_name".own, 'family')::VARCHAR as "full_name__family",
    struct_extract("full_name".own, 'given')::VARCHAR as "full_name__given",
    struct_extract("full_name".own, 'patronymic')::VARCHAR as "full_name__patronymic",
    struct_extract("full_name".own, 'maiden')::VARCHAR as "full_name__maiden",
    struct_extract("full_name".own, 'suffix')::VARCHAR as "full_name__suffix",
    struct_extract("full_name".own, 'family_sound')::VARCHAR as "full_name__family_sound",
    struct_extract("full_name".own, 'given_sound')::VARCHAR as "full_name__given_sound",
    struct_extract("full_name".own, 'given_class')::VARCHAR[] as "full_name__given_class",
    struct_extract("full_name".own, 'gender')::VARCHAR as "full_name__gender",
    struct_extract("birth_date".own, 'key') as "birth_date",
    struct_extract("birth_date".own, 'year')::INTEGER as "birth_date__year",
    struct_extract("birth_date".own, 'month')::INTEGER as "birth_date__month",
    struct_extract("birth_date".own, 'day')::INTEGER as "birth_date__day",
    "phone".own as "phone",
    "email".own as "email",
    struct_extract("city".own, 'key') as "city"
from (select record_id, source from "source_record") as source_record
left join (select
    record_id,
    arg_min({'key': key, 'family': cleaned."family_key", 'given': cleaned."given_key", 'patronymic': cleaned."patronymic_key", 'maiden': cleaned."maiden_key", 'suffix': cleaned."suffix", 'family_sound': cleaned."family_sound", 'given_sound': cleaned."given_sound", 'given_class': cleaned."given_class", 'gender': cleaned."gender"}, row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, source_value.position, ordinal)) as own
from source_value
join "cleaned__full_name" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'latin given_first, cyrillic family_first'
where attribute = 'full_name'
    and key is not null
group by record_id) as "full_name" using (record_id)
left join (select
    record_id,
    arg_min({'key': key, 'year': cleaned."year", 'month': cleaned."month", 'day': cleaned."day"}, row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, source_value.position, ordinal)) as own
from source_value
join "cleaned__birth_date" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'dmy'
where attribute = 'birth_date'
    and key is not null
group by record_id) as "birth_date" using (record_id)
left join (select
    record_id,
    list_sort(list_distinct(list(key))) as own
from source_value
join "cleaned__phone" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'RU'
where attribute = 'phone'
    and key is not null
group by record_id) as "phone" using (record_id)
left join (select
    record_id,
    list_sort(list_distinct(list(key))) as own
from source_value
join "cleaned__email" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = ''
where attribute = 'email'
    and key is not null
group by record_id) as "email" using (record_id)
left join (select
    record_id,
    arg_min({'key': key}, row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, source_value.position, ordinal)) as own
from source_value
join "cleaned__city" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = ''
where attribute = 'city'
    and key is not null
group by record_id) as "city" using (record_id);

create or replace temporary view drafted_record as
select *
from standard_record
union all
select *
from crowd_record;

insert into "draft_tally"
select 'full_name' as attribute, (hash("full_name") % 64)::varchar as part, count(*) as records
from "drafted_record"
where "full_name" is not null
group by all
having count(*) > 0
union all
select 'birth_date' as attribute, "birth_date" as part, count(*) as records
from "drafted_record"
where "birth_date" is not null
group by all
having count(*) > 0
union all
select 'phone' as attribute, '' as part, count(*) as records
from "drafted_record"
where "phone" is not null
group by all
having count(*) > 0
union all
select 'email' as attribute, '' as part, count(*) as records
from "drafted_record"
where "email" is not null
group by all
having count(*) > 0
union all
select 'city' as attribute, (hash("city") % 64)::varchar as part, count(*) as records
from "drafted_record"
where "city" is not null
group by all
having count(*) > 0;

select
    'phone' as attribute,
    key,
    count(distinct left(given, 1)) as initials,
    count(*) as records,
    count(distinct source) as sources,
    count(distinct left(given, 3)) as given_names,
    count(distinct family) as family_names,
    count(distinct born) as birth_dates
from (
    select
        unnest("phone") as key,
        source,
        "full_name__given" as given,
        left("full_name__family_sound", 3) as family,
        "birth_date" as born
    from drafted_record
)
where key in (select key from (select unnest("phone") as key, "full_name__given" as given from drafted_record) group by key having count(*) >= 3 and (bit_count(bit_or(1::hugeint << least(ascii(given), 126))) > 2 or count(*) > 8))
group by key
having count(*) >= 3 and (bit_count(bit_or(1::hugeint << least(ascii(given), 126))) > 2 or count(*) > 8)
union all
select
    'email' as attribute,
    key,
    count(distinct left(given, 1)) as initials,
    count(*) as records,
    count(distinct source) as sources,
    count(distinct left(given, 3)) as given_names,
    count(distinct family) as family_names,
    count(distinct born) as birth_dates
from (
    select
        unnest("email") as key,
        source,
        "full_name__given" as given,
        left("full_name__family_sound", 3) as family,
        "birth_date" as born
    from drafted_record
)
where key in (select key from (select unnest("email") as key, "full_name__given" as given from drafted_record) group by key having count(*) >= 3 and (bit_count(bit_or(1::hugeint << least(ascii(given), 126))) > 2 or count(*) > 8))
group by key
having count(*) >= 3 and (bit_count(bit_or(1::hugeint << least(ascii(given), 126))) > 2 or count(*) > 8);

select * from (
with suspect as (
    select distinct reading, raw
    from "cleaned__birth_date"
    where quality = 'placeholder'
),
junk as (
    select reading, raw, min(reason) as reason
    from "cleaned__birth_date"
    semi join suspect using (reading, raw)
    group by reading, raw
    having bool_and(quality = 'placeholder')
)
select distinct
    'birth_date' as attribute,
    lower(trim(source_value.raw)) as value,
    record_id,
    cleaned.reason
from source_value
join "junk" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'dmy'
where attribute = 'birth_date'
)
union all
select * from (
with suspect as (
    select distinct reading, raw
    from "cleaned__phone"
    where quality = 'placeholder'
),
junk as (
    select reading, raw, min(reason) as reason
    from "cleaned__phone"
    semi join suspect using (reading, raw)
    group by reading, raw
    having bool_and(quality = 'placeholder')
)
select distinct
    'phone' as attribute,
    lower(trim(source_value.raw)) as value,
    record_id,
    cleaned.reason
from source_value
join "junk" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'RU'
where attribute = 'phone'
)
union all
select * from (
with suspect as (
    select distinct reading, raw
    from "cleaned__email"
    where quality = 'placeholder'
),
junk as (
    select reading, raw, min(reason) as reason
    from "cleaned__email"
    semi join suspect using (reading, raw)
    group by reading, raw
    having bool_and(quality = 'placeholder')
)
select distinct
    'email' as attribute,
    lower(trim(source_value.raw)) as value,
    record_id,
    cleaned.reason
from source_value
join "junk" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = ''
where attribute = 'email'
);

create or replace temporary table "classed_value" as
with filled as (
    select attribute, sum(records)::bigint as filled
    from draft_tally
    group by attribute
)
select
    *,
    case
        when ((given_names >= 20 and family_names >= 15 or birth_dates >= 50) and records >= 0.005 * filled or given_names >= 100 and family_names >= 100) then 'placeholder'
        when initials >= 4 and family_names >= 3 or initials = 0 and (birth_dates > 8 or records > 30) then 'organisation'
        when initials > 2 or birth_dates > 8 then 'family'
    end as class
from value_evidence
join filled using (attribute)
where class is not null;

create or replace temporary table "default_date" as
select * from (
with held as (
    select part as key, records
    from draft_tally
    where attribute = 'birth_date' and length(part) = 10
),
usual as (
    select median(records) as frequency, sum(records) as filled
    from held
)
select 'birth_date' as attribute, key
from held
cross join usual
where records >= 20 * frequency
    and records >= 0.005 * filled
);

select * from (
with form as (
select 'phone' as attribute, key, value
from "cleaned__phone"
where key in (select key from classed_value where attribute = 'phone')
union all
select 'email' as attribute, key, value
from "cleaned__email"
where key in (select key from classed_value where attribute = 'email')
)
select
    attribute,
    min(form.value) as value,
    key,
    class,
    records, sources, given_names, family_names, birth_dates,
    case
        when class = 'placeholder' then 'held by a crowd'
        when class = 'family' then 'held by several people'
        when initials = 0 then 'held by many records without names'
        else 'held by people of several families'
    end as reason
from classed_value
join form using (attribute, key)
group by all
)
union all
select * from (
select
    'birth_date' as attribute,
    key as value,
    key,
    'placeholder' as class,
    count(*) as records,
    count(distinct source) as sources,
    count(distinct left(given, 3)) as given_names,
    count(distinct family) as family_names,
    count(distinct born) as birth_dates,
    'a date far more frequent than others' as reason
from (
    select
        "birth_date" as key,
        source,
        "full_name__given" as given,
        left("full_name__family_sound", 3) as family,
        "birth_date" as born
    from drafted_record
)
where key in (select key from default_date where attribute = 'birth_date')
group by key
having given_names >= 20
    and family_names >= 15
)
union all
select * from (
with holder as (
    select
        attribute,
        value,
        reason,
        source,
        "full_name__given" as given,
        left("full_name__family_sound", 3) as family,
        "birth_date" as born
    from junk_holder
    join drafted_record using (record_id)
)
select
    attribute,
    value,
    null::varchar as key,
    'placeholder' as class,
    count(*) as records,
    count(distinct source) as sources,
    count(distinct left(given, 3)) as given_names,
    count(distinct family) as family_names,
    count(distinct born) as birth_dates,
    coalesce(nullif(min(reason), 'placeholder'), 'known as a placeholder') as reason
from holder
group by attribute, value
having count(*) >= 3
)
order by attribute, class, records desc, key, value;

select crowd_record.* replace (
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date" else "crowd__birth_date"."birth_date" end as "birth_date",
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date__year" else "crowd__birth_date"."birth_date__year" end as "birth_date__year",
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date__month" else "crowd__birth_date"."birth_date__month" end as "birth_date__month",
    case when "crowd__birth_date".record_id is null then crowd_record."birth_date__day" else "crowd__birth_date"."birth_date__day" end as "birth_date__day",
    case when list_has_any(crowd_record."phone", "crowd__phone".keys) then nullif(list_filter(crowd_record."phone", lambda key: not list_contains("crowd__phone".keys, key)), []) else crowd_record."phone" end as "phone",
    case when list_has_any(crowd_record."email", "crowd__email".keys) then nullif(list_filter(crowd_record."email", lambda key: not list_contains("crowd__email".keys, key)), []) else crowd_record."email" end as "email"
)
from crowd_record
semi join touched_id using (record_id)
left join (
            select
                record_id,
                struct_extract("birth_date".own, 'key') as "birth_date",
                struct_extract("birth_date".own, 'year')::INTEGER as "birth_date__year",
                struct_extract("birth_date".own, 'month')::INTEGER as "birth_date__month",
                struct_extract("birth_date".own, 'day')::INTEGER as "birth_date__day"
            from (select record_id from crowd_record where "birth_date" in (select key from (select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null)))
            left join (select
            record_id,
            arg_min({'key': key, 'year': cleaned."year", 'month': cleaned."month", 'day': cleaned."day"}, row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, source_value.position, ordinal)) as own
        from "touched_value" as source_value
        join "touched_cleaned__birth_date" as cleaned
            on cleaned.raw = source_value.raw and cleaned.reading = 'dmy'
        where attribute = 'birth_date'
            and key not in (select key from (select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null)) and record_id in (select record_id from crowd_record where "birth_date" in (select key from (select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null)))
        group by record_id) as "birth_date" using (record_id)
        ) as "crowd__birth_date" using (record_id)
cross join (select list(key) as keys from (select key from (select key, reason
from shared_value
where attribute = 'phone' and class = 'placeholder' and key is not null))) as "crowd__phone"
cross join (select list(key) as keys from (select key from (select key, reason
from shared_value
where attribute = 'email' and class = 'placeholder' and key is not null))) as "crowd__email";

insert into "claim"
select
    record_id,
    attribute,
    (row_number() over (partition by record_id order by source_value.position, ordinal) - 1)::integer as position,
    source_value.raw,
    value as value,
    cleaned.key as key,
    quality as quality,
    cleaned.reason as reason,
    verified,
    observed_at
from source_value
join "cleaned__full_name" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'latin given_first, cyrillic family_first'
where attribute = 'full_name' and quality is not null
order by record_id, position;

insert into "claim"
select
    record_id,
    attribute,
    (row_number() over (partition by record_id order by source_value.position, ordinal) - 1)::integer as position,
    source_value.raw,
    case when crowd.key is null then value end as value,
    case when crowd.key is null then cleaned.key end as key,
    case when crowd.key is null then quality else 'placeholder' end as quality,
    coalesce(crowd.reason, cleaned.reason) as reason,
    verified,
    observed_at
from source_value
join "cleaned__birth_date" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'dmy'
left join (
select key, reason
from shared_value
where attribute = 'birth_date' and class = 'placeholder' and key is not null
) as crowd on crowd.key = cleaned.key
where attribute = 'birth_date' and quality is not null
order by record_id, position;

insert into "claim"
select
    record_id,
    attribute,
    (row_number() over (partition by record_id order by source_value.position, ordinal) - 1)::integer as position,
    source_value.raw,
    case when crowd.key is null then value end as value,
    case when crowd.key is null then cleaned.key end as key,
    case when crowd.key is null then quality else 'placeholder' end as quality,
    coalesce(crowd.reason, cleaned.reason) as reason,
    verified,
    observed_at
from source_value
join "cleaned__phone" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = 'RU'
left join (
select key, reason
from shared_value
where attribute = 'phone' and class = 'placeholder' and key is not null
) as crowd on crowd.key = cleaned.key
where attribute = 'phone' and quality is not null
order by record_id, position;

insert into "claim"
select
    record_id,
    attribute,
    (row_number() over (partition by record_id order by source_value.position, ordinal) - 1)::integer as position,
    source_value.raw,
    case when crowd.key is null then value end as value,
    case when crowd.key is null then cleaned.key end as key,
    case when crowd.key is null then quality else 'placeholder' end as quality,
    coalesce(crowd.reason, cleaned.reason) as reason,
    verified,
    observed_at
from source_value
join "cleaned__email" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = ''
left join (
select key, reason
from shared_value
where attribute = 'email' and class = 'placeholder' and key is not null
) as crowd on crowd.key = cleaned.key
where attribute = 'email' and quality is not null
order by record_id, position;

insert into "claim"
select
    record_id,
    attribute,
    (row_number() over (partition by record_id order by source_value.position, ordinal) - 1)::integer as position,
    source_value.raw,
    value as value,
    cleaned.key as key,
    quality as quality,
    cleaned.reason as reason,
    verified,
    observed_at
from source_value
join "cleaned__city" as cleaned
    on cleaned.raw = source_value.raw and cleaned.reading = ''
where attribute = 'city' and quality is not null
order by record_id, position;

insert into "field_tally"
select
    source,
    attribute,
    count(*) filter (where position = 0) as filled_count,
    count(*) as value_count,
    count(*) filter (where quality in ('good', 'repaired')) as valid_count,
    count(*) filter (where quality = 'suspicious') as suspicious_count,
    count(*) filter (where quality = 'placeholder') as placeholder_count
from claim join (select record_id, source from source_record) using (record_id)
group by source, attribute;

insert into "value_tally"
select
    source,
    attribute,
    coalesce(key, value, raw) as identity,
    count(*) as times
from claim join (select record_id, source from source_record) using (record_id)
where key is null and not attribute in ('birth_date', 'city')
group by source, attribute, identity
union all
select
    source,
    attribute,
    coalesce(key, value, raw) as identity,
    count(*) as times
from claim join (select record_id, source from source_record) using (record_id)
where attribute in ('birth_date', 'city')
group by source, attribute, identity;

insert into "value_spread"
select source, attribute, times, count(*)
from (
    select source, attribute, times
    from value_tally
    where attribute in ('birth_date', 'city')
    union all
    select source, attribute, times
    from (select
        source,
        attribute,
        coalesce(key, value, raw) as identity,
        count(*) as times
    from claim join (select record_id, source from source_record) using (record_id)
    where not attribute in ('birth_date', 'city')
    group by source, attribute, identity)
)
group by source, attribute, times
