"""What a person reads when something fails, and the exit code that a scheduler reads."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from golden_record.cli.parameters import LOG_FORMAT_KEY
from golden_record.errors import ConfigError, EngineError, GoldenRecordError, InterruptedRunError, SourcesError


@contextmanager
def told_in_words(*, debug: bool) -> Iterator[None]:
    """Turn whatever stops a command into a message on stderr and an exit code; with `debug` show the traceback too."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except BrokenPipeError:
        _forget_stdout()
        raise click.exceptions.Exit(0) from None
    except GoldenRecordError as error:
        _trace(debug)
        _tell(error)
        raise click.exceptions.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        _trace(debug)
        _tell(InterruptedRunError("interrupted"))
        raise click.exceptions.Exit(InterruptedRunError.exit_code) from None
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback may show values of records
        _trace(debug)
        _tell_defect(error)
        raise click.exceptions.Exit(EngineError.exit_code) from None


def _tell(error: GoldenRecordError) -> None:
    if not isinstance(error, ConfigError | SourcesError):
        _say(str(error), error.hint)
        return
    for problem in error.problems:
        _say(str(problem), problem.hint)
    if len(error.problems) > 1 and not _wants_json():
        click.echo(f"{len(error.problems)} problems", err=True)


def _tell_defect(error: Exception) -> None:
    """Name the place and the kind, never the message: it may quote a value of a record."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    hint = "report it with this line; `golden-record --debug ...` shows more, perhaps with values of records"
    _say(f"{type(error).__name__} at {where}: this is a defect of golden_record", hint)


def _say(message: str, hint: str) -> None:
    if _wants_json():
        click.echo(json.dumps({"event": "error", "message": message, "hint": hint}, ensure_ascii=False), err=True)
        return
    click.echo(f"error: {message}", err=True)
    if hint:
        click.echo(f"Hint: {hint}", err=True)


def _wants_json() -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and context.meta.get(LOG_FORMAT_KEY) == "json"


def _trace(debug: bool) -> None:
    if debug:
        click.echo(traceback.format_exc(), err=True, nl=False)


def _forget_stdout() -> None:
    """Nobody reads stdout any more: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
