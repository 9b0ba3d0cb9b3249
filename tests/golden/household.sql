insert into "household_place"
select
    profile_id,
    coalesce(record."address__city", record."town", record."address__postcode", '') as town,
    coalesce(record."address__street", '') as street,
    record."address__house" as house,
    record."address__flat" as flat,
    max(claim.observed_at) as seen_at,
    count(*) as records,
    struct_extract(max({'at': coalesce(epoch_us(claim.observed_at), -9223372036854775807), 'value': claim.value}), 'value') as shown
from claim join membership using (record_id)
join standard_record as record on record.record_id = claim.record_id and record."address" = claim.key
where claim.attribute = 'address'
group by all;

create or replace temp table home as
with place as (
    select *
    from household_place
),
house as (
    select town, street, house, case when count(flat) = 0 then '' when min(flat) = max(flat) then min(flat) end as answer
    from household_place
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

insert into "household_trait"
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
from claim join membership using (record_id)
join standard_record as record on record.record_id = claim.record_id and record."full_name" = claim.key
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
from claim join membership using (record_id)
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
from claim join membership using (record_id)
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
    'full_name__given_class' as trait,
    profile_id,
    value,
    max(observed_at) as seen_at
from (
select
    profile_id,
    unnest(record."full_name__given_class")::varchar as value,
    claim.observed_at
from claim join membership using (record_id)
join standard_record as record on record.record_id = claim.record_id and record."full_name" = claim.key
where claim.attribute = 'full_name' and claim.key is not null
)
where value is not null and value not in (
    select key
    from shared_value
    where attribute = 'full_name' and class <> 'family' and key is not null
)
group by profile_id, value;

insert into "household_crowd"
select
    trait,
    null::integer as rule,
    value
from household_trait
where trait in ('address', 'phone')
group by trait, value
having count(*) > 12;

create or replace temp table evidence as
with leader as (
    select *
    from household_trait
    anti join (select trait, value from household_crowd where rule is null) using (trait, value)
),
sound as (
    select *
    from household_trait
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
from leader as t0
join sound as t1 using (profile_id)
where t0.trait = 'town' and t1.trait = 'full_name__given_class';

create or replace temp table holding as
select rule, value, count(*) as profiles
from evidence
group by rule, value
having count(*) > 1;

insert into "household_crowd"
select
    null::varchar as trait,
    rule,
    value
from holding
where profiles > 12;

create or replace temporary table "tie" as
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
where one.profile_id < other.profile_id and true
group by left_id, right_id, rule, value;

select left_id, right_id
from tie
order by rule, seen_at desc nulls last, left_id, right_id, value;

select profile_id, value from home where value is not null order by profile_id;

select
    first_id,
    arg_min(profile_id, founder_id) as founder
from first_frame
join profile using (profile_id)
group by first_id
order by first_id;

insert into "household_tie"
select
    left_id,
    right_id,
    rule,
    value,
    seen_at,
    one.component,
    case
        when one.household_id = other.household_id then 'together'
        when one.home <> other.home then 'apart'
        else 'beyond'
    end as standing
from tie
join placed_frame as one on one.profile_id = left_id
join placed_frame as other on other.profile_id = right_id;

with inside as (
select
    household_id,
    household_tie.*
from household_tie
join member_frame on profile_id = left_id
where standing = 'together'
),
reason as (
    select
        household_id,
        string_agg(case rule when 0 then 'address and family_name' when 1 then 'phone' when 2 then 'town and full_name__given_class' end, '; ' order by rule) as reason
    from (select distinct household_id, rule from inside)
    group by household_id
),
place as (
    select
        household_id,
        arg_max(shown, row(whole, coalesce(epoch_us(seen_at), -9223372036854775807), shown)) as address
    from member_frame
    join home using (profile_id)
    where value is not null
    group by household_id
),
member as (
    select
        household_id,
        count(*) as profile_count,
        list(profile_id order by profile_id) as profile_ids
    from member_frame
    group by household_id
)
select
    household_id,
    profile_count,
    address,
    profile_ids,
    reason
from member
join reason using (household_id)
left join place using (household_id)
order by household_id;

with inside as (
select
    household_id,
    household_tie.*
from household_tie
join member_frame on profile_id = left_id
where standing = 'together'
),
ended as (
    select left_id as profile_id, right_id as other_id, rule, seen_at from inside
    union all
    select right_id, left_id, rule, seen_at from inside
),
strongest as (
    select
        profile_id,
        arg_min(
            {'rule': rule, 'other_id': other_id, 'seen_at': seen_at},
            row(rule, -coalesce(epoch_us(seen_at), -9223372036854775807), other_id)
        ) as own
    from ended
    group by profile_id
)
select
    profile_id,
    household_id,
    case struct_extract(own, 'rule') when 0 then 'address and family_name' when 1 then 'phone' when 2 then 'town and full_name__given_class' end as reason,
    struct_extract(own, 'other_id') as other_profile_id,
    struct_extract(own, 'seen_at') as seen_at
from member_frame
join strongest using (profile_id)
order by profile_id;

select
    coalesce(trait, case rule when 0 then 'address and family_name' when 1 then 'phone' when 2 then 'town and full_name__given_class' end) as name,
    count(*) as crowded
from household_crowd
group by trait, rule
order by name, crowded;

select
    count(*) filter (where standing = 'apart') as apart,
    count(*) filter (where standing = 'beyond') as beyond
from (select distinct left_id, right_id, standing from household_tie where standing <> 'together');

drop table if exists temp."home";

drop table if exists temp."evidence";

drop table if exists temp."holding";

drop table if exists temp."tie"
