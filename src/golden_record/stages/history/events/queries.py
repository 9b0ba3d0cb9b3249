"""The statement of the events: one select per kind, in the order in which a reader applies them.

A reader that keeps the profiles and the profile of every record, and applies the events of a run in order, has what
this run has: `created` brings a profile with its values and records, `merged` and `record_moved` move records,
`updated` changes values and tells of records that came or left, `retired` takes a profile away. `split` says where a
new profile comes from; its records are those that `created` has brought.
"""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.stages.history.queries import MEMBER_CHANGE, PROFILE_CHANGE, SUCCESSION
from golden_record.warehouse import literal, tidy

_RECORDS = "list({'source': source, 'source_id': source_id} order by source, source_id)"


def profile_events(attributes: Sequence[str], members: str = "membership") -> str:
    """One row per event of this run, numbered on from the last. Parameters: the run's id and its start.

    `members` is a table like `membership`, at least of all profiles that have changed.
    """
    kinds = (_created(), _merged(), _moved(), _split(members), _updated(attributes), _retired())
    told = "\nunion all\n".join(f"(\n{kind}\n)" for kind in kinds)
    return tidy("""
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
        @told@
        )
        order by sequence
    """).replace("@told@", told)


def _gone(name: str) -> str:
    """One row per profile that had records which have left the sources: its id under a name, and these."""
    return f"select from_id as {name}, {_RECORDS} as removed from {MEMBER_CHANGE} where to_id is null group by from_id"


def _created() -> str:
    return tidy(f"""
        select
            1 as place,
            'created' as event,
            profile_id,
            null::varchar as other_profile_id,
            to_json({{'values': new_content::json, 'records': records}})::varchar as details
        from {PROFILE_CHANGE}
        left join (
            select to_id as profile_id, {_RECORDS} as records
            from {MEMBER_CHANGE}
            group by to_id
        ) using (profile_id)
        where old_content is null
    """)


def _merged() -> str:
    return tidy(f"""
        select
            2 as place,
            'merged' as event,
            to_id as profile_id,
            from_id as other_profile_id,
            to_json({{'records': records, 'removed': coalesce(removed, [])}})::varchar as details
        from {SUCCESSION}
        join (
            select from_id, to_id, {_RECORDS} as records
            from {MEMBER_CHANGE}
            group by from_id, to_id
        ) using (from_id, to_id)
        left join ({_gone("from_id")}) using (from_id)
    """)


def _moved() -> str:
    return tidy(f"""
        select
            3 as place,
            'record_moved' as event,
            to_id as profile_id,
            from_id as other_profile_id,
            to_json({{'records': {_RECORDS}}})::varchar as details
        from {MEMBER_CHANGE}
        anti join {SUCCESSION} using (from_id, to_id)
        anti join (select profile_id as to_id from {PROFILE_CHANGE} where old_content is null) using (to_id)
        where from_id is not null and to_id is not null
        group by from_id, to_id
    """)


def _split(members: str) -> str:
    """Of each new profile with records of an earlier one: what that one is called now, and what speaks for two."""
    return tidy(f"""
        with origin as (
            select to_id, from_id, count(*) as shared, {_RECORDS} as records
            from {MEMBER_CHANGE}
            semi join (select profile_id as to_id from {PROFILE_CHANGE} where old_content is null) using (to_id)
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
            left join {SUCCESSION} as succession using (from_id)
        ),
        cause as (
        @cause@
        )
        select
            4 as place,
            'split' as event,
            profile_id,
            other_profile_id,
            to_json({{'records': records, 'because': because}})::varchar as details
        from parted
        left join cause using (profile_id, other_profile_id)
        where profile_id <> other_profile_id
    """).replace("@cause@", _cause(members))


def _cause(members: str) -> str:
    """One row per parted pair of profiles: the comparison that speaks most against one person.

    Each pair is looked for from both of its sides, by equality: an `in` of two columns would try all memberships.
    """
    return tidy(f"""
        with side as (
            select profile_id, other_profile_id, profile_id as near, other_profile_id as far from parted
            union all
            select profile_id, other_profile_id, other_profile_id, profile_id from parted
        ),
        member as (
            select record_id, profile_id
            from {members}
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
                        lambda pair: {{'name': pair[1], 'weight': pair[2]}}
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
    """)


def _updated(attributes: Sequence[str]) -> str:
    """Profiles that stay, with other values or with records that came into the sources or left them.

    All attributes are read out of a version at once: each by itself would read it as often as there are attributes.
    """
    names = f"[{', '.join(map(literal, attributes))}]"
    paths = f"[{', '.join(literal(_path(name)) for name in attributes)}]"
    return tidy(f"""
        with changed as (
            select
                profile_id,
                list_filter(
                    list_transform(
                        list_zip({names}, json_extract(old_content, {paths}), json_extract(new_content, {paths})),
                        lambda field: {{'attribute': field[1], 'old': field[2], 'new': field[3]}}
                    ),
                    lambda field: field.old is distinct from field.new
                ) as changed
            from {PROFILE_CHANGE}
            where old_content is not null and new_content is not null
        ),
        come as (
            select to_id as profile_id, {_RECORDS} as added
            from {MEMBER_CHANGE}
            where from_id is null
            group by to_id
        ),
        gone as ({_gone("profile_id")})
        select
            5 as place,
            'updated' as event,
            profile_id,
            null::varchar as other_profile_id,
            to_json({{'changed': coalesce(changed, []), 'added': coalesce(added, []),
                'removed': coalesce(removed, [])}})::varchar as details
        from changed
        full join come using (profile_id)
        full join gone using (profile_id)
        anti join (
            select profile_id from {PROFILE_CHANGE} where old_content is null or new_content is null
        ) using (profile_id)
    """)


def _path(name: str) -> str:
    return f'$."{name}"'


def _retired() -> str:
    return tidy(f"""
        select
            6 as place,
            'retired' as event,
            profile_id,
            null::varchar as other_profile_id,
            to_json({{'removed': coalesce(removed, [])}})::varchar as details
        from {PROFILE_CHANGE}
        left join ({_gone("profile_id")}) using (profile_id)
        anti join {SUCCESSION} on from_id = profile_id
        where new_content is null
    """)
