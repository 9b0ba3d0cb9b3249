create or replace temporary table "member_change" as
with before as (
    select record_id, source, source_id, profile_id
    from member_history
    where valid_to is null
),
after as (
    select record_id, source, source_id, profile_id
    from membership
    join source_record using (record_id)
)
select
    record_id,
    coalesce(after.source, before.source) as source,
    coalesce(after.source_id, before.source_id) as source_id,
    before.profile_id as from_id,
    after.profile_id as to_id
from before
full join after using (record_id)
where before.profile_id is distinct from after.profile_id;

create or replace temporary table "profile_change" as
with before as (
    select profile_id, content
    from profile_history
    where valid_to is null
),
after as (
    select
        profile_id,
        to_json({
            'town': "town",
            'phone': "phone",
            'household_id': "household_id"
        })::varchar as content
    from golden_profile
)
select
    profile_id,
    before.content as old_content,
    after.content as new_content
from before
full join after using (profile_id)
where before.content is distinct from after.content;

create or replace temporary table "succession" as
with shared as (
    select from_id, to_id, count(*) as records
    from member_change
    join profile_change as gone on gone.profile_id = from_id and gone.new_content is null
    where to_id is not null
    group by from_id, to_id
)
select from_id, to_id
from shared
qualify row_number() over (partition by from_id order by records desc, to_id) = 1;

insert into "profile_event"
select
    (select coalesce(max(sequence), 0) from profile_event)
        + row_number() over (order by place, profile_id, other_profile_id) as sequence,
    ? as run_id,
    cast(? as timestamp) as occurred_at,
    event,
    profile_id,
    other_profile_id,
    details
