select attribute, source, accuracy from source_accuracy where accuracy is not null;

select
    founder_id,
    attribute,
    told.identity as identity
from "truth_frame" as told
join profile using (profile_id);

select
    any_value(profile_id) as profile_id,
    'full_name' as attribute,
    list_sort(list(if(is_true, -1 - voices, voices)))::varchar as pattern
from (
    select founder_id, bit_or(voices) as voices, bool_or(is_true) as is_true
    from (
        select founder_id, regexp_extract(identity, '^\S+( \S)?') as gist, voices::hugeint as voices, false as is_true
        from candidate
        union all
        select founder_id, regexp_extract(identity, '^\S+( \S)?'), 0, true from known_truth where attribute = 'full_name'
    )
    group by founder_id, gist
)
join contest using (founder_id)
join profile using (founder_id)
where bit_count(all_voices) > 1 or founder_id in (select founder_id from known_truth where attribute = 'full_name')
group by founder_id;

create or replace temporary table "asked_profile" as
select distinct profile_id
from membership
semi join (
    select record_id from source_change
    union
    select record_id from standard_change
) using (record_id)
union
select profile_id from membership_change;

create or replace temporary table "asked_profile" as
select null::varchar as profile_id where false;

insert into asked_profile
select profile_id
from "pinned_profiles"
anti join asked_profile using (profile_id);

select profile_id from "pinned_profiles" semi join asked_profile using (profile_id);

create or replace temporary table "asked_member" as
select
    record_id,
    profile_id,
    match_probability,
    source,
    source_id,
    observed_at
from (select * from membership semi join asked_profile using (profile_id))
join source_record using (record_id);

create or replace temporary table "asked_claim" as
select claim.* exclude (raw, reason) from claim semi join asked_member using (record_id);

create or replace temporary table "asked_agreement" (
    "profile_id" VARCHAR,
    "attribute" VARCHAR,
    "pattern" VARCHAR
);

delete from "attribute_lineage" where profile_id in (select profile_id from "asked_profile");

delete from "golden_profile" where profile_id in (select profile_id from "golden_change");

insert into "attribute_lineage" by name
select * from "asked_lineage";

create or replace table golden_draft (
    "profile_id" VARCHAR,
    "city" VARCHAR,
    "record_count" BIGINT,
    "source_count" BIGINT,
    "sources" VARCHAR[],
    "first_seen_at" TIMESTAMP,
    "last_seen_at" TIMESTAMP,
    "confidence" DOUBLE,
    "household_id" VARCHAR,
    "updated_at" TIMESTAMP
);

with origin as (
    select * from profile_origin where hash(profile_id) % 3 = 1
),
fresh as (
    select
        profile_id,
        "golden_city".value as "city",
        profile.record_count,
        origin.source_count,
        origin.sources,
        origin.first_seen_at,
        origin.last_seen_at,
        profile.confidence,
        household_member.household_id
    from profile
    join origin using (profile_id)
    left join (select profile_id, value from "attribute_lineage" where attribute = 'city' and hash(profile_id) % 3 = 1) as "golden_city" using (profile_id)
    left join household_member using (profile_id)
)
select
    fresh.*,
    case
        when former."profile_id" is not distinct from fresh."profile_id" and
            former."city" is not distinct from fresh."city" and
            former."record_count" is not distinct from fresh."record_count" and
            former."source_count" is not distinct from fresh."source_count" and
            former."sources" is not distinct from fresh."sources" and
            former."first_seen_at" is not distinct from fresh."first_seen_at" and
            former."last_seen_at" is not distinct from fresh."last_seen_at" and
            former."confidence" is not distinct from fresh."confidence" and
            former."household_id" is not distinct from fresh."household_id"
        then former.updated_at
        else cast(? as timestamp)
    end as updated_at
from fresh
left join golden_profile as former using (profile_id);

drop table golden_profile;

alter table golden_draft rename to golden_profile;

