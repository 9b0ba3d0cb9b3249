select profile_id from membership semi join (select record_id from source_change union select record_id from standard_change) using (record_id)
union
select profile_id from membership_change
union
select profile_id from household_change
union
select profile_id from golden_change
union
select profile_id from profile_event where sequence > ?
union
select other_profile_id from profile_event where sequence > ? and other_profile_id is not null;

select membership.*, source, source_id, loaded_at
from membership
semi join touched_profile using (profile_id)
join source_record using (record_id);

select left_id, right_id from pair_change;

with touched as (
    select left_id as record_id from touched_pair
    union
    select right_id from touched_pair
),
here as materialized (
    select record_id, source, source_id from source_record semi join touched using (record_id)
)
select * from here
union
select record_id, source, source_id
from member_history
semi join (from touched anti join here using (record_id)) using (record_id);

with pair as (
    select
        given.*,
        {'source': one.source, 'source_id': one.source_id} as one,
        {'source': other.source, 'source_id': other.source_id} as other
    from touched_pair as given
    join touched_name as one on one.record_id = left_id
    join touched_name as other on other.record_id = right_id
)
select
    least(one, other).source as left_source,
    least(one, other).source_id as left_source_id,
    greatest(one, other).source as right_source,
    greatest(one, other).source_id as right_source_id,
    left_id,
    right_id
from pair;

select coalesce(max(sequence), 0) from profile_event where run_id <= ?;

attach 'mart.duckdb' as "mart" (recovery_mode 'no_wal_writes', row_group_size 16384);

select run_id, started_at from run where run_id > ?;

select present.rowid as place, one
from "mart"."household" as present
full join (
    select one from (
        select 1 as household_id
    ) as one
) as wanted on present = one
where present.rowid is null or one is null;

delete from "mart"."household" where rowid in (select place from row_difference);

insert into "mart"."household"
select unnest(one) from row_difference where one is not null order by one;

delete from "mart"."main"."golden_profile" where profile_id in (select profile_id from touched_profile);

insert into "mart"."main"."golden_profile" by name
with told as (
    select profile_id, occurred_at from profile_event
    union all
    select other_profile_id, occurred_at from profile_event where other_profile_id is not null
),
latest as (
    select profile_id, max(occurred_at) as changed_at
    from (from told semi join touched_profile using (profile_id))
    group by profile_id
)
select live.* replace (greatest(changed_at, updated_at) as updated_at)
from (from golden_profile where rowid in (select golden_profile.rowid from golden_profile semi join touched_profile using (profile_id))) as live
left join latest using (profile_id)
order by profile_id;

delete from "mart"."main"."profile_record" where profile_id in (select profile_id from touched_profile);

insert into "mart"."main"."profile_record" by name
select
    source,
    source_id,
    profile_id,
    matched_by,
    match_probability,
    coalesce(valid_from, loaded_at) as assigned_at
from touched_member
left join (select record_id, valid_from from member_history where valid_to is null) using (record_id)
order by source, source_id;

delete from "mart"."main"."profile_identifier" where profile_id in (select profile_id from election_change);

insert into "mart"."main"."profile_identifier" by name
with source_name as (
    select distinct source from source_record
),
origin as (
    select
        source,
        set_bit(
            bitstring('0', count(*) over ()::integer),
            row_number() over (order by source)::integer - 1,
            1
        ) as mask
    from source_name
),
golden as (
    select
        profile_id,
        attribute,
        written as golden_value,
        source as golden_source,
        source_id as golden_source_id
    from (from attribute_lineage where rowid in (select attribute_lineage.rowid from attribute_lineage semi join election_change using (profile_id)))
    where attribute in ('phone', 'email')
),
mention as (
    select
        profile_id,
        attribute as type,
        coalesce(key, value) as identity,
        {
            'is_primary': coalesce(value = golden_value and source = golden_source and source_id = golden_source_id, false),
            'trustworthy': quality <> 'suspicious',
            'recency': coalesce(epoch_us(claim.observed_at), -9223372036854775807),
            'value': value
        } as form,
        claim.observed_at,
        mask,
        record_id
    from claim
    join (from touched_member semi join election_change using (profile_id)) using (record_id)
    join origin using (source)
    left join golden using (profile_id, attribute)
    where attribute in ('phone', 'email') and value is not null and quality in ('good', 'repaired', 'suspicious')
),
identifier as (
    select
        profile_id,
        type,
        identity,
        max(form) as best,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at,
        bit_or(mask) as mask,
        count(distinct record_id) as record_count
    from mention
    group by profile_id, type, identity
)
select
    profile_id,
    type,
    best.value as value,
    sha256(lower(trim(best.value))) as value_sha256,
    best.is_primary as is_primary,
    first_seen_at,
    last_seen_at,
    list_filter(
        (select list(source order by source) from origin),
        lambda name, place: get_bit(mask, place::integer - 1) = 1
    ) as sources,
    record_count
