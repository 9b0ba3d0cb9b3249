with stage (place, lifecycle) as (
    values
        (0, 'new'),
        (1, 'active'),
        (2, 'cooling'),
        (3, 'sleeping'),
        (4, 'lost')
)
select
    lifecycle,
    count(profile_id) as profiles,
    coalesce(sum(monetary), 0) as money
from stage
left join profile_activity using (lifecycle)
group by place, lifecycle
order by place;

select count(*), count(*) filter (where lifecycle is null) from profile_activity;

select
    events,
    owner,
    event_count,
    assigned_count,
    keyless_count,
    unknown_count,
    ambiguous_count,
    future_count,
    repeated_count,
    undated_count,
    unread_amount_count,
    rejected_count
from event_quality
order by events
