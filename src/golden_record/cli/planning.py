"""What `plan` does, and how a plan looks in a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, percent, plural, print_json, title
from golden_record.cli.progress import watching
from golden_record.cli.render_changes import changes_json, conditions_json, print_changes
from golden_record.cli.running import utc_now
from golden_record.cli.testing import print_verdicts, verdicts_json
from golden_record.cli.validating import checked_job
from golden_record.errors import ChecksFailedError, UsageError
from golden_record.evaluate.changes.conditions import condition, held
from golden_record.evaluate.expectations.verdicts import Verdict
from golden_record.planning import PlannedRun, planned_run
from golden_record.stages.link.blocking.choice import MAX_BLOCK

_LIMITS = "An estimate without labels: matches that share nothing a rule looks at are in no figure."


def show_plan(path: Path, *, quick: bool, conditions: Sequence[str], as_json: bool) -> None:
    """Print what the next run of a job would do; the state stays as it is.

    Raises:
        ChecksFailedError: it would change more than a condition allows.
        UsageError: a condition is none, or there is nothing that it could be held against.
    """
    asked = [condition(text) for text in conditions]
    if asked and quick:
        msg = "`--quick` does not try the run out, so nothing is there to hold --fail-if against"
        raise UsageError(msg, hint="leave one of the two out")
    job = checked_job(path)
    with watching("text") as observer:
        plan = planned_run(job, utc_now(), quick=quick, observer=observer)
    found = [held(one, plan.changes) for one in asked if plan.changes is not None]
    if as_json:
        print_json(plan_json(plan) | {"conditions": conditions_json(found)})
    else:
        print_plan(plan)
    if asked and plan.changes is None:
        msg = "no run of this job has come to its end, so nothing is there to hold --fail-if against"
        raise UsageError(msg, hint="leave it out before the first run; is `state` the path that you mean?")
    if broken := [each.told for each in found if each.broken]:
        msg = f"a run would change more than is allowed: {'; '.join(broken)}"
        raise ChecksFailedError(msg, hint="if the change is meant, raise the bound, or leave --fail-if out once")


def plan_json(plan: PlannedRun) -> dict[str, object]:
    """The plan as plain data, without any value of a record but the ids in the causes of moves."""
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
        "rules_chosen_by": blocking.chosen_by,
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
        "changes": None if plan.changes is None else changes_json(plan.changes),
        "tests": verdicts_json(plan.verdicts, values=False),
    }


def print_plan(plan: PlannedRun) -> None:
    """Print the stages, the rules of blocking, and what to expect."""
    console = output()
    _print_stages(console, plan)
    _print_rules(console, plan)
    if plan.changes is not None:
        print_changes(console, plan.changes)
    if plan.verdicts:
        _print_tests(console, plan.verdicts)
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
    if blocking.chosen_by:
        console.print(Text(f"These are the rules that run {blocking.chosen_by} chose.", style="dim"))
    if left_out := blocking.left_out:
        names = ", ".join(cost.rule.name for cost in left_out)
        console.print(Text(f"Left out, for what they would add: {names}", style="dim"))


def _print_tests(console: Console, verdicts: Sequence[Verdict]) -> None:
    failed = [each for each in verdicts if not each.passed]
    told = f"{len(failed)} would fail: a run would not publish" if failed else "all would pass"
    title(console, f"Tests of the job: {len(verdicts)}, {told}")
    print_verdicts(console, failed, values=False)


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
        basis = "as measured just now, publishing as the last time" if plan.measured else "as the last time"
        rows.append(("time", f"{expected.seconds:.1f} s, {basis}"))
        rows.append(("memory", f"{expected.peak_memory_mb:,.0f} MiB, as the last time"))
    console.print(facts(rows))