from identifier
order by profile_id, type, value, identity;

delete from "mart"."main"."attribute_lineage" where profile_id in (select profile_id from election_change);

insert into "mart"."main"."attribute_lineage" by name
select * from (from attribute_lineage where rowid in (select attribute_lineage.rowid from attribute_lineage semi join election_change using (profile_id))) order by profile_id, attribute;

delete from "mart"."main"."attribute_candidate" where profile_id in (select profile_id from election_change);

insert into "mart"."main"."attribute_candidate" by name
select * from (from attribute_candidate where rowid in (select attribute_candidate.rowid from attribute_candidate semi join election_change using (profile_id))) order by profile_id, attribute, rank;

delete from "mart"."main"."household" where true;

insert into "mart"."main"."household" by name
select * from household order by household_id;

update "golden_record_draft"."main"."profile_history" as told
set valid_to = ended.valid_to
from (
    select profile_id, run_id, valid_to
    from profile_history
    where valid_to in (select started_at from later_run)
) as ended
where told.profile_id = ended.profile_id and told.run_id = ended.run_id;

insert into "mart"."main"."profile_history" by name
with told as (
    select *, json_extract(content, ['$."city"', '$."phone"', '$."email"', '$."household_id"']) as found
    from (from profile_history semi join later_run using (run_id))
)
select
    profile_id,
    case when json_type(found[1]) = 'ARRAY' then found[1] ->> '$[0]' else found[1] ->> '$' end as "city",
    case when json_type(found[2]) = 'ARRAY' then found[2] ->> '$[0]' else found[2] ->> '$' end as "phone",
    case when json_type(found[3]) = 'ARRAY' then from_json(found[3], '["VARCHAR"]') when found[3] ->> '$' is not null then [found[3] ->> '$'] end as "email",
    case when json_type(found[4]) = 'ARRAY' then found[4] ->> '$[0]' else found[4] ->> '$' end as "household_id",
    valid_from,
    valid_to,
    run_id
from told
order by profile_id, valid_from;

update "golden_record_draft"."main"."profile_record_history" as told
set valid_to = ended.valid_to
from (
    select source, source_id, run_id, valid_to
    from member_history
    where valid_to in (select started_at from later_run)
) as ended
where told.source = ended.source and told.source_id = ended.source_id and told.run_id = ended.run_id;

insert into "mart"."main"."profile_record_history" by name
select
    source,
    source_id,
    profile_id,
    valid_from,
    valid_to,
    run_id
from (from member_history semi join later_run using (run_id))
order by source, source_id, valid_from;

delete from "mart"."main"."profile_event" where false;

insert into "mart"."main"."profile_event" by name
select * from profile_event where sequence > ? order by sequence;

delete from "mart"."ops"."run" where true;

insert into "mart"."ops"."run" by name
with stages as (
    select
        run_id,
        sum(seconds) as seconds,
        to_json(map(list(stage order by stage), list(seconds order by stage)))::varchar as stage_seconds,
        to_json(map(list(stage order by stage), list(row_counts::json order by stage)))::varchar as row_counts,
        max(peak_memory_mb) as peak_memory_mb
    from stage_run
    group by run_id
)
select
    run_id,
    started_at,
    finished_at,
    case when run_id = ? then 'done' else status end as status,
    config_hash,
    (
        select arg_max(model_use.model_id, model_use.run_id)
        from model_use
        where model_use.run_id <= run.run_id
    ) as model_id,
    (
        select arg_max(version, model_use.run_id)
        from model_use
        where model_use.run_id <= run.run_id
    ) as model_version,
    engine,
    product_version,
    seconds,
    stage_seconds,
    row_counts,
    peak_memory_mb
from run
left join stages using (run_id)
order by run_id;

delete from "mart"."ops"."source_quality" where true;

insert into "mart"."ops"."source_quality" by name
with purpose (attribute, purpose) as (
            select null::varchar, null::varchar where false
        ),
        named as (
            select attribute, list(purpose order by purpose) as purposes from purpose group by attribute
        ),
        weighed as (
            select
                *,
                greatest(1, ceil(0.001 * record_count)) as least_use
            from (with field (source, attribute) as (
    values
        ('app', 'city'),
        ('app', 'email'),
        ('app', 'phone'),
        ('crm', 'city'),
        ('crm', 'email'),
        ('crm', 'phone'),
        ('pos', 'city'),
        ('pos', 'email'),
        ('pos', 'phone'),
        ('web', 'city'),
        ('web', 'email'),
        ('web', 'phone')
),
size as (
    select source, count(*) as record_count from source_record group by source
),
variety as (
    select
        source,
        attribute,
        sum(distinct_count)::bigint as distinct_count,
        max(frequency) as top_count
    from value_spread
    group by source, attribute
)
select
    cast(? as varchar) as run_id,
    source,
    attribute,
    coalesce(record_count, 0) as record_count,
    coalesce(filled_count, 0) as filled_count,
    coalesce(value_count, 0) as value_count,
    coalesce(valid_count, 0) as valid_count,
    coalesce(suspicious_count, 0) as suspicious_count,
    coalesce(placeholder_count, 0) as placeholder_count,
    coalesce(distinct_count, 0) as distinct_count,
    top_count / value_count as top_value_share,
    total::double / link_count as match_weight,
    coalesce(golden_count, 0) as golden_count,
    agreement,
    coalesce(telling_count, 0) as telling_count,
    coalesce(blocking_count, 0) as blocking_count,
    coalesce(identifier_count, 0) as identifier_count,
    coalesce(household_count, 0) as household_count
from field
left join size using (source)
left join field_tally using (source, attribute)
left join variety using (source, attribute)
left join link_tally using (source, attribute)
left join (
    select source, attribute, sum(agreeing_count) / sum(value_count) as agreement
    from field_agreement
    group by source, attribute
) as agreed using (source, attribute)
left join (
    select source, attribute, sum(link_count)::bigint as blocking_count
    from rule_tally
    join (select name as blocking_rule, unnest(attributes) as attribute from blocking_rule) using (blocking_rule)
    group by source, attribute
) as found using (source, attribute)
left join (
    select source, attribute, sum(golden_count)::bigint as golden_count
    from (
        select source, attribute, count(*) as golden_count
        from attribute_lineage
        where source is not null and value is not null
        group by source, attribute
        union all
        select candidate.source, attribute, count(*)
        from (from attribute_candidate where rank > 1 and attribute in ('email')) as candidate
        join (
            select profile_id, attribute, value as list from attribute_lineage where attribute in ('email')
        ) using (profile_id, attribute)
        where case when json_valid(list) then list_contains(from_json(list, '["VARCHAR"]'), candidate.value) end
        group by candidate.source, attribute
    )
    group by source, attribute
) as golden_use using (source, attribute)
left join (
    select sources[1] as source, type as attribute, count(*) as identifier_count
    from "golden_record_draft"."main"."profile_identifier"
    where len(sources) = 1
    group by sources[1], type
) as owned using (source, attribute)
left join (
    with told as (
        select reason, source, count(*) as profile_count
        from (select reason, unnest(sources) as source from household_member join golden_profile using (profile_id))
        group by reason, source
    ),
    tie as (
        select distinct
            reason,
            case
                when part = 'family_name' then ''
                else split_part(part, '__', 1)
            end as attribute
        from (select reason, unnest(string_split(reason, ' and ')) as part from told)
    )
    select source, attribute, sum(profile_count)::bigint as household_count
    from told
    join tie using (reason)
    group by source, attribute
) as housed using (source, attribute))
        ),
        judged as (
            select
                weighed.*,
                list_concat(
                    list_filter(
                        [
                            case when golden_count >= least_use then 'golden values' end,
                            case when telling_count >= least_use then 'matching' end,
                            case when blocking_count >= least_use then 'blocking' end,
                            case when identifier_count >= least_use then 'identifiers' end,
                            case when household_count >= least_use then 'households' end
                        ],
                        lambda use: use is not null
                    ),
                    coalesce(purposes, [])
                ) as uses
            from weighed
            left join named using (attribute)
        )
        select
            * exclude (least_use, uses),
            case when record_count > 0 and len(uses) > 0 then uses end as serves,
            case
                when record_count > 0 and len(uses) = 0 then concat_ws(
                    '; ',
                    case
                        when filled_count = 0 then 'never filled'
                        else 'filled in ' || filled_count || ' of ' || record_count || ' records'
                    end,
                    case when golden_count = 0 then 'wins no golden value' else golden_count || ' golden values' end,
                    case when telling_count = 0 then 'tells in no link' else telling_count || ' links in which it tells' end,
                    case when blocking_count = 0 then 'finds no link' else blocking_count || ' links found by it' end,
                    case when identifier_count = 0 then 'no identifier that no other source knows' else identifier_count || ' identifiers that no other source knows' end,
                    case when household_count = 0 then 'ties nobody to a household' else household_count || ' profiles tied to a household' end
                )
            end as needless_because
        from judged
        order by source, attribute;

