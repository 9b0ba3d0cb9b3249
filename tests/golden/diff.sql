select
    run_id,
    started_at,
    run.status,
    stage_run.status is not null as told
from run
left join (select run_id, status from stage_run where stage = 'history' and status = 'done') as stage_run
    using (run_id)
order by run_id desc;

select count(*) from profile_history where valid_from <= ? and (valid_to is null or valid_to > ?);

with held as (
    select
        source, source_id, profile_id,
        valid_from <= ? and (valid_to is null or valid_to > ?) as was,
        valid_from <= ? and (valid_to is null or valid_to > ?) as became
    from member_history
),
before as (
    select source, source_id, profile_id from held where was and not became
),
after as (
    select source, source_id, profile_id from held where became and not was
)
select
    source,
    source_id,
    before.profile_id as from_id,
    after.profile_id as to_id
from before
full join after using (source, source_id)
where before.profile_id is distinct from after.profile_id;

with held as (
    select
        profile_id, content,
        valid_from <= ? and (valid_to is null or valid_to > ?) as was,
        valid_from <= ? and (valid_to is null or valid_to > ?) as became
    from profile_history
),
before as (
    select profile_id, content from held where was and not became
),
after as (
    select profile_id, content from held where became and not was
)
select
    profile_id,
    before.content as old_content,
    after.content as new_content
from before
full join after using (profile_id)
where before.content is distinct from after.content;

with gone as (
    select from_id, to_id, count(*) as records
    from diff_record_move
    join diff_profile_change on profile_id = from_id and new_content is null
    where to_id is not null
    group by from_id, to_id
    qualify row_number() over (partition by from_id order by records desc, to_id) = 1
),
born as (
    select to_id, from_id, count(*) as records
    from diff_record_move
    join diff_profile_change on profile_id = to_id and old_content is null
    where from_id is not null
    group by to_id, from_id
    qualify row_number() over (partition by to_id order by records desc, from_id) = 1
),
origin as (
    select born.to_id as profile_id, coalesce(gone.to_id, born.from_id) as parent_id, born.records
    from born
    left join gone using (from_id)
    where coalesce(gone.to_id, born.from_id) <> born.to_id
),
touched as (
    select profile_id, count(*) as records
    from (
        select from_id as profile_id from diff_record_move where from_id is not null
        union all
        select to_id from diff_record_move where to_id is not null
    )
    group by profile_id
),
met as (
    select
        profile_id,
        old_content,
        new_content,
        changed.profile_id is not null as is_changed,
        coalesce(touched.records, 0) as records
    from diff_profile_change as changed
    full join touched using (profile_id)
)
select
    profile_id,
    unnest(case
        when not is_changed then ['regrouped']
        when new_content is null then [case when gone.to_id is null then 'retired' else 'merged' end]
        when old_content is null then [case when parent_id is null then 'created' else 'split' end]
        when met.records > 0 then ['updated', 'regrouped']
        else ['updated']
    end) as kind,
    coalesce(gone.to_id, parent_id) as other_profile_id,
    coalesce(gone.records, origin.records, met.records) as records
from met
left join gone on from_id = profile_id and new_content is null
left join origin using (profile_id);

select profile_id, change.attribute as attribute, change.old as old, change.new as new
from (
    select
        profile_id,
        unnest([
            {'attribute': 'town', 'old': case json_type(old_content, '$."town"') when 'NULL' then null else old_content -> '$."town"' end, 'new': case json_type(new_content, '$."town"') when 'NULL' then null else new_content -> '$."town"' end}
        ]) as change
    from diff_profile_change
)
where change.old is distinct from change.new;

select distinct unnest(json_keys(content)) as attribute
from (
    select old_content as content from diff_profile_change where old_content is not null
    union all
    select new_content from diff_profile_change where new_content is not null
)
order by attribute;

select kind, count(*) from diff_profile_kind group by kind order by kind;

select
    count(*) filter (where from_id is null) as came,
    count(*) filter (where to_id is null) as gone,
    count(*) filter (where from_id is not null and to_id is not null) as moved
from diff_record_move;

select
    attribute,
    count(*) filter (where old is not null and new is not null) as changed,
    count(*) filter (where old is null) as filled,
    count(*) filter (where new is null) as emptied
from diff_value_change
semi join (select profile_id from diff_profile_kind where kind = 'updated') using (profile_id)
group by attribute
order by count(*) desc, attribute;

with change as (
    select
        profile_id,
        list({'attribute': attribute, 'old': old, 'new': new} order by attribute) as changes
    from diff_value_change
    group by profile_id
)
select
    profile_id,
    other_profile_id,
    records,
    to_json(coalesce(changes, []))::varchar as changes
from diff_profile_kind
left join change using (profile_id)
where kind = ?
order by records desc, len(coalesce(changes, [])) desc, profile_id
limit ?
