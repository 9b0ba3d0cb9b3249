select distinct raw
from source_value
where attribute = 'city'
order by raw;

select comment
from duckdb_tables()
where table_name = 'cleaned__city'
    and database_name = current_database()
    and schema_name = 'main';

create or replace table "cleaned__city" (
    "raw" VARCHAR,
    "ordinal" INTEGER,
    "value" VARCHAR
);

comment on table "cleaned__city" is '0123456789abcdef';

select distinct raw
from source_value
anti join "cleaned__city" using (raw)
where attribute = 'city'
order by raw;

insert into "cleaned__city"
select "raw"::VARCHAR as "raw", "ordinal"::INTEGER as "ordinal", "value"::VARCHAR as "value"
from cleaned_frame
order by raw, ordinal;

with found as (
select
    record_id,
    attribute,
    position,
    ordinal,
    raw,
    value,
    key,
    quality,
    reason,
    verified,
    observed_at
from source_value
join "cleaned__full_name" using (raw)
where attribute = 'full_name'
union all
select
    record_id,
    attribute,
    position,
    ordinal,
    raw,
    value,
    key,
    quality,
    reason,
    verified,
    observed_at
from source_value
join "cleaned__birth_date" using (raw)
where attribute = 'birth_date'
union all
select
    record_id,
    attribute,
    position,
    ordinal,
    raw,
    value,
    key,
    quality,
    reason,
    verified,
    observed_at
from source_value
join "cleaned__phone" using (raw)
where attribute = 'phone'
union all
select
    record_id,
    attribute,
    position,
    ordinal,
    raw,
    value,
    key,
    quality,
    reason,
    verified,
    observed_at
from source_value
join "cleaned__email" using (raw)
where attribute = 'email'
union all
select
    record_id,
    attribute,
    position,
    ordinal,
    raw,
    value,
    key,
    quality,
    reason,
    verified,
    observed_at
from source_value
join "cleaned__city" using (raw)
where attribute = 'city'
)
select
    record_id,
    attribute,
    (row_number() over (partition by record_id, attribute order by position, ordinal) - 1)::integer as position,
    raw,
    value,
    key,
    quality,
    reason,
    verified,
    observed_at
from found
where quality is not null
order by record_id, attribute, position;

select
    record_id,
    source,
    "full_name".own[1] as "full_name",
    "full_name".own[2]::VARCHAR as "full_name__family",
    "full_name".own[3]::VARCHAR as "full_name__given",
    "full_name".own[4]::VARCHAR as "full_name__patronymic",
    "full_name".own[5]::VARCHAR as "full_name__maiden",
    "full_name".own[6]::VARCHAR as "full_name__suffix",
    "full_name".own[7]::VARCHAR as "full_name__family_sound",
    "full_name".own[8]::VARCHAR as "full_name__given_sound",
    "full_name".own[9]::VARCHAR[] as "full_name__given_class",
    "full_name".own[10]::VARCHAR as "full_name__gender",
    "birth_date".own[1] as "birth_date",
    "birth_date".own[2]::INTEGER as "birth_date__year",
    "birth_date".own[3]::INTEGER as "birth_date__month",
    "birth_date".own[4]::INTEGER as "birth_date__day",
    "phone".own as "phone",
    "email".own as "email",
    "city".own[1] as "city"
from source_record
left join (select
    record_id,
    arg_min(row(key, cleaned."family_key", cleaned."given_key", cleaned."patronymic_key", cleaned."maiden_key", cleaned."suffix", cleaned."family_sound", cleaned."given_sound", cleaned."given_class", cleaned."gender"), row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, position, ordinal)) as own
from source_value
join "cleaned__full_name" as cleaned using (raw)
where attribute = 'full_name'
    and key is not null
group by record_id) as "full_name" using (record_id)
left join (select
    record_id,
    arg_min(row(key, cleaned."year", cleaned."month", cleaned."day"), row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, position, ordinal)) as own
from source_value
join "cleaned__birth_date" as cleaned using (raw)
where attribute = 'birth_date'
    and key is not null
group by record_id) as "birth_date" using (record_id)
left join (select
    record_id,
    list(distinct key order by key) as own
from source_value
join "cleaned__phone" as cleaned using (raw)
where attribute = 'phone'
    and key is not null
group by record_id) as "phone" using (record_id)
left join (select
    record_id,
    list(distinct key order by key) as own
from source_value
join "cleaned__email" as cleaned using (raw)
where attribute = 'email'
    and key is not null
group by record_id) as "email" using (record_id)
left join (select
    record_id,
    arg_min(row(key), row(case quality when 'good' then 0 when 'repaired' then 1 when 'suspicious' then 2 when 'placeholder' then 3 when 'invalid' then 4 end, position, ordinal)) as own
from source_value
join "cleaned__city" as cleaned using (raw)
where attribute = 'city'
    and key is not null
group by record_id) as "city" using (record_id)
order by record_id
