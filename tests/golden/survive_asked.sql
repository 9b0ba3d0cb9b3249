select attribute, source, accuracy from source_accuracy where accuracy is not null;

create or replace temporary table "asked_profile" as
select profile_id from membership join source_change using (record_id)
union
select profile_id from membership join standard_change using (record_id)
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
select claim.* from claim semi join asked_member using (record_id);

create or replace temporary table "asked_agreement" (
    "profile_id" VARCHAR,
    "attribute" VARCHAR,
    "pattern" VARCHAR
);

delete from "attribute_lineage" where profile_id in (select profile_id from asked_profile);

insert into "attribute_lineage" by name
select * from "asked_lineage";

select profile_id, household_member.household_id as household_id
from household_change
join golden_profile using (profile_id)
left join household_member using (profile_id)
where household_member.household_id is distinct from golden_profile.household_id;

select null::varchar as profile_id, null::varchar as household_id where false;

update golden_profile
set household_id = moved.household_id, updated_at = cast(? as timestamp)
from moved_home as moved
where golden_profile.profile_id = moved.profile_id;

select profile_id from asked_profile
union
select profile_id from "moved_home";

drop table if exists temp."asked_claim";

drop table if exists temp."asked_member";

drop view if exists temp.asked_member;

drop view if exists temp.asked_claim
