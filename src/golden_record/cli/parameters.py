"""Parameters that several commands share, declared once."""

from __future__ import annotations

from pathlib import Path

import click

JOB = click.argument("job", metavar="JOB", type=click.Path(path_type=Path))

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")

CHART_ENDINGS = (".png", ".svg", ".html")
"""What a chart can be written as; said here too, so that a slip is told before anything is computed."""


def _drawable(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    del context, parameter
    if value is not None and value.suffix.lower() not in CHART_ENDINGS:
        message = f"a chart cannot be written as {value.suffix or 'a file without an ending'}; known endings: "
        raise click.BadParameter(message + ", ".join(CHART_ENDINGS))
    return value


CHART = click.option(
    "--chart",
    metavar="FILE",
    type=click.Path(path_type=Path),
    callback=_drawable,
    help=f"Draw it too: {', '.join(CHART_ENDINGS)}.",
)

LOG_FORMAT_KEY = "golden_record.log_format"
"""Where the context of a command keeps the format of its messages, for whoever reports its failure."""


def _remember(context: click.Context, parameter: click.Parameter, value: str) -> str:
    del parameter
    context.meta[LOG_FORMAT_KEY] = value
    return value


LOG_FORMAT = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    callback=_remember,
    default="text",
    show_default=True,
    help="How progress is told on stderr.",
)
