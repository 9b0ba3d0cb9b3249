"""The SQL of the mart's schema `ops`: the rows of each of its tables."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.warehouse import indented, literal, stack, tidy

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
            {indented(named_pairs("link", columns) if among is None else _links_among(among, columns), 12)}
        )
        select
            * exclude (levels, weights),
            {_waterfall(comparisons)} as evidence
        from edge
        order by {_BY_PAIR}
    """)


def _links_among(among: str, columns: Sequence[str]) -> str:
    """Those links of which the names stand in a table.

    Levels and weights are read of no others, and not joined by pairs: it is places in the table that a scan can skip.
    """
    return tidy(f"""
        with found as materialized (
            select
                link.rowid as place,
                {stack(_NAMES, indent=16)}
            from link
            join {among} using (left_id, right_id)
        )
        select
            {stack((*_NAMES, *columns), indent=12)}
        from link
        join found on link.rowid = place
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
