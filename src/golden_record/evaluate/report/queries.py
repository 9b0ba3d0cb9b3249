"""The SQL behind the report: counts over the state, and no value of a record but those of `shared_value`."""

from __future__ import annotations

from golden_record.model.cleaned import Quality
from golden_record.model.keys import EQUAL
from golden_record.warehouse import literal, tidy

# --- the run, and what it read


def newest_run() -> str:
    """One row: the last run, however it ended."""
    return tidy("""
        select
            run_id,
            started_at,
            finished_at,
            status,
            engine,
            product_version
        from run
        order by run_id desc
        limit 1
    """)


def stages_of() -> str:
    """One row per stage that came to its end in the run that is the parameter, in no order."""
    return "select stage, status, seconds, peak_memory_mb, row_counts from stage_run where run_id = ?"


def sources() -> str:
    """One row per source: files, rows read, records, records that repeat an earlier one, and rows refused."""
    return tidy(f"""
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
            where blocking_rule = {literal(EQUAL)}
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
        order by source
    """)


def rejections() -> str:
    """One row per source and reason: how many rows were refused for it, and the first of them."""
    return tidy("""
        select
            source,
            reason,
            count(*) as rows,
            min(line) as first_line
        from rejected_row
        group by source, reason
        order by source, rows desc, reason
    """)


# --- values


def quality() -> str:
    """One row per source and attribute that occurs in it: filled records, and values by quality."""
    counts = ",\n            ".join(f"count(*) filter (where quality = {literal(name)}) as {name}" for name in Quality)
    return tidy(f"""
        select
            source,
            attribute,
            count(distinct record_id) as filled,
            {counts}
        from claim
        join source_record using (record_id)
        where quality is not null
        group by source, attribute
        order by source, attribute
    """)


def record_counts() -> str:
    """One row per source: its records."""
    return "select source, count(*) as records from source_record group by source order by source"


def doubts() -> str:
    """One row per attribute, quality and reason of values that are not good as they were found, most frequent first."""
    return tidy("""
        select
            attribute,
            quality,
            reason,
            count(*) as found
        from claim
        where quality <> 'good' and reason is not null
        group by attribute, quality, reason
        order by found desc, attribute, quality, reason
    """)


def shared_classes() -> str:
    """One row per class and attribute: values, and how often records hold one of them."""
    return tidy("""
        select
            class,
            attribute,
            count(*) as shared_values,
            sum(records)::bigint as uses
        from shared_value
        group by class, attribute
        order by class, attribute
    """)


def shared_values(most: int) -> str:
    """One row per value that proves nothing by itself, the most widely held first, so many of each class."""
    return tidy(f"""
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
        ) <= {most}
        order by records desc, attribute, class, key, shared_value.value
    """)


def field_uses() -> str:
    """One row per source and attribute of a published file: shares, uses, and why it serves nothing, if it does.

    The only statement over the mart: what a field is good for is worked out once, when it is published.
    """
    return tidy("""
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
        order by source, attribute
    """)


# --- matching


def blocking_rules() -> str:
    """One row per blocking rule of the last run, in the order in which they ran."""
    return "select name, pair_count, new_pair_count, skipped_values from blocking_rule order by position"


def model() -> str:
    """One row: the model in use, as Splink settings and diagnostics, JSON, with its threshold and its age."""
    return tidy("""
        select
            settings,
            diagnostics,
            threshold,
            model_id,
            created_at
        from model
        where current
    """)


def weights() -> str:
    """One row per whole bit of match weight, and whether the two records share a profile: scored pairs."""
    return tidy(f"""
        select
            floor(weight)::bigint as bits,
            l.profile_id = r.profile_id as together,
            count(*) as pairs
        from link
        join membership as l on l.record_id = left_id
        join membership as r on r.record_id = right_id
        where blocking_rule is distinct from {literal(EQUAL)}
        group by bits, together
        order by bits, together
    """)


def pairs_at_the_threshold() -> str:
    """One row: scored pairs, those at or above the first parameter, and those within so many bits of it."""
    return tidy(f"""
        select
            count(*) as pairs,
            count(*) filter (where weight >= ?) as links,
            count(*) filter (where abs(weight - ?) < ?) as near
        from link
        where blocking_rule is distinct from {literal(EQUAL)}
    """)


# --- profiles


def profile_sizes() -> str:
    """One row per number of records: how many profiles have so many."""
    return "select record_count, count(*) as profiles from golden_profile group by record_count order by record_count"


def confidences(limits: tuple[float, ...]) -> str:
    """One row per band of confidence, by its place: profiles of several records. `limits` are where bands begin."""
    passed = " + ".join(f"(confidence >= {literal(limit)})::int" for limit in limits)
    return tidy(f"""
        select
            {passed} as band,
            count(*) as profiles
        from golden_profile
        where record_count > 1
        group by band
        order by band
    """)


def doubtful_profiles(most: int) -> str:
    """One row per profile of several records, the least certain first."""
    return tidy(f"""
        select
            profile_id,
            record_count,
            source_count,
            confidence
        from golden_profile
        where record_count > 1
        order by confidence, profile_id
        limit {most}
    """)


def households() -> str:
    """One row per kind of evidence: households that it ties, their profiles, and the size of the largest."""
    return tidy("""
        select
            reason,
            count(*) as households,
            sum(profile_count)::bigint as profiles,
            max(profile_count) as largest
        from household
        group by reason
        order by households desc, reason
    """)


def deciding_rules() -> str:
    """One row per attribute and strategy: golden values that it decided, and the sum of their agreement."""
    return tidy("""
        select
            attribute,
            rule,
            count(*) as decided,
            coalesce(sum(agreement), 0.0) as agreement
        from attribute_lineage
        group by attribute, rule
        order by attribute, decided desc, rule
    """)
