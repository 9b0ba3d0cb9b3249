select profile_id from membership_change
union
select profile_id from household_change
union
select profile_id from golden_change;

select record_id, profile_id
from membership
semi join told_anew using (profile_id);

with before as (
    select record_id, source, source_id, profile_id
    from member_history
    semi join told_anew using (profile_id)
    where valid_to is null
),
after as (
    select record_id, source, source_id, profile_id
    from told_member
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
where before.profile_id is distinct from after.profile_id
