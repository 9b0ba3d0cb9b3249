"""Statements that compare a run with the one before, and that keep versions and redirects."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from golden_record.model.changes import PROFILES_LISTED
from golden_record.warehouse import literal, stack, tidy
from golden_record.warehouse.sql import column

MEMBER_CHANGE = "member_change"
PROFILE_CHANGE = "profile_change"
SUCCESSION = "succession"
TOUCHED_PROFILE = "told_anew"
TOUCHED_MEMBER = "told_member"


def names_taken_over() -> str:
    """Let records of a renamed source be called by its present name, wherever they have been."""
    return tidy("""
        update member_history
        set source = source_name.source
        from source_name
        where source_name.former = member_history.source
    """)


# --- what differs from the run before


def touched_profiles(changed: Collection[str]) -> str:
    """One row per profile, gone ones too, in which anything can differ; `changed` are the stages whose lists count."""
    told = [f"select profile_id from {table.name}" for stage, table in PROFILES_LISTED.items() if stage in changed]
    return stack(told or ["select profile_id from membership where false"], separator="\nunion")


def touched_members() -> str:
    """One row per record of these profiles."""
    return f"select record_id, profile_id\nfrom membership\nsemi join {TOUCHED_PROFILE} using (profile_id)"


def member_changes(*, touched: bool = False) -> str:
    """One row per record whose profile is another one now; a record that came or left has only one side.

    Of all profiles, or of those that are `touched`: these are both the one that it left and the one where it is.
    """
    among, members = _among(touched), TOUCHED_MEMBER if touched else "membership"
    return tidy(f"""
        with before as (
            select record_id, source, source_id, profile_id
            from member_history{among}
            where valid_to is null
        ),
        after as (
            select record_id, source, source_id, profile_id
            from {members}
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
    """)


def profile_changes(attributes: Sequence[str], *, touched: bool = False) -> str:
    """One row per profile that is new, gone or has other golden values; `attributes` are columns of the profile.

    Of all profiles, or of those that are `touched`.
    """
    among = _among(touched)
    fields = stack((f"{literal(name)}: {column(name)}" for name in attributes), indent=20)
    return tidy(f"""
        with before as (
            select profile_id, content
            from profile_history{among}
            where valid_to is null
        ),
        after as (
            select
                profile_id,
                to_json({{
                    {fields}
                }})::varchar as content
            from golden_profile{among}
        )
        select
            profile_id,
            before.content as old_content,
            after.content as new_content
        from before
        full join after using (profile_id)
        where before.content is distinct from after.content
    """)


def _among(touched: bool) -> str:
    return f"\n            semi join {TOUCHED_PROFILE} using (profile_id)" if touched else ""


def successions() -> str:
    """One row per profile that is gone while its records are not: the profile that most of them are in now."""
    return tidy(f"""
        with shared as (
            select from_id, to_id, count(*) as records
            from {MEMBER_CHANGE}
            join {PROFILE_CHANGE} as gone on gone.profile_id = from_id and gone.new_content is null
            where to_id is not null
            group by from_id, to_id
        )
        select from_id, to_id
        from shared
        qualify row_number() over (partition by from_id order by records desc, to_id) = 1
    """)


def told_before() -> str:
    """One row per golden attribute that the latest profiles had in the run before.

    Any of them tells: where the job has other attributes, all profiles get a version with these.
    """
    return tidy("""
        select unnest(json_keys(content)) as attribute
        from (select content from profile_history where valid_to is null limit 1)
        order by attribute
    """)


def event_counts() -> str:
    """One row per kind of event after a sequence number: how many there were."""
    return "select event, count(*) from profile_event where sequence > ? group by event order by event"


# --- redirects


def redirects_carried_on() -> str:
    """Old ids that lead to a profile which is gone now lead to its successor, or nowhere if it has none."""
    return tidy(f"""
        update profile_redirect
        set profile_id = carried.to_id
        from (
            select gone.profile_id as from_id, to_id
            from {PROFILE_CHANGE} as gone
            left join {SUCCESSION} on from_id = gone.profile_id
            where gone.new_content is null
        ) as carried
        where profile_redirect.profile_id = carried.from_id
    """)


def new_redirects() -> str:
    """The ids that are gone lead to their successors. Parameter: the start of the run."""
    return tidy(f"""
        insert into profile_redirect
        select from_id as old_profile_id, to_id as profile_id, cast(? as timestamp) as since
        from {SUCCESSION}
        order by from_id
    """)


def redirects_followed() -> str:
    """Old ids lead to where most of the records are that they stood for last, should these have moved on since."""
    return tidy("""
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
        where old_profile_id = old_id and profile_redirect.profile_id is distinct from followed.profile_id
    """)


# --- versions


def stays_ended() -> str:
    """A record's stay in its profile ends when it is in another, or gone. Parameter: the start of the run."""
    return tidy(f"""
        update member_history
        set valid_to = cast(? as timestamp)
        from {MEMBER_CHANGE} as change
        where change.record_id = member_history.record_id and valid_to is null
    """)


def stays_begun() -> str:
    """A record's stay in its new profile begins. Parameters: the start of the run, and its id."""
    return tidy(f"""
        insert into member_history
        select record_id, source, source_id, to_id, cast(? as timestamp), null, ?
        from {MEMBER_CHANGE}
        where to_id is not null
        order by record_id
    """)


def versions_ended() -> str:
    """A version of a profile ends when its values are others, or when it is gone. Parameter: the start of the run."""
    return tidy(f"""
        update profile_history
        set valid_to = cast(? as timestamp)
        from {PROFILE_CHANGE} as change
        where change.profile_id = profile_history.profile_id and valid_to is null
    """)


def versions_begun() -> str:
    """A new version of a profile begins. Parameters: the start of the run, and its id."""
    return tidy(f"""
        insert into profile_history
        select profile_id, new_content, cast(? as timestamp), null, ?
        from {PROFILE_CHANGE}
        where new_content is not null
        order by profile_id
    """)


def version_without(attribute: str) -> str:
    """Take an attribute out of every version."""
    return tidy(f"""
        update profile_history
        set content = json_merge_patch(content, {literal(_nothing(attribute))})::varchar
        where json_exists(content, {literal(_path(attribute))})
    """)


def event_without(attribute: str) -> str:
    """Take an attribute out of every event."""
    return tidy(f"""
        update profile_event
        set details = case event
            when 'created' then json_merge_patch(details, {literal(f'{{"values":{_nothing(attribute)}}}')})::varchar
            else json_merge_patch(details, json_object('changed', list_filter(
                from_json(details -> '$.changed', '["JSON"]'),
                lambda change: change ->> '$.attribute' <> {literal(attribute)}
            )))::varchar
        end
        where event in ('created', 'updated')
            and (json_exists(details, {literal(f'$.values."{attribute}"')})
                or list_contains(from_json(details -> '$.changed[*].attribute', '["VARCHAR"]'), {literal(attribute)}))
    """)


def _path(attribute: str) -> str:
    return f'$."{attribute}"'


def _nothing(attribute: str) -> str:
    return f'{{"{attribute}":null}}'
