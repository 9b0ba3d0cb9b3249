"""How the story of a profile looks in a terminal."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import grid, output, percent, plural, printable, title
from golden_record.evaluate.household import Housemate
from golden_record.evaluate.profile import GoldenValue, Loser, Member, Pinned, ProfileStory, Tie
from golden_record.model.keys import JUDGED

MOST_MEMBERS = 30
MOST_REFUSALS = 10
MOST_LOSERS = 5


def print_profile(story: ProfileStory) -> None:
    """Print everything that is known of a profile."""
    console = output()
    size = plural(len(story.members), "record")
    console.print(Text(f"{story.profile_id}: {size}, confidence {percent(story.confidence)}", style="bold green"))
    _print_golden(console, story)
    _print_members(console, story)
    _print_ties(console, story)
    _print_refusals(console, story)
    _print_household(console, story)


def _print_golden(console: Console, story: ProfileStory) -> None:
    title(console, "Golden values, and where they come from")
    rows = [
        (value.attribute, Text(printable(value.value or "none"), style="bold"), _origin(value))
        for value in story.golden
    ]
    console.print(grid(("attribute", "value", "because"), rows))
    contested = [(value, loser) for value in story.golden for loser in value.losers[:MOST_LOSERS]]
    if contested:
        title(console, "What lost, and on what")
        lost = [(value.attribute, printable(loser.value), _defeat(loser)) for value, loser in contested]
        console.print(grid(("attribute", "value", "because"), lost))


def _origin(value: GoldenValue) -> str:
    if value.pinned is not None:
        return _pinned(value.pinned, value)
    if value.computed:
        return f"{value.rule} of {plural(value.candidate_count, 'value')}"
    if value.record is None:
        return f"{value.rule} let none of {value.candidate_count} values survive, the best was {value.runner_up}"
    return f"{value.record}{_since(value.observed_at)}{_support(value)}{_remarks(value)}"


def _pinned(pinned: Pinned, value: GoldenValue) -> str:
    also = f"; {value.record} says so too" if value.record else ""
    outranked = f"; the sources elect {value.runner_up}" if value.runner_up else ""
    return f"pinned by {pinned.who}{_since(pinned.when)}: {pinned.why}{also}{outranked}"


def _support(value: GoldenValue) -> str:
    if value.candidate_count == 1:
        return " alone says so"
    if value.agreement == 1:
        return f"; all {value.candidate_count} values agree"
    agreeing = round((value.agreement or 0) * value.candidate_count)
    text = f", by {value.rule}; {agreeing} of {value.candidate_count} values agree"
    return f"{text}, the next was {value.runner_up}" if value.runner_up else text


def _remarks(value: GoldenValue) -> str:
    """What a steward should look at twice."""
    remarks = ["suspicious, but nothing better stands"] if value.quality == "suspicious" else []
    if value.confidence is not None and value.confidence < 0.5:
        remarks.append(f"by the accuracy of the sources {percent(value.confidence)} sure")
    return "".join(f"; {remark}" for remark in remarks)


def _defeat(loser: Loser) -> str:
    others = loser.record_count - 1
    more = f" and {plural(others, 'more record')}" if others else ""
    return f"{loser.record}{_since(loser.observed_at)}{more}; lost on {loser.reason}"


def _since(moment: datetime | None) -> str:
    return "" if moment is None else f" of {moment:%Y-%m-%d}"


def _print_members(console: Console, story: ProfileStory) -> None:
    title(console, "Records")
    rows = [
        (member.name, member.matched_by, _probability(member), _said(member)) for member in story.members[:MOST_MEMBERS]
    ]
    console.print(grid(("record", "joined by", "probability", "says"), rows, numbers=(2,)))
    _print_rest(console, len(story.members) - MOST_MEMBERS, "record")


def _probability(member: Member) -> str:
    return "—" if member.probability is None else f"{member.probability:.4f}"


def _said(member: Member) -> str:
    return "; ".join(said.value for values in member.values.values() for said in values)


def _print_ties(console: Console, story: ProfileStory) -> None:
    if not story.ties:
        return
    title(console, "What holds it together")
    weakest = story.ties[-1]
    rows = [(tie.left, tie.right, _bits(tie), "the weakest point" if tie is weakest else "") for tie in story.ties]
    console.print(grid(("record", "record", "bits", ""), _both_ends(rows), numbers=(2,)))


def _bits(tie: Tie) -> str:
    """The weight of a tie; that of a judgement is no measure of anything."""
    return tie.matched_by if tie.matched_by == JUDGED else f"{tie.weight:+.1f}"


def _both_ends(rows: list[tuple[str, str, str, str]]) -> list[tuple[str, str, str, str]]:
    """The strongest ties and the weakest one, where there are many."""
    return rows if len(rows) <= MOST_MEMBERS else [*rows[: MOST_MEMBERS - 1], ("...", "", "", ""), rows[-1]]


def _print_refusals(console: Console, story: ProfileStory) -> None:
    if not story.refusals:
        return
    title(console, "Links to other profiles that were refused")
    rows = [
        (
            item.member,
            item.other,
            item.other_profile_id,
            "—" if item.weight is None else f"{item.weight:+.1f}",
            f"{item.guard}: {item.reason}",
        )
        for item in story.refusals[:MOST_REFUSALS]
    ]
    console.print(grid(("record", "record there", "profile", "bits", "refused by"), rows, numbers=(3,)))
    _print_rest(console, len(story.refusals) - MOST_REFUSALS, "link")


def _print_household(console: Console, story: ProfileStory) -> None:
    if story.household is None:
        return
    title(console, f"Household {story.household.household_id}")
    if story.household.address:
        console.print(Text(printable(story.household.address)))
    rows = [
        ("this one" if mate.profile_id == story.profile_id else mate.profile_id, mate.name, mate.reason, _tied_to(mate))
        for mate in story.household.mates
    ]
    console.print(grid(("profile", "name", "shares", "with"), rows))


def _tied_to(mate: Housemate) -> str:
    return f"{mate.other_profile_id}{'' if mate.seen_at is None else f', last seen {mate.seen_at:%Y-%m-%d}'}"


def _print_rest(console: Console, count: int, noun: str) -> None:
    if count > 0:
        console.print(Text(f"and {plural(count, noun)} more: --json shows all", style="dim"))