with origin as (
    select * from profile_origin
),
fresh as (
    select
        profile_id,
        golden."city" as "city",
        profile.record_count,
        origin.source_count,
        origin.sources,
        origin.first_seen_at,
        origin.last_seen_at,
        profile.confidence,
        household_member.household_id
    from profile
    join origin using (profile_id)
    left join (
        select
            profile_id,
            any_value(value) filter (where attribute = 'city') as "city"
        from "asked_lineage"
        group by profile_id
    ) as golden using (profile_id)
    left join household_member using (profile_id)
)
select
    fresh.*,
    case
        when former."profile_id" is not distinct from fresh."profile_id" and
            former."city" is not distinct from fresh."city" and
            former."record_count" is not distinct from fresh."record_count" and
            former."source_count" is not distinct from fresh."source_count" and
            former."sources" is not distinct from fresh."sources" and
            former."first_seen_at" is not distinct from fresh."first_seen_at" and
            former."last_seen_at" is not distinct from fresh."last_seen_at" and
            former."confidence" is not distinct from fresh."confidence" and
            former."household_id" is not distinct from fresh."household_id"
        then former.updated_at
        else cast(? as timestamp)
    end as updated_at
from fresh
left join former_golden as former using (profile_id);

create or replace temporary table "former_golden" as
select golden_profile.*
from golden_profile
semi join (select profile_id from asked_profile) using (profile_id);

create or replace temporary table "former_golden" as
select golden_profile.*
from golden_profile
semi join (select profile_id from asked_profile union select profile_id from household_change) using (profile_id);

insert into asked_golden by name
select former.* replace (household_member.household_id as household_id, cast(? as timestamp) as updated_at)
from former_golden as former
left join household_member using (profile_id)
where household_member.household_id is distinct from former.household_id
    and profile_id not in (select profile_id from asked_profile);

select * from "asked_profile";

select profile_id from asked_profile
union
select profile_id from "asked_golden";

select max(one_in) from field_agreement;

insert into "field_agreement"
with member as materialized (
    select record_id, profile_id, source, source_id
    from asked_member as everybody
    semi join (select profile_id from profile where founder_id % ? = 0) using (profile_id)
),
said as materialized (
    select profile_id, source, source_id, attribute, value, coalesce(key, value) as identity
    from asked_claim as claim
    join member using (record_id)
    where value is not null and quality in ('good', 'repaired', 'suspicious')
),
elected as materialized (
    select
        profile_id,
        attribute,
        source,
        source_id,
        written as value,
        case when attribute in ('email') and json_valid(lineage.value) then from_json(lineage.value, '["VARCHAR"]') end as items
    from "asked_lineage" as lineage
    semi join member using (profile_id)
),
golden as (
    select profile_id, attribute, min(identity) as identity, any_value(items) as items
    from elected
    join said using (profile_id, attribute, source, source_id, value)
    group by profile_id, attribute
)
select
    profile_id,
    source,
    attribute,
    count(*) as value_count,
    count(*) filter (where said.identity = golden.identity or list_contains(items, said.value)),
    ?
from said
join golden using (profile_id, attribute)
group by profile_id, source, attribute;

insert into "field_agreement"
with member as materialized (
    select record_id, profile_id, source, source_id
    from (select record_id, profile_id, source, source_id from membership join source_record using (record_id)) as everybody
    semi join (select profile_id from profile where founder_id % ? = 0) using (profile_id)
),
said as materialized (
    select profile_id, source, source_id, attribute, value, coalesce(key, value) as identity
    from claim as claim
    join member using (record_id)
    where value is not null and quality in ('good', 'repaired', 'suspicious')
),
elected as materialized (
    select
        profile_id,
        attribute,
        source,
        source_id,
        written as value,
        null::varchar[] as items
    from (from "attribute_lineage" anti join asked_profile using (profile_id) union all by name from "asked_lineage") as lineage
    semi join member using (profile_id)
),
golden as (
    select profile_id, attribute, min(identity) as identity, any_value(items) as items
    from elected
    join said using (profile_id, attribute, source, source_id, value)
    group by profile_id, attribute
)
select
    profile_id,
    source,
    attribute,
    count(*) as value_count,
    count(*) filter (where said.identity = golden.identity or list_contains(items, said.value)),
    ?
from said
join golden using (profile_id, attribute)
group by profile_id, source, attribute;

drop table if exists temp."asked_claim";

drop table if exists temp."asked_member";

drop view if exists temp.asked_member;

drop view if exists temp.asked_claim
