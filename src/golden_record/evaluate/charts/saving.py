"""A chart becomes a file: a picture for documents, one for screens, or a page that needs no network."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import vl_convert

from golden_record.errors import UsageError
from golden_record.evaluate.charts.theme import Chart
from golden_record.evaluate.writing import writing

PNG_SCALE = 2.0
"""Pixels per unit: sharp on the dense screens that most people have, and in print."""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>body {{ margin: 2rem; }} svg {{ max-width: 100%; height: auto; }}</style>
</head>
<body>
{picture}
</body>
</html>
"""


def save(chart: Chart, path: Path) -> None:
    """Write a chart as what the ending of the path says: `.png`, `.svg`, or `.html`, a page without any script.

    Raises:
        UsageError: the ending is none of these.
        EngineError: the path cannot be written.
    """
    draw = WRITERS.get(path.suffix.lower())
    if draw is None:
        msg = f"a chart cannot be written as {path.suffix or 'a file without an ending'}"
        raise UsageError(msg, hint=f"known endings: {', '.join(WRITERS)}")
    drawn = draw(chart, path)
    with writing(path):
        path.write_bytes(drawn)


def as_svg(chart: Chart) -> str:
    """A chart as SVG text: no script, no reference to anything outside, values escaped."""
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def _svg(chart: Chart, _: Path) -> bytes:
    return as_svg(chart).encode()


def _png(chart: Chart, _: Path) -> bytes:
    return bytes(vl_convert.vegalite_to_png(chart.to_dict(), scale=PNG_SCALE))


def _html(chart: Chart, path: Path) -> bytes:
    return _PAGE.format(title=escape(path.stem), picture=as_svg(chart)).encode()


WRITERS: dict[str, Callable[[Chart, Path], bytes]] = {".png": _png, ".svg": _svg, ".html": _html}
"""What a chart can be written as, by the ending of the file."""
