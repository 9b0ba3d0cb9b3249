"""The command by which a steward overrules the engine."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict, Unpack

import click

from golden_record.cli.parameters import AS_JSON, JOB

ACTS: tuple[Literal["same", "different", "split", "withdraw", "show"], ...] = (
    "same",
    "different",
    "split",
    "withdraw",
    "show",
)


class Asked(TypedDict):
    """The options of `judge`."""

    same: tuple[str, str] | None
    different: tuple[str, str] | None
    split: str | None
    out: tuple[str, ...]
    withdraw: tuple[int, ...]
    show: bool
    who: str | None
    why: str | None
    until: str | None


_TWO = "SOURCE:ID|PROFILE SOURCE:ID|PROFILE"


@click.command(short_help="Say who is one person and who is not.")
@JOB
@click.option("--same", nargs=2, metavar=_TWO, help="Two records or profiles that are one person.")
@click.option("--different", nargs=2, metavar=_TWO, help="Two records or profiles that are two people.")
@click.option("--split", metavar="PROFILE", help="A profile that mixes people; --out says which records leave it.")
@click.option("--out", multiple=True, metavar="SOURCE:ID", help="A record that leaves the profile; once for each.")
@click.option("--withdraw", multiple=True, metavar="NUMBER", type=int, help="A judgement to take back; once for each.")
@click.option("--list", "show", is_flag=True, help="List all judgements, where they stand, and contradictions.")
@click.option("--who", metavar="NAME", help="Who decides.")
@click.option("--why", metavar="TEXT", help="The reason.")
@click.option("--until", metavar="DAY", help="Last day on which it counts; without it, always.")
@AS_JSON
def judge(job: Path, *, as_json: bool, **asked: Unpack[Asked]) -> None:
    r"""Overrule the model for good: join two people, part them, split a profile, or take such a word back.

    The judgement is kept in the state, with who, when and why, and outranks the model in every run from the next one
    on. Whatever two earlier judgements said of the same records, the latest counts; none is ever erased.

    \b
    Example:
        golden-record judge retail.yml --same crm:100301 web:w-004591 --who ann --why "confirmed by telephone"
        golden-record judge retail.yml --split mggcxlnfiwnlparu --out crm:7 --who ann --why "father and son"
        golden-record judge retail.yml --withdraw 2 --who ann --why "it was the wrong card"
        golden-record judge retail.yml --list
    """
    from golden_record.cli.judgements import give_judgement, list_judgements

    if len([name for name in ACTS if asked[name]]) != 1:
        message = "give one of --same, --different, --split, --withdraw and --list"
        raise click.UsageError(message)
    if bool(asked["split"]) != bool(asked["out"]):
        message = "--split and --out belong together"
        raise click.UsageError(message)
    if asked["show"]:
        list_judgements(job, as_json=as_json)
        return
    if not (asked["who"] or "").strip() or not (asked["why"] or "").strip():
        message = "a judgement says who decides and why: --who NAME --why TEXT"
        raise click.UsageError(message)
    give_judgement(job, asked, as_json=as_json)