from (
(
select
    1 as place,
    'created' as event,
    profile_id,
    null::varchar as other_profile_id,
    to_json({'values': new_content::json, 'records': records})::varchar as details
from profile_change
left join (
    select to_id as profile_id, list({'source': source, 'source_id': source_id} order by source, source_id) as records
    from member_change
    group by to_id
) using (profile_id)
where old_content is null
)
union all
(
select
    2 as place,
    'merged' as event,
    to_id as profile_id,
    from_id as other_profile_id,
    to_json({'records': records, 'removed': coalesce(removed, [])})::varchar as details
from succession
join (
    select from_id, to_id, list({'source': source, 'source_id': source_id} order by source, source_id) as records
    from member_change
    group by from_id, to_id
) using (from_id, to_id)
left join (select from_id as from_id, list({'source': source, 'source_id': source_id} order by source, source_id) as removed from member_change where to_id is null group by from_id) using (from_id)
)
union all
(
select
    3 as place,
    'record_moved' as event,
    to_id as profile_id,
    from_id as other_profile_id,
    to_json({'records': list({'source': source, 'source_id': source_id} order by source, source_id)})::varchar as details
from member_change
anti join succession using (from_id, to_id)
anti join (select profile_id as to_id from profile_change where old_content is null) using (to_id)
where from_id is not null and to_id is not null
group by from_id, to_id
)
union all
(
with origin as (
    select to_id, from_id, count(*) as shared, list({'source': source, 'source_id': source_id} order by source, source_id) as records
    from member_change
    semi join (select profile_id as to_id from profile_change where old_content is null) using (to_id)
    where from_id is not null
    group by to_id, from_id
    qualify row_number() over (partition by to_id order by shared desc, from_id) = 1
),
parted as (
    select
        coalesce(succession.to_id, origin.from_id) as profile_id,
        origin.to_id as other_profile_id,
        records
    from origin
    left join succession as succession using (from_id)
),
cause as (
with side as (
    select profile_id, other_profile_id, profile_id as near, other_profile_id as far from parted
    union all
    select profile_id, other_profile_id, other_profile_id, profile_id from parted
),
member as (
    select record_id, profile_id
    from membership
    semi join (select near as profile_id from side) using (profile_id)
),
met as (
    select left_id, right_id, weights
    from link
    semi join member on record_id = left_id
)
select profile_id, other_profile_id, arg_min(name, row(total, name)) as because
from (
    select profile_id, other_profile_id, said.name as name, sum(said.weight) as total
    from (
        select
            side.profile_id,
            other_profile_id,
            unnest(list_transform(
                list_zip(names, met.weights),
                lambda pair: {'name': pair[1], 'weight': pair[2]}
            )) as said
        from side
        join member as l on l.profile_id = near
        join met on left_id = l.record_id
        join member as r on r.record_id = right_id
        cross join (
            select from_json(diagnostics -> '$.comparisons', '["VARCHAR"]') as names from model where current
        )
        where r.profile_id = far
    )
    group by all
)
where total < 0
group by profile_id, other_profile_id
)
select
    4 as place,
    'split' as event,
    profile_id,
    other_profile_id,
    to_json({'records': records, 'because': because})::varchar as details
from parted
left join cause using (profile_id, other_profile_id)
where profile_id <> other_profile_id
)
union all
(
with changed as (
    select
        profile_id,
        list_filter(
            list_transform(
                list_zip(['town', 'phone', 'household_id'], json_extract(old_content, ['$."town"', '$."phone"', '$."household_id"']), json_extract(new_content, ['$."town"', '$."phone"', '$."household_id"'])),
                lambda field: {'attribute': field[1], 'old': field[2], 'new': field[3]}
            ),
            lambda field: field.old is distinct from field.new
        ) as changed
    from profile_change
    where old_content is not null and new_content is not null
),
come as (
    select to_id as profile_id, list({'source': source, 'source_id': source_id} order by source, source_id) as added
    from member_change
    where from_id is null
    group by to_id
),
gone as (select from_id as profile_id, list({'source': source, 'source_id': source_id} order by source, source_id) as removed from member_change where to_id is null group by from_id)
select
    5 as place,
    'updated' as event,
    profile_id,
    null::varchar as other_profile_id,
    to_json({'changed': coalesce(changed, []), 'added': coalesce(added, []),
        'removed': coalesce(removed, [])})::varchar as details
from changed
full join come using (profile_id)
full join gone using (profile_id)
anti join (
    select profile_id from profile_change where old_content is null or new_content is null
) using (profile_id)
)
union all
(
select
    6 as place,
    'retired' as event,
    profile_id,
    null::varchar as other_profile_id,
    to_json({'removed': coalesce(removed, [])})::varchar as details
from profile_change
left join (select from_id as profile_id, list({'source': source, 'source_id': source_id} order by source, source_id) as removed from member_change where to_id is null group by from_id) using (profile_id)
anti join succession on from_id = profile_id
where new_content is null
)
)
order by sequence;

update profile_redirect
set profile_id = carried.to_id
from (
    select gone.profile_id as from_id, to_id
    from profile_change as gone
    left join succession on from_id = gone.profile_id
    where gone.new_content is null
) as carried
where profile_redirect.profile_id = carried.from_id;

insert into profile_redirect
select from_id as old_profile_id, to_id as profile_id, cast(? as timestamp) as since
from succession
order by from_id;

update member_history
set valid_to = cast(? as timestamp)
from member_change as change
where change.record_id = member_history.record_id and valid_to is null;

insert into member_history
select record_id, source, source_id, to_id, cast(? as timestamp), null, ?
from member_change
where to_id is not null
order by record_id;

update profile_redirect
set profile_id = followed.profile_id
from (
    select old_id, profile_id
    from (
        select last_stay.profile_id as old_id, membership.profile_id, count(*) as records
        from (
            select profile_id, record_id
            from member_history
            semi join profile_redirect on old_profile_id = member_history.profile_id
            qualify valid_to = max(valid_to) over (partition by profile_id)
        ) as last_stay
        join membership using (record_id)
        group by last_stay.profile_id, membership.profile_id
    )
    qualify row_number() over (partition by old_id order by records desc, profile_id) = 1
) as followed
where old_profile_id = old_id and profile_redirect.profile_id is distinct from followed.profile_id;

update profile_history
set valid_to = cast(? as timestamp)
from profile_change as change
where change.profile_id = profile_history.profile_id and valid_to is null;

insert into profile_history
select profile_id, new_content, cast(? as timestamp), null, ?
from profile_change
where new_content is not null
order by profile_id
