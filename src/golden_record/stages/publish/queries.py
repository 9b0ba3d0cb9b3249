"""The SQL of the publish stage: the file, what BI and the CDP read in it, and the checks on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from golden_record.model.claims import NEVER_US, USABLE_CLAIM
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

# --- the file -------------------------------------------------------------------------------------------------


def attached(path: str, catalog: str, storage_version: str) -> str:
    """Make or open a database file beside the state, readable by DuckDB of that version and newer."""
    return f"attach {literal(path)} as {column(catalog)} (storage_version {literal(storage_version)})"


def place(table: str, catalog: str) -> str:
    """The name of a table of the mart where the mart is attached."""
    schema, _, bare = table.rpartition(".")
    return f"{catalog}.{schema or 'main'}.{bare}"


def operations_schema(catalog: str) -> str:
    """Make the schema of the tables that tell how the run went."""
    return f"create schema {column(catalog)}.ops"


def written_out(catalog: str) -> str:
    """Move everything from the log into the file."""
    return f"checkpoint {column(catalog)}"


def looked_at(catalog: str) -> str:
    """Have the names of tables mean those of this file."""
    return f"use {column(catalog)}"


def detached(catalog: str) -> str:
    """Close the file."""
    return f"detach {column(catalog)}"


# --- main: what BI and the CDP read ---------------------------------------------------------------------------
#
# Those with `among` tell of all profiles, or of those whose ids stand in the table `among`; those with `begun` of all
# times, or of what the runs in the table `begun` have begun.


def golden_profiles(among: str | None = None) -> str:
    """One row per live profile, with the time of its last event or of the last change in its row."""
    return tidy(f"""
        with told as (
            select profile_id, occurred_at from profile_event
            union all
            select other_profile_id, occurred_at from profile_event where other_profile_id is not null
        ),
        latest as (
            select profile_id, max(occurred_at) as changed_at
            from {_of("told", among)}
            group by profile_id
        )
        select live.* replace (greatest(changed_at, updated_at) as updated_at)
        from {_wide_of("golden_profile", among)} as live
        left join latest using (profile_id)
        order by profile_id
    """)


MEMBERS = "(from membership join source_record using (record_id))"
"""Source records with the profile that each belongs to, and why."""


def profile_records(members: str = MEMBERS) -> str:
    """One row per source record, of all or of those in a table: the profile it belongs to, and why."""
    return tidy(f"""
        select
            source,
            source_id,
            profile_id,
            matched_by,
            match_probability,
            coalesce(valid_from, loaded_at) as assigned_at
        from {members}
        left join (select record_id, valid_from from member_history where valid_to is null) using (record_id)
        order by source, source_id
    """)


def profile_identifiers(
    types: Sequence[str], cards: Sequence[str] = (), among: str | None = None, members: str = MEMBERS
) -> str:
    """One row per profile, type and identifier; `types` are the attributes that hold them.

    Values equal after cleaning are one identifier, shown as the golden profile shows it, or else in its best form.
    The attributes `cards` have no hash: that of a number can be looked up, that of four digits says nothing.
    Sources are gathered as bits of a mask: lists of names take twice the time of everything else here.
    """
    return tidy(f"""
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
            from {_wide_of("attribute_lineage", among)}
            where attribute in ({_listed(types)})
        ),
        mention as (
            select
                profile_id,
                attribute as type,
                coalesce(key, value) as identity,
                {{
                    'is_primary': coalesce({_IS_GOLDEN}, false),
                    'trustworthy': quality <> 'suspicious',
                    'recency': coalesce(epoch_us(claim.observed_at), {NEVER_US}),
                    'value': value
                }} as form,
                claim.observed_at,
                mask,
                record_id
            from claim
            join {_of(members, among)} using (record_id)
            join origin using (source)
            left join golden using (profile_id, attribute)
            where attribute in ({_listed(types)}) and {USABLE_CLAIM}
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
            {_sha256(cards)} as value_sha256,
            best.is_primary as is_primary,
            first_seen_at,
            last_seen_at,
            list_filter(
                (select list(source order by source) from origin),
                lambda name, place: get_bit(mask, place::integer - 1) = 1
            ) as sources,
            record_count
        from identifier
        order by profile_id, type, value, identity
    """)


def attribute_lineage(among: str | None = None) -> str:
    """One row per profile and attribute: where the golden value comes from."""
    return f"select * from {_wide_of('attribute_lineage', among)} order by profile_id, attribute"


def households() -> str:
    """One row per household: who lives in it, where, and what says so."""
    return "select * from household order by household_id"


def profile_activity() -> str:
    """One row per live profile: what its events come to; none where the job has no events."""
    return "select * from profile_activity order by profile_id"


def attribute_candidates(among: str | None = None) -> str:
    """One row per candidate of an election: where it stood, and why not higher."""
    return f"select * from {_wide_of('attribute_candidate', among)} order by profile_id, attribute, rank"


# --- main: what was before ------------------------------------------------------------------------------------


def profile_history(attributes: Mapping[str, bool], begun: str | None = None) -> str:
    """One row per version of a profile; `attributes` says of each of today's attributes whether it is a list.

    All values are taken out of the text in one go: path by path it would be parsed a dozen times.
    """
    paths = ", ".join(literal(f'$."{name}"') for name in attributes)
    told = enumerate(attributes.items(), start=1)
    values = stack((_told_value(name, place, is_list=is_list) for place, (name, is_list) in told), indent=12)
    return tidy(f"""
        with told as (
            select *, json_extract(content, [{paths}]) as found
            from {_of("profile_history", begun, "run_id")}
        )
        select
            profile_id,
            {values},
            valid_from,
            valid_to,
            run_id
        from told
        order by profile_id, valid_from
    """)


def record_history(begun: str | None = None) -> str:
    """One row per stay of a source record in a profile."""
    return tidy(f"""
        select
            source,
            source_id,
            profile_id,
            valid_from,
            valid_to,
            run_id
        from {_of("member_history", begun, "run_id")}
        order by source, source_id, valid_from
    """)


def profile_events() -> str:
    """One row per identity change, in the order in which a reader applies them."""
    return "select * from profile_event order by sequence"


def profile_events_after() -> str:
    """One row per identity change with a higher number than the parameter, in their order."""
    return "select * from profile_event where sequence > ? order by sequence"


def profile_redirects() -> str:
    """One row per retired id that leads to a live profile."""
    return "select * from profile_redirect where profile_id is not null order by old_profile_id"


def macros() -> tuple[str, ...]:
    """Questions about another time, as functions of the finished file."""
    return (
        tidy("""
            create macro golden_as_of(moment) as table
            select *
            from profile_history
            where valid_from <= moment and (valid_to is null or valid_to > moment)
            order by profile_id
        """),
        tidy("""
            create macro members_as_of(moment) as table
            select source, source_id, profile_id
            from profile_record_history
            where valid_from <= moment and (valid_to is null or valid_to > moment)
            order by source, source_id
        """),
        tidy("""
            create macro current_id(id) as (
                select coalesce(max(redirect.profile_id), max(live.profile_id))
                from (select id as asked)
                left join profile_redirect as redirect on redirect.old_profile_id = asked
                left join golden_profile as live on live.profile_id = asked
            )
        """),
    )


# --- the finished file ----------------------------------------------------------------------------------------


def row_counts(tables: Iterable[str], catalog: str | None = None) -> str:
    """One row per table of a mart: its name, and how many rows it has; `catalog` is where the mart is attached."""
    told = (
        f"select {literal(name)}, count(*) from {ident(place(name, catalog) if catalog else name)}" for name in tables
    )
    return stack(told, separator="\nunion all")


def source_records() -> str:
    """How many records there are to publish."""
    return "select count(*) from source_record"


# --- parts ----------------------------------------------------------------------------------------------------

# The record too: two payment cards may show the same last digits.
_IS_GOLDEN = "value = golden_value and source = golden_source and source_id = golden_source_id"


def _of(table: str, among: str | None, key: str = "profile_id") -> str:
    """A table, or its rows of the profiles, or whatever the key tells apart, that stand in another one."""
    return table if among is None else f"(from {table} semi join {among} using ({key}))"


def _wide_of(table: str, among: str | None) -> str:
    """The same of a table of many columns, none of which is then read of other rows: ids alone tell the places."""
    if among is None:
        return table
    places = f"select {table}.rowid from {table} semi join {among} using (profile_id)"
    return f"(from {table} where rowid in ({places}))"


def _sha256(cards: Sequence[str]) -> str:
    digest = "sha256(lower(trim(best.value)))"
    return f"case when type not in ({_listed(cards)}) then {digest} end" if cards else digest


def _told_value(name: str, place: int, *, is_list: bool) -> str:
    """A value of a version as today's column holds it: what was one value is a list of one, of a list the first."""
    found = f"found[{place}]"
    was_list = f"json_type({found}) = 'ARRAY'"
    if is_list:
        whole, alone = f"""from_json({found}, '["VARCHAR"]')""", f"{found} ->> '$'"
        value = f"case when {was_list} then {whole} when {alone} is not null then [{alone}] end"
    else:
        value = f"case when {was_list} then {found} ->> '$[0]' else {found} ->> '$' end"
    return f"{value} as {column(name)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(literal, names)) or "null"
