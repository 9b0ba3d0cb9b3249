"""What `plan` does, and how a plan looks in a terminal and as plain data."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, percent, plural, print_json, title
from golden_record.cli.running import utc_now
from golden_record.cli.validating import checked_job
from golden_record.planning import PlannedRun, planned_run
from golden_record.stages.link.blocking.choice import MAX_BLOCK

_LIMITS = "An estimate without labels: matches that share nothing a rule looks at are in no figure."


def show_plan(path: Path, *, as_json: bool) -> None:
    """Print what the next run of a job would do; the state stays as it is."""
    plan = planned_run(checked_job(path), utc_now())
    if as_json:
        print_json(plan_json(plan))
    else:
        print_plan(plan)


def plan_json(plan: PlannedRun) -> dict[str, object]:
    """The plan as plain data, without any value of a record."""
    blocking, expected = plan.blocking, plan.expected
    return {
        "unchanged": plan.unchanged,
        "stages": [
            {
                "stage": stage.stage,
                "runs": stage.runs,
                "reason": stage.reason,
                "last_seconds": round(stage.last.seconds, 3) if stage.last else None,
                "last_peak_memory_mb": round(stage.last.peak_memory_mb, 1) if stage.last else None,
            }
            for stage in plan.stages
        ],
        "expected_seconds": round(expected.seconds, 3) if expected else None,
        "expected_peak_memory_mb": round(expected.peak_memory_mb, 1) if expected else None,
        "records": plan.records,
        "counted_in": plan.counted_in,
        "max_comparisons": blocking.ceiling,
        "expected_comparisons": round(sum(blocking.new_pairs)),
        "estimated_recall": round(blocking.recall.share, 4),
        "blocking": [
            {
                "rule": one.rule.name,
                "required": one.rule.required,
                "pairs": one.pairs,
                "expected_new_pairs": round(new),
                "largest_block": one.largest_block,
                "skipped_values": one.skipped_values,
                "heaviest_value_records": one.heaviest,
            }
            for one, new in zip(blocking.chosen, blocking.new_pairs, strict=True)
        ],
        "left_out": [cost.rule.name for cost in blocking.left_out],
    }


def print_plan(plan: PlannedRun) -> None:
    """Print the stages, the rules of blocking, and what to expect."""
    console = output()
    _print_stages(console, plan)
    _print_rules(console, plan)
    _print_expected(console, plan)


def _print_stages(console: Console, plan: PlannedRun) -> None:
    headline = "Nothing has changed: a run would use every result again." if plan.unchanged else "A run would do this:"
    console.print(Text(headline, style="bold green"))
    console.print()
    rows = [
        (
            stage.stage,
            "runs" if stage.runs else "reused",
            stage.reason,
            f"{stage.last.seconds:.1f} s" if stage.last else "",
        )
        for stage in plan.stages
    ]
    console.print(grid(("stage", "", "because", "last time"), rows, numbers=(3,)))


def _print_rules(console: Console, plan: PlannedRun) -> None:
    title(console, f"Blocking, counted over {plural(plan.records, 'record')}")
    blocking = plan.blocking
    rows = [
        (one.rule.name, one.pairs, f"{new:,.0f}", one.largest_block, one.skipped_values or "", one.heaviest)
        for one, new in zip(blocking.chosen, blocking.new_pairs, strict=True)
    ]
    head = ("rule", "pairs", "new, about", "up to records", "values skipped", "heaviest value")
    console.print(grid(head, rows, numbers=(1, 2, 3, 4, 5)))
    if left_out := blocking.left_out:
        names = ", ".join(cost.rule.name for cost in left_out)
        console.print(Text(f"Left out, for what they would add: {names}", style="dim"))


def _print_expected(console: Console, plan: PlannedRun) -> None:
    title(console, "To expect")
    blocking = plan.blocking
    pairs = f"about {sum(blocking.new_pairs):,.0f}; match.max_comparisons allows {blocking.ceiling:,}"
    rows: list[tuple[str, object]] = [
        ("pairs compared", pairs),
        ("recall of blocking", f"about {percent(blocking.recall.share)}. {_LIMITS}"),
        ("frequent values", f"a value of over {MAX_BLOCK} records is never compared pair by pair"),
    ]
    expected = plan.expected
    if plan.unchanged:
        rows.append(("time", "none: nothing would run"))
    elif expected is None:
        rows.append(("time", "unknown: this job has not run to its end yet"))
    else:
        rows.append(("time", f"{expected.seconds:.1f} s, as the last time"))
        rows.append(("memory", f"{expected.peak_memory_mb:,.0f} MiB, as the last time"))
    console.print(facts(rows))
