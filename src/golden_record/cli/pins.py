"""The command by which a steward sets a golden value."""

# ruff: noqa: PLC0415 - heavy modules are imported inside the commands: `--help` has half a second

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from golden_record.cli.parameters import AS_JSON, JOB


class Asked(TypedDict):
    """The arguments and options of `pin` beside the job."""

    record: str | None
    attribute: str | None
    value: str | None
    withdraw: bool
    show: bool
    who: str | None
    why: str | None
    until: str | None


@click.command(short_help="Set a golden value, until the sources know better.")
@JOB
@click.argument("record", metavar="[SOURCE:ID]", required=False)
@click.argument("attribute", metavar="[ATTRIBUTE]", required=False)
@click.argument("value", metavar="[VALUE]", required=False)
@click.option("--withdraw", is_flag=True, help="Take back what was pinned for the record's attribute.")
@click.option("--list", "show", is_flag=True, help="List all pins, and where they stand.")
@click.option("--who", metavar="NAME", help="Who decides.")
@click.option("--why", metavar="TEXT", help="The reason.")
@click.option("--until", metavar="DAY", help="Last day on which it counts; without it, until it retires.")
@AS_JSON
def pin(job: Path, *, as_json: bool, **asked: Unpack[Asked]) -> None:
    r"""Pin a golden value for the person behind a record: it outranks whatever the sources elect, from the next run on.

    It follows the person through merges and splits, and retires itself as soon as the sources elect the same value, or
    say what they did not say when it was pinned.

    \b
    Example:
        golden-record pin retail.yml crm:100301 city Москва --who ann --why "said so by telephone"
        golden-record pin retail.yml crm:100301 city --withdraw --who ann --why "it was another caller"
        golden-record pin retail.yml --list
    """
    from golden_record.cli.pinning import list_pins, set_or_withdraw

    given = [asked["record"], asked["attribute"], asked["value"]]
    if asked["show"]:
        if any(given) or asked["withdraw"]:
            message = "--list stands alone"
            raise click.UsageError(message)
        list_pins(job, as_json=as_json)
        return
    if asked["record"] is None or asked["attribute"] is None or (asked["value"] is None) != asked["withdraw"]:
        message = "give a record, an attribute and a value; or a record and an attribute with --withdraw; or --list"
        raise click.UsageError(message)
    if not (asked["who"] or "").strip() or not (asked["why"] or "").strip():
        message = "a pin says who decides and why: --who NAME --why TEXT"
        raise click.UsageError(message)
    set_or_withdraw(job, asked, as_json=as_json)
