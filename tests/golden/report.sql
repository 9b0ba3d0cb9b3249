-- newest_run
select
    run_id,
    started_at,
    finished_at,
    status,
    engine,
    product_version
from run
order by run_id desc
limit 1;

-- stages_of
select stage, status, seconds, peak_memory_mb, row_counts from stage_run where run_id = ?;

-- sources
with read as (
    select
        source,
        count(*) as files,
        sum(row_count)::bigint as rows,
        sum(rejected_count)::bigint as rejected
    from source_load
    group by source
),
record as (
    select source, count(*) as records from source_record group by source
),
repeated as (
    select source, count(distinct right_id) as repeats
    from link
    join source_record on record_id = right_id
    where blocking_rule = 'equal in everything'
    group by source
)
select
    source,
    files,
    rows,
    coalesce(records, 0) as records,
    coalesce(repeats, 0) as repeats,
    rejected
from read
left join record using (source)
left join repeated using (source)
order by source;

-- rejections
select
    source,
    reason,
    count(*) as rows,
    min(line) as first_line
from rejected_row
group by source, reason
order by source, rows desc, reason;

-- quality
select
    source,
    attribute,
    count(distinct record_id) as filled,
    count(*) filter (where quality = 'good') as good,
    count(*) filter (where quality = 'repaired') as repaired,
    count(*) filter (where quality = 'suspicious') as suspicious,
    count(*) filter (where quality = 'placeholder') as placeholder,
    count(*) filter (where quality = 'invalid') as invalid
from claim
join source_record using (record_id)
where quality is not null
group by source, attribute
order by source, attribute;

-- record_counts
select source, count(*) as records from source_record group by source order by source;

-- doubts
select
    attribute,
    quality,
    reason,
    count(*) as found
from claim
where quality <> 'good' and reason is not null
group by attribute, quality, reason
order by found desc, attribute, quality, reason;

-- field_uses
select
    source,
    attribute,
    filled_count / nullif(record_count, 0) as filled,
    valid_count / nullif(value_count, 0) as usable,
    agreement,
    printf('%.1f', match_weight) as bits,
    golden_count,
    telling_count,
    blocking_count,
    identifier_count,
    household_count,
    array_to_string(serves, ', ') as serves,
    needless_because
from ops.source_quality
order by source, attribute;

-- shared_classes
select
    class,
    attribute,
    count(*) as shared_values,
    sum(records)::bigint as uses
from shared_value
group by class, attribute
order by class, attribute;

-- shared_values
select
    attribute,
    value,
    class,
    records,
    sources,
    given_names,
    family_names,
    birth_dates,
    reason
from shared_value
qualify row_number() over (
    partition by class
    order by records desc, attribute, key, shared_value.value
) <= 15
order by records desc, attribute, class, key, shared_value.value;

-- blocking_rules
select name, pair_count, new_pair_count, skipped_values from blocking_rule order by position;

-- model
select
    settings,
    diagnostics,
    threshold,
    model_id,
    created_at
from model
where current;

-- weights
select
    floor(weight)::bigint as bits,
    l.profile_id = r.profile_id as together,
    count(*) as pairs
from link
join membership as l on l.record_id = left_id
join membership as r on r.record_id = right_id
where blocking_rule is distinct from 'equal in everything'
group by bits, together
order by bits, together;

-- pairs_at_the_threshold
select
    count(*) as pairs,
    count(*) filter (where weight >= ?) as links,
    count(*) filter (where abs(weight - ?) < ?) as near
from link
where blocking_rule is distinct from 'equal in everything';

-- profile_sizes
select record_count, count(*) as profiles from golden_profile group by record_count order by record_count;

-- confidences
select
    (confidence >= 0.5)::int + (confidence >= 0.9)::int as band,
    count(*) as profiles
from golden_profile
where record_count > 1
group by band
order by band;

-- doubtful_profiles
select
    profile_id,
    record_count,
    source_count,
    confidence
from golden_profile
where record_count > 1
order by confidence, profile_id
limit 10;

-- households
select
    reason,
    count(*) as households,
    sum(profile_count)::bigint as profiles,
    max(profile_count) as largest
from household
group by reason
order by households desc, reason;

-- deciding_rules
select
    attribute,
    rule,
    count(*) as decided,
    coalesce(sum(agreement), 0.0) as agreement
from attribute_lineage
group by attribute, rule
order by attribute, decided desc, rule;
