"""The SQL of the mart's schema `ops`: the rows of each of its tables."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.stages.publish.operations.uses import queries as uses
from golden_record.stages.publish.operations.uses.roles import Roles
from golden_record.warehouse import literal, stack, tidy
from golden_record.warehouse.sql import column

_NAMES = ("left_source", "left_source_id", "right_source", "right_source_id")
_BY_PAIR = ", ".join(_NAMES)
_WEIGHT = ("weight", "probability")


def runs() -> str:
    """One row per run; the parameter is the id of the run that publishes, which is done as far as readers see."""
    return tidy("""
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
        order by run_id
    """)


def source_quality(fields: Sequence[tuple[str, str]], comparisons: Sequence[str], roles: Roles) -> str:
    """One row per source and attribute it feeds; the parameter is the id of the run.

    `fields` are these pairs; `comparisons` are the names of the model's comparisons, in its order.
    """
    counted = {
        "golden_use": uses.golden_uses(roles.lists),
        "agreed": uses.agreements(roles.lists),
        "told": uses.telling_links(comparisons),
        "blocked": uses.blocked_links(),
        "owned": uses.own_identifiers(roles.identifiers),
        "housed": uses.household_uses(roles.name),
    }
    measured = tidy(f"""
        select *
        from ({_measured(fields, comparisons)}) as quality
        {stack((_joined(name, query) for name, query in counted.items()), indent=8, separator="")}
    """)
    counts = ("golden_count", "telling_count", "blocking_count", "identifier_count", "household_count")
    filled = stack((f"coalesce({count}, 0) as {count}" for count in counts), indent=12)
    return uses.verdicts(f"select * replace (\n            {filled}\n        )\nfrom ({measured})", roles.purposes)


def _joined(name: str, query: str) -> str:
    return f"left join (\n{query}\n) as {name} using (source, attribute)"


def _measured(fields: Sequence[tuple[str, str]], comparisons: Sequence[str]) -> str:
    return tidy(f"""
        with field (source, attribute) as (
            values
                {stack((f"({literal(source)}, {literal(name)})" for source, name in fields), indent=16)}
        ),
        size as (
            select source, count(*) as record_count from source_record group by source
        ),
        mention as (
            select
                source,
                attribute,
                coalesce(key, value, raw) as identity,
                count(*) as frequency
            from claim
            join source_record using (record_id)
            where quality is not null
            group by source, attribute, identity
        ),
        variety as (
            select
                source,
                attribute,
                count(identity) as distinct_count,
                max(frequency) as top_count
            from mention
            group by source, attribute
        ),
        tally as (
            {_indented(_tally())}
        ),
        evidence as (
            {_indented(_evidence(comparisons))}
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
            match_weight
        from field
        left join size using (source)
        left join tally using (source, attribute)
        left join variety using (source, attribute)
        left join evidence using (source, attribute)
    """)


def comparison_names() -> str:
    """The comparison names of the model in use, in its order, as a JSON list; no row without a model."""
    return tidy("""
        select json_extract(diagnostics, '$.comparisons')::varchar
        from model
        where current
    """)


def match_edges(comparisons: Sequence[str], among: str | None = None) -> str:
    """One row per scored pair kept; `comparisons` are the names of the model's comparisons, in its order.

    Of all of them, or of those that stand in the table `among` with the names of their records.
    """
    columns = (*_WEIGHT, "blocking_rule", "matched_by", "levels", "weights")
    return tidy(f"""
        with edge as (
            {_indented(named_pairs("link", columns) if among is None else _links_among(among, columns))}
        )
        select
            * exclude (levels, weights),
            {_waterfall(comparisons)} as evidence
        from edge
        order by {_BY_PAIR}
    """)


def _links_among(among: str, columns: Sequence[str]) -> str:
    """Those links of which the names stand in a table; levels and weights of no others are read."""
    return tidy(f"""
        select
            {stack((*_NAMES, *columns), indent=12)}
        from link
        join {among} using (left_id, right_id)
        where link.rowid in (select link.rowid from link semi join {among} using (left_id, right_id))
    """)


def refused_edges() -> str:
    """One row per link that a guard refused."""
    return f"{named_pairs('refused_link', (*_WEIGHT, 'guard', 'reason'))}\norder by {_BY_PAIR}, guard, reason"


def rejected_rows() -> str:
    """One row per row that could not be read, without what stood in it."""
    return tidy("""
        select source, path, line, reason from rejected_row
        union all
        select events, path, line, reason from rejected_event
        order by source, path, line, reason
    """)


def event_quality() -> str:
    """One row per table of events: how many belong to a profile, and why the others do not."""
    return "select * from event_quality order by events"


def missing_records() -> str:
    """One row per record that is kept although its source no longer delivers it."""
    return tidy("""
        select source, source_id, missing_since
        from source_record
        where missing_since is not null
        order by source, source_id
    """)


def blocking_rules() -> str:
    """One row per blocking rule of the last run."""
    return "select * from blocking_rule order by position"


def blocking_estimate() -> str:
    """One row: how many of the matches blocking should have found in the last run."""
    return "select * from blocking_estimate"


def shared_values() -> str:
    """One row per value that proves nothing by itself; what it is stays behind where it belongs to a family."""
    return tidy("""
        select * exclude (key) replace (case when class <> 'family' then value end as value)
        from shared_value
        order by attribute, class, records desc, key, shared_value.value
    """)


def source_accuracies() -> str:
    """One row per attribute and source: how often it is right, beside how far the job trusts it."""
    return "select * from source_accuracy order by attribute, source"


def named_pairs(pairs: str, columns: Sequence[str] = (), names: str = "source_record") -> str:
    """Pairs under the names of their records, the smaller name first: record ids depend on the order of loading.

    `columns` are others of theirs to show; the table `names` knows the names.
    """
    shown = (
        "least(one, other).source as left_source",
        "least(one, other).source_id as left_source_id",
        "greatest(one, other).source as right_source",
        "greatest(one, other).source_id as right_source_id",
        *columns,
    )
    return tidy(f"""
        with pair as (
            select
                given.*,
                {{'source': one.source, 'source_id': one.source_id}} as one,
                {{'source': other.source, 'source_id': other.source_id}} as other
            from {pairs} as given
            join {names} as one on one.record_id = left_id
            join {names} as other on other.record_id = right_id
        )
        select
            {stack(shown, indent=12)}
        from pair
    """)


def _waterfall(comparisons: Sequence[str]) -> str:
    """Level and weight per comparison as JSON; two digits of a weight are more than its worth and halve the file."""
    if not comparisons:
        return "null::varchar"
    steps = (
        f"{literal(name)}: {{'level': levels[{at}], 'weight': try_cast(weights[{at}] as decimal(9, 2))}}"
        for at, name in enumerate(comparisons, start=1)
    )
    return f"to_json({{\n{' ' * 16}{stack(steps, indent=16)}\n{' ' * 12}}})::varchar"


def _tally() -> str:
    """One row per source and attribute: how many records fill it, and how many values there are of each quality.

    Most records that fill it have something in its first place: only the others need be told apart to be counted.
    """
    return tidy("""
        with later as (
            select distinct record_id, attribute from claim where position > 0 and quality is not null
        ),
        first as (
            select record_id, attribute
            from claim
            semi join later using (record_id, attribute)
            where position = 0 and quality is not null
        ),
        without_first as (
            select source, attribute, count(*) as records
            from later
            anti join first using (record_id, attribute)
            join source_record using (record_id)
            group by source, attribute
        )
        select
            source,
            attribute,
            count(*) filter (where position = 0) + coalesce(any_value(records), 0) as filled_count,
            count(*) as value_count,
            count(*) filter (where quality in ('good', 'repaired')) as valid_count,
            count(*) filter (where quality = 'suspicious') as suspicious_count,
            count(*) filter (where quality = 'placeholder') as placeholder_count
        from claim
        join source_record using (record_id)
        left join without_first using (source, attribute)
        where quality is not null
        group by source, attribute
    """)


def _evidence(comparisons: Sequence[str]) -> str:
    """One row per source and attribute compared: the average size of its weight in links inside profiles.

    The weight of an attribute that is compared in parts, as names are, is the sum of theirs. Decimals are summed, since
    a sum of fractions depends on their order; and first by pairs of sources, so that no link is handled twice.
    """
    if not comparisons:
        return "select null::varchar as source, null::varchar as attribute, null::double as match_weight"
    places: dict[str, list[int]] = {}
    for at, name in enumerate(comparisons, start=1):
        places.setdefault(name.partition(PART_SEPARATOR)[0], []).append(at)
    sizes = {name: f"abs({' + '.join(f'weights[{at}]' for at in parts)})" for name, parts in places.items()}
    sums = (f"sum({size}::decimal(18, 6)) as total_{at}" for at, size in enumerate(sizes.values()))
    counts = (f"count({size}) as count_{at}" for at, size in enumerate(sizes.values()))
    averages = (f"sum(total_{at})::double / sum(count_{at}) as {column(name)}" for at, name in enumerate(sizes))
    return tidy(f"""
        unpivot (
            with member as (
                select record_id, profile_id, source from membership join source_record using (record_id)
            ),
            met as (
                select
                    one.source as left_source,
                    other.source as right_source,
                    {stack((*sums, *counts), indent=20)}
                from link
                join member as one on one.record_id = left_id
                join member as other on other.record_id = right_id
                where one.profile_id = other.profile_id
                group by one.source, other.source
            )
            select
                source,
                {stack(averages, indent=16)}
            from (
                select left_source as source, * from met
                union all
                select right_source, * from met
            )
            group by source
        )
        on
            {stack(map(column, places), indent=12)}
        into name attribute value match_weight
    """)


def _indented(sql: str) -> str:
    return sql.replace("\n", "\n" + " " * 12)
