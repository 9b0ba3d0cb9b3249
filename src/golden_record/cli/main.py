"""The command `golden-record`: its options, its subcommands, and the signals that end it."""

from __future__ import annotations

import io
import signal
import sys
from types import FrameType

import click

from golden_record import __version__
from golden_record.cli.auditing import audit
from golden_record.cli.discovering import init, profile
from golden_record.cli.failures import told_in_words
from golden_record.cli.insight import evaluate, explain
from golden_record.cli.jobs import plan, run, schema, test, validate
from golden_record.cli.machine import demo, doctor
from golden_record.cli.modelling import model
from golden_record.cli.operating import clean, diff, rollback
from golden_record.cli.pins import pin
from golden_record.cli.reporting import report
from golden_record.cli.stewarding import judge


class _Commands(click.Group):
    """A group whose commands fail in words, and that lists them in the order of a first day."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command."""
        with told_in_words(debug=bool(ctx.params.get("debug"))):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which they were added."""
        del ctx
        return list(self.commands)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="golden-record", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback when something fails; it may hold values of records.")
def cli(debug: bool) -> None:
    r"""Resolve customer records from many sources into golden profiles.

    \b
    Start here:
        golden-record doctor          is this machine fit?
        golden-record demo            a tour on made up data
        golden-record init FILE...    a job for your own data
        golden-record run job.yml     your own data
    """
    del debug


_ABOUT_A_JOB = (validate, plan, run, test, diff, evaluate, explain, report, judge, pin, model, audit, rollback, clean)
for _command in (init, profile, *_ABOUT_A_JOB, schema, demo, doctor):
    cli.add_command(_command)
for _documented in (cli, *cli.commands.values(), *model.commands.values(), *audit.commands.values()):
    # Docstrings are raw and spell the mark of a paragraph that keeps its lines; click wants the character itself.
    _documented.help = (_documented.help or "").replace("\\b\n", "\b\n")


def main() -> None:
    """Run the command line, as the installed script does."""
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal of another encoding gets question marks, not a traceback.
            stream.reconfigure(errors="replace")
    cli.main(prog_name="golden-record")


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt
