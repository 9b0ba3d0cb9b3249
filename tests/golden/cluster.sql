select diagnostics, threshold from model where current;

select
    left_id,
    right_id,
    weight,
    (levels[1] = 5 or levels[4] = 4) as conflict,
    matched_by <> 'probabilistic' as certain,
    levels,
    weights
from link
where blocking_rule <> 'equal in everything'
order by left_id, right_id;

select *
from (select record_id, unnest("tax_id") as value from standard_record)
where value is not null
order by record_id, value;

select *
from (select record_id, "birth_date" as value from standard_record)
where value is not null
order by record_id, value;

select
    right_id as record_id,
    left_id as original_id
from link
where blocking_rule = 'equal in everything'
    and weight >= 0.5
order by record_id;

select
    record_id,
    record_id as value
from source_record
where source = 'crm'
order by record_id;

select record_id from source_record order by record_id;

select distinct founder_id, source, source_id
from member_frame
join source_record on source_record.record_id = founder_id
order by founder_id;

with inside as (
    select
        link.*,
        l.profile_id
    from link
    join member_frame as l on l.record_id = left_id
    join member_frame as r on r.record_id = right_id and r.profile_id = l.profile_id
),
ended as (
    select left_id as record_id, right_id as other_id, weight, probability, matched_by from inside
    union all
    select right_id, left_id, weight, probability, matched_by from inside
),
strongest as (
    select
        record_id,
        arg_max({'probability': probability, 'matched_by': matched_by}, row(weight, -other_id)) as own
    from ended
    group by record_id
)
select
    record_id,
    profile_id,
    case when record_id = founder_id then 'founder' else struct_extract(own, 'matched_by') end as matched_by,
    struct_extract(own, 'probability')::double as match_probability
from member_frame
left join strongest using (record_id)
order by record_id;

select
    left_id,
    right_id,
    probability,
    weight,
    l.founder_id
from link
join member_frame as l on l.record_id = left_id
join member_frame as r on r.record_id = right_id and r.founder_id = l.founder_id
order by left_id, right_id;

select
    profile_id,
    founder_id,
    count(*)::bigint as record_count,
    coalesce(1 / (1 + pow(2, -any_value(weakest))), 1.0)::double as confidence
from member_frame
left join confidence_frame using (founder_id)
group by profile_id, founder_id
order by profile_id;

with apart as (
    select
        link.*,
        least(l.founder_id, r.founder_id) as left_founder,
        greatest(l.founder_id, r.founder_id) as right_founder
    from link
    join member_frame as l on l.record_id = left_id
    join member_frame as r on r.record_id = right_id and r.founder_id <> l.founder_id
    where weight >= 0.5
)
select
    left_id,
    right_id,
    weight,
    probability,
    coalesce(guard, 'evidence') as guard,
    case coalesce(guard, 'evidence') when 'conflict' then 'two values differ' end as reason
from apart
left join refusal_frame using (left_founder, right_founder)
order by left_id, right_id