delete from "mart"."ops"."match_edge" where left_source_id in (select left_source_id from touched_edge) and (left_source, left_source_id, right_source, right_source_id) in (select left_source, left_source_id, right_source, right_source_id from touched_edge);

insert into "mart"."ops"."match_edge" by name
with edge as (
    with found as materialized (
        select
            link.rowid as place,
            left_source,
            left_source_id,
            right_source,
            right_source_id
        from link
        join touched_edge using (left_id, right_id)
    )
    select
        left_source,
        left_source_id,
        right_source,
        right_source_id,
        weight,
        probability,
        blocking_rule,
        matched_by,
        levels,
        weights
    from link
    join found on link.rowid = place
)
select
    * exclude (levels, weights),
    to_json({
        'city': {'level': levels[1], 'weight': try_cast(weights[1] as decimal(9, 2))},
        'phone': {'level': levels[2], 'weight': try_cast(weights[2] as decimal(9, 2))},
        'email': {'level': levels[3], 'weight': try_cast(weights[3] as decimal(9, 2))}
    })::varchar as evidence
from edge
order by left_source, left_source_id, right_source, right_source_id;

delete from "mart"."ops"."refused_edge" where true;

insert into "mart"."ops"."refused_edge" by name
with pair as (
    select
        given.*,
        {'source': one.source, 'source_id': one.source_id} as one,
        {'source': other.source, 'source_id': other.source_id} as other
    from refused_link as given
    join source_record as one on one.record_id = left_id
    join source_record as other on other.record_id = right_id
)
select
    least(one, other).source as left_source,
    least(one, other).source_id as left_source_id,
    greatest(one, other).source as right_source,
    greatest(one, other).source_id as right_source_id,
    weight,
    probability,
    guard,
    reason
from pair
order by left_source, left_source_id, right_source, right_source_id, guard, reason;

delete from "mart"."ops"."rejected_row" where true;

insert into "mart"."ops"."rejected_row" by name
select source, path, line, reason from rejected_row
union all
select events, path, line, reason from rejected_event
order by source, path, line, reason;

delete from "mart"."ops"."missing_record" where true;

insert into "mart"."ops"."missing_record" by name
select source, source_id, missing_since
from source_record
where missing_since is not null
order by source, source_id;

delete from "mart"."ops"."event_quality" where true;

insert into "mart"."ops"."event_quality" by name
select * from event_quality order by events;

delete from "mart"."ops"."blocking_rule" where true;

insert into "mart"."ops"."blocking_rule" by name
select * from blocking_rule order by position;

delete from "mart"."ops"."blocking_estimate" where true;

insert into "mart"."ops"."blocking_estimate" by name
select * from blocking_estimate;

delete from "mart"."ops"."shared_value" where true;

insert into "mart"."ops"."shared_value" by name
select * exclude (key) replace (case when class <> 'family' then value end as value)
from shared_value
order by attribute, class, records desc, key, shared_value.value;

delete from "mart"."ops"."source_accuracy" where true;

insert into "mart"."ops"."source_accuracy" by name
select * from source_accuracy order by attribute, source;

select 'golden_profile', count(*) from golden_profile
union all
select 'profile_record', count(*) from source_record
union all
select 'attribute_lineage', count(*) from attribute_lineage
union all
select 'attribute_candidate', count(*) from attribute_candidate
union all
select 'household', count(*) from household
union all
select 'profile_history', count(*) from profile_history
union all
select 'profile_record_history', count(*) from member_history
union all
select 'profile_event', count(*) from profile_event
union all
select 'ops.match_edge', count(*) from link
union all
select 'ops.refused_edge', count(*) from refused_link;

with examined_golden_profile as materialized (select profile_id, household_id from golden_profile semi join touched_profile using (profile_id)),
examined_profile_record as materialized (select profile_id, source, source_id from profile_record semi join touched_profile using (profile_id)),
examined_profile_identifier as materialized (select profile_id from profile_identifier semi join touched_profile using (profile_id)),
examined_attribute_lineage as materialized (select profile_id, attribute from attribute_lineage semi join touched_profile using (profile_id)),
examined_attribute_candidate as materialized (select profile_id, attribute, rank from attribute_candidate semi join touched_profile using (profile_id)),
examined_profile_history as materialized (select profile_id, valid_to from profile_history semi join touched_profile using (profile_id)),
answer as (
    select 'a golden profile without records' as name, (select count(*) from examined_golden_profile anti join examined_profile_record using (profile_id)) as times union all
    select 'a record of an unknown profile' as name, (select count(*) from examined_profile_record anti join examined_golden_profile using (profile_id)) as times union all
    select 'an identifier of an unknown profile' as name, (select count(*) from examined_profile_identifier anti join examined_golden_profile using (profile_id)) as times union all
    select 'a lineage of an unknown profile' as name, (select count(*) from examined_attribute_lineage anti join examined_golden_profile using (profile_id)) as times union all
    select 'a profile of an unknown household' as name, (select count(*) from (select household_id from examined_golden_profile where household_id is not null) anti join household using (household_id)) as times union all
    select 'a household that its profiles do not know' as name, (select count(*) from household anti join (select household_id from golden_profile where household_id is not null) using (household_id)) as times union all
    select 'a candidate of an unknown profile' as name, (select count(*) from examined_attribute_candidate anti join examined_golden_profile using (profile_id)) as times union all
    select 'activity of an unknown profile' as name, (select count(*) from profile_activity anti join golden_profile using (profile_id)) as times union all
    select 'a profile twice' as name, (select count(*) from (select profile_id from examined_golden_profile group by profile_id having count(*) > 1)) as times union all
    select 'a household twice' as name, (select count(*) from (select household_id from household group by household_id having count(*) > 1)) as times union all
    select 'a record in two profiles' as name, (select count(*) from (select source, source_id from (from profile_record semi join examined_profile_record using (source, source_id)) group by source, source_id having count(*) > 1)) as times union all
    select 'an attribute of a profile twice in the lineage' as name, (select count(*) from (select profile_id, attribute from examined_attribute_lineage group by profile_id, attribute having count(*) > 1)) as times union all
    select 'a retired id that leads nowhere' as name, (select count(*) from profile_redirect anti join golden_profile using (profile_id)) as times union all
    select 'a retired id that is in use' as name, (select count(*) from profile_redirect join golden_profile on golden_profile.profile_id = old_profile_id) as times union all
    select 'a live profile whose history has ended' as name, (select count(*) from examined_golden_profile anti join (from examined_profile_history where valid_to is null) using (profile_id)) as times union all
    select 'a rank given twice' as name, (select count(*) from (select profile_id, attribute, rank from examined_attribute_candidate group by profile_id, attribute, rank having count(*) > 1)) as times
)
select name, times
from answer
where times > 0
