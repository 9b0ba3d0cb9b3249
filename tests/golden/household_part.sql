create or replace temporary table "touched" as
select distinct profile_id from membership semi join standard_change using (record_id)
union
select profile_id from membership_change;

create or replace temporary table "part_member" as
select record_id, profile_id
from membership
semi join touched using (profile_id);

create or replace temporary table "part_claim" as
select record_id, profile_id, attribute, key, value, observed_at
from claim
join part_member using (record_id)
where attribute in ('address', 'phone');

create or replace temporary table "part_record" as
select "record_id", "address", "town"
from standard_record
semi join part_member using (record_id);

create or replace temporary table "new_place" as
select
    profile_id,
    coalesce(record."address__city", record."town", record."address__postcode", '') as town,
    coalesce(record."address__street", '') as street,
    record."address__house" as house,
    record."address__flat" as flat,
    max(claim.observed_at) as seen_at,
    count(*) as records,
    struct_extract(max({'at': coalesce(epoch_us(claim.observed_at), -9223372036854775807), 'value': claim.value}), 'value') as shown
from part_claim as claim
join part_record as record on record.record_id = claim.record_id and record."address" = claim.key
where claim.attribute = 'address'
group by all;

create or replace temporary table "touched_house" as
select town, street, house from new_place
union
select town, street, house from household_place semi join touched using (profile_id);

create or replace temporary table "former_house" as
select town, street, house, case when count(flat) = 0 then '' when min(flat) = max(flat) then min(flat) end as answer
from household_place
semi join touched_house using (town, street, house)
group by town, street, house;

delete from household_place where profile_id in (select profile_id from touched);

create or replace temporary table "rehomed" as
with present as (
select town, street, house, case when count(flat) = 0 then '' when min(flat) = max(flat) then min(flat) end as answer
from household_place
semi join touched_house using (town, street, house)
group by town, street, house
),
moved as (
    select town, street, house
    from present
    left join former_house as former using (town, street, house)
    where present.answer is distinct from former.answer
)
select profile_id from touched
union
select profile_id
from household_place
semi join moved using (town, street, house)
where flat is null;

create or replace temp table home as
with place as (
    select *
    from household_place
    semi join rehomed using (profile_id)
),
house as (
    select town, street, house, case when count(flat) = 0 then '' when min(flat) = max(flat) then min(flat) end as answer
    from household_place
    semi join place using (town, street, house)
    group by town, street, house
),
own as (
    select profile_id, town, street, house, min(flat) as own_flat
    from place
    group by profile_id, town, street, house
    having min(flat) = max(flat)
),
located as (
    select
        place.*,
        coalesce(flat, own_flat, answer) as meant,
        case when meant is not null then concat_ws('|', town, street, house, meant) end as value
    from place
    join house using (town, street, house)
    left join own using (profile_id, town, street, house)
),
latest as (
    select
        profile_id,
        max({
            'at': coalesce(epoch_us(seen_at), -9223372036854775807),
            'records': records,
            'whole': flat is not null,
            'home': coalesce(value, ''),
            'shown': shown,
            'value': value,
            'seen_at': seen_at
        }) as own
    from located
    group by profile_id
)
select
    profile_id,
    struct_extract(own, 'value') as value,
    struct_extract(own, 'seen_at') as seen_at,
    struct_extract(own, 'shown') as shown,
    struct_extract(own, 'whole') as whole
from latest;

create or replace temporary table "new_held" as
select
    'address' as trait,
    profile_id,
    value,
    seen_at
from home
where value is not null
union all
select
    'family_name' as trait,
    profile_id,
    value,
    max(observed_at) as seen_at
from (
select
    profile_id,
    record."full_name__family_sound"::varchar as value,
    claim.observed_at
from part_claim as claim
join part_record as record on record.record_id = claim.record_id and record."full_name" = claim.key
where claim.attribute = 'full_name' and claim.key is not null
)
where value is not null and value not in (
    select key
    from shared_value
    where attribute = 'full_name' and class <> 'family' and key is not null
)
group by profile_id, value
union all
select
    'phone' as trait,
    profile_id,
    value,
    max(observed_at) as seen_at
from (
select
    profile_id,
    claim.key as value,
    claim.observed_at
from part_claim as claim
where claim.attribute = 'phone' and claim.key is not null
)
where value is not null and value not in (
    select key
    from shared_value
    where attribute = 'phone' and class <> 'family' and key is not null
)
group by profile_id, value
union all
select
    'town' as trait,
    profile_id,
    value,
    max(observed_at) as seen_at
from (
select
    profile_id,
    claim.key as value,
    claim.observed_at
from part_claim as claim
where claim.attribute = 'town' and claim.key is not null
)
where value is not null and value not in (
    select key
    from shared_value
    where attribute = 'town' and class <> 'family' and key is not null
)
group by profile_id, value
qualify row_number() over (
    partition by profile_id
    order by
        coalesce(epoch_us(max(observed_at)), -9223372036854775807) desc,
        count(*) desc,
        value
) = 1
union all
select
    'card' as trait,
    profile_id,
    value,
    max(observed_at) as seen_at
from (
select
    profile_id,
    claim.key as value,
    claim.observed_at
from part_claim as claim
where claim.attribute = 'card' and claim.key is not null
)
where value is not null and value not in (
    select key
    from shared_value
    where attribute = 'card' and class <> 'family' and key is not null
)
group by profile_id, value;

delete from household_trait where profile_id in (select profile_id from touched);

delete from household_trait where trait = 'address' and profile_id in (select profile_id from rehomed);

create or replace temporary table "former_crowd" as
select * from household_crowd;

delete from household_crowd;

create or replace temporary table "asked_value" as
select value from household_trait semi join rehomed using (profile_id) where trait in ('address', 'phone', 'card')
union
select value from former_crowd where rule is null
union
select string_split(value, chr(31))[1] from former_crowd where rule = 0
union
select value from former_crowd where rule = 1
union
select string_split(value, chr(31))[2] from former_crowd where rule = 2;

create or replace temporary table "holder" as
select household_trait.*
from household_trait
semi join asked_value using (value);

select
    trait,
    null::integer as rule,
    value
from holder
where trait in ('address', 'phone', 'card')
group by trait, value
having count(*) > 12;

create or replace temporary table "stirred" as
with crowd as (
    select trait, value, 0 as before, 1 as now from household_crowd
    union all
    select trait, value, 1, 0 from former_crowd where rule is null
),
moved as (
    select trait, value
    from crowd
    group by trait, value
    having sum(now) <> sum(before)
)
select profile_id from rehomed
union
select profile_id from holder semi join moved using (trait, value);

create or replace temp table evidence as
with leader as (
    select *
    from holder
    semi join (
        select trait, value
        from holder
        group by trait, value
        having count(*) > 1
    ) using (trait, value)
    anti join (select trait, value from household_crowd where rule is null) using (trait, value)
),
sound as (
    select *
    from (
        select *
        from household_trait
        semi join leader using (profile_id)
        where trait in ('family_name', 'town')
    )
    anti join (select trait, value from household_crowd where rule is null) using (trait, value)
)
select
    0 as rule,
    profile_id,
    concat_ws(chr(31), t0.value, t1.value) as value,
    least(t0.seen_at, t1.seen_at) as seen_at
from leader as t0
join sound as t1 using (profile_id)
where t0.trait = 'address' and t1.trait = 'family_name'
union all
select
    1 as rule,
    profile_id,
    t0.value as value,
    t0.seen_at as seen_at
from leader as t0
where t0.trait = 'phone'
union all
select
    2 as rule,
    profile_id,
    concat_ws(chr(31), t0.value, t1.value) as value,
    least(t0.seen_at, t1.seen_at) as seen_at
from leader as t1
join sound as t0 using (profile_id)
where t0.trait = 'town' and t1.trait = 'card';

create or replace temporary table "moved_value" as
with crowd as (
    select rule, value, 0 as before, 1 as now from household_crowd where rule is not null
    union all
    select rule, value, 1, 0 from former_crowd where rule is not null
)
select rule, value
from crowd
group by rule, value
having sum(now) <> sum(before);

with telling as (
    select rule, value
    from holding
    where profiles <= 12
)
select
    one.profile_id as left_id,
    other.profile_id as right_id,
    rule,
    value,
    max(least(one.seen_at, other.seen_at)) as seen_at
from telling
join evidence as one using (rule, value)
join evidence as other using (rule, value)
where one.profile_id < other.profile_id and (one.profile_id in (select profile_id from stirred) or other.profile_id in (select profile_id from stirred) or (rule, value) in (select rule, value from moved_value))
group by left_id, right_id, rule, value;

create or replace temporary table "reached" as
with met as (
    select profile_id from stirred
    union
    select left_id from tie
    union
    select right_id from tie
)
select distinct component
from household_tie
where left_id in (select profile_id from met)
    or right_id in (select profile_id from met)
    or (rule, value) in (select rule, value from moved_value);

create or replace temporary table "former_tie" as
select * from household_tie semi join reached using (component);

insert into tie
select left_id, right_id, rule, value, seen_at
from former_tie
where not (left_id in (select profile_id from stirred) or right_id in (select profile_id from stirred) or (rule, value) in (select rule, value from moved_value));

delete from household_tie where component in (select component from reached);

create or replace temporary table "settled" as
select left_id as profile_id from tie
union
select right_id as profile_id from tie
union
select left_id as profile_id from former_tie
union
select right_id as profile_id from former_tie;

create or replace temporary table "former_household_member" as
select *
from household_member
semi join settled using (profile_id);

create or replace temporary table "former_household" as
select *
from household
semi join former_household_member using (household_id);

select profile_id
from new_household_member as present
full join former_household_member as former using (profile_id)
where present.household_id is distinct from former.household_id
order by profile_id;

select
    (select count(*) from (select * from new_household except select * from former_household))
    + (select count(*) from (select * from former_household except select * from new_household));

delete from household where household_id in (select household_id from former_household);

select * from new_household;

drop table if exists temp."touched";

drop table if exists temp."rehomed";

drop table if exists temp."stirred";

drop table if exists temp."settled";

drop table if exists temp."asked_value";

drop table if exists temp."holder";

drop table if exists temp."part_member";

drop table if exists temp."part_claim";

drop table if exists temp."part_record";

drop table if exists temp."new_place";

drop table if exists temp."touched_house";

drop table if exists temp."former_house";

drop table if exists temp."new_held";

drop table if exists temp."former_crowd";

drop table if exists temp."moved_value";

drop table if exists temp."reached";

drop table if exists temp."former_tie";

drop table if exists temp."former_household";

drop table if exists temp."former_household_member";

drop table if exists temp."new_household";

drop table if exists temp."new_household_member"
