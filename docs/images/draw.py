"""The picture of the README: four records of the sample data and the profile they became.

`python docs/images/draw.py` writes it for light and dark pages. The values are those of the sample retailer;
`tests/test_docs.py` compares them with what a run publishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import dedent

FOLDER = Path(__file__).parent
WIDTH = 1120
CARD = 404
GOLDEN_LEFT = 574
ROW = 54
HEAD = 84
FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Theme:
    """Colours of one kind of page."""

    card: str
    border: str
    text: str
    dim: str
    gold: str
    gold_card: str
    sources: dict[str, str]


@dataclass(frozen=True)
class Record:
    """A source record as found. A line that starts with `~` is a value that the engine does not believe."""

    source: str
    source_id: str
    about: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Golden:
    """A golden value and its lineage."""

    attribute: str
    value: str
    source: str
    because: str


THEMES = {
    "light": Theme(
        card="#ffffff",
        border="#d0d7de",
        text="#1f2328",
        dim="#59636e",
        gold="#b7860b",
        gold_card="#fffaeb",
        sources={"crm": "#0969da", "pos": "#bc4c00", "app": "#1a7f37", "web": "#8250df"},
    ),
    "dark": Theme(
        card="#161b22",
        border="#3d444d",
        text="#f0f6fc",
        dim="#9198a1",
        gold="#e3b341",
        gold_card="#221d10",
        sources={"crm": "#58a6ff", "pos": "#f0883e", "app": "#3fb950", "web": "#bc8cff"},
    ),
}

RECORDS = (
    Record(
        "crm",
        "100301",
        "customer file, trust 90",
        (
            "Левицкая Пелагея Викторовна",
            "~01.01.1900",
            "89227529958",
            "pelageya.levitskaya@inbox.example",
            "242951704073",
            "Спортивная ул., 99-88, Новосибирск",
        ),
    ),
    Record("pos", "p-001901", "till, trust 50", ("ЛЕВИЦКАЯ ПЕЛАГЕЯ", "+7 925 349 45 71", "card 2726440964")),
    Record(
        "app",
        "a-001643",
        "mobile app, trust 80",
        ("Pelageia  Levitskaia", "1951-10-08", "79253494571", "pelageya.levitskaya@inbox.example"),
    ),
    Record(
        "web",
        "w-004591",
        "website, trust 30",
        ("Пелагея Левицкая", "pelageya.levitskaya@inbox.example", "cookie c0b854791e07"),
    ),
)

PROFILE_ID = "3agi2nhfrvf5kwe3"
CONFIDENCE = "99.99%"
GOLDEN = (
    Golden("full_name", "Левицкая Пелагея Викторовна", "crm", "most trusted"),
    Golden("birth_date", "1951-10-08", "app", "01.01.1900 is a placeholder"),
    Golden("phone", "+79253494571, +79227529958", "app", "most recent first"),
    Golden("email", "pelageya.levitskaya@inbox.example", "app", "all 3 agree"),
    Golden("tax_id", "242951704073", "crm", "checksum holds"),
    Golden("loyalty_card", "2726440964", "pos", "only value"),
    Golden("cookie_id", "C0B854791E07", "web", "only value"),
    Golden("address", "630336, Новосибирск, Спортивная ул., 99-88", "crm", "only value"),
)


def picture(theme: Theme) -> str:
    """The whole picture as SVG."""
    tops = _tops()
    height = HEAD + ROW * len(GOLDEN) + 18
    curves = [_curve(theme, tops, place, golden) for place, golden in enumerate(GOLDEN)]
    cards = [_card(theme, record, tops[record.source]) for record in RECORDS]
    title = "Four records of one woman in four systems become one golden profile; each value names its source"
    body = "\n".join([*curves, *cards, _profile(theme, height)])
    return dedent(f"""\
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {WIDTH + 4} {height + 4}" role="img" font-family="{FONT}">
        <title>{title}</title>
        """) + (f"{body}\n</svg>\n")


def _size(record: Record) -> int:
    return 48 + 21 * len(record.lines)


def _tops() -> dict[str, int]:
    """The upper edge of each record's card."""
    height = HEAD + ROW * len(GOLDEN) + 18
    gap = (height - sum(map(_size, RECORDS))) // (len(RECORDS) - 1)
    tops: dict[str, int] = {}
    top = 0
    for record in RECORDS:
        tops[record.source] = top
        top += _size(record) + gap
    return tops


def _card(theme: Theme, record: Record, top: int) -> str:
    colour = theme.sources[record.source]
    parts = [
        f'<rect x="0" y="{top}" width="{CARD}" height="{_size(record)}" rx="8" fill="{theme.card}"'
        f' stroke="{theme.border}"/>',
        f'<rect x="0" y="{top}" width="6" height="{_size(record)}" rx="3" fill="{colour}"/>',
        _text(22, top + 27, f"{record.source}:{record.source_id}", colour, size=15, bold=True),
        _text(CARD - 16, top + 27, record.about, theme.dim, size=13, anchor="end"),
    ]
    for number, line in enumerate(record.lines):
        doubtful = line.startswith("~")
        colour_of_line = theme.dim if doubtful else theme.text
        parts.append(
            _text(22, top + 52 + 21 * number, line.lstrip("~"), colour_of_line, size=15, struck=doubtful, mono=True)
        )
    return "\n".join(parts)


def _profile(theme: Theme, height: int) -> str:
    width = WIDTH - GOLDEN_LEFT
    parts = [
        f'<rect x="{GOLDEN_LEFT}" y="0" width="{width}" height="{height}" rx="10" fill="{theme.gold_card}"'
        f' stroke="{theme.gold}" stroke-width="2"/>',
        _text(GOLDEN_LEFT + 24, 36, "golden_profile", theme.gold, size=20, bold=True),
        _text(
            GOLDEN_LEFT + 24,
            60,
            f"{PROFILE_ID} · 4 records · confidence {CONFIDENCE}",
            theme.dim,
            size=14,
        ),
        f'<line x1="{GOLDEN_LEFT + 24}" y1="{HEAD - 8}" x2="{WIDTH - 24}" y2="{HEAD - 8}" stroke="{theme.gold}"'
        ' stroke-opacity="0.45"/>',
    ]
    for place, golden in enumerate(GOLDEN):
        parts.append(_row(theme, HEAD + ROW * place, golden))
    return "\n".join(parts)


def _row(theme: Theme, top: int, golden: Golden) -> str:
    colour = theme.sources[golden.source]
    left, right = GOLDEN_LEFT + 24, WIDTH - 24
    return "\n".join(
        [
            f'<circle cx="{GOLDEN_LEFT}" cy="{top + 27}" r="5" fill="{colour}"/>',
            _text(left, top + 20, golden.attribute, theme.dim, size=13),
            _text(right - 50, top + 20, golden.because, theme.dim, size=13, anchor="end"),
            f'<rect x="{right - 40}" y="{top + 5}" width="40" height="20" rx="10" fill="{colour}" fill-opacity="0.15"/>',
            _text(right - 20, top + 20, golden.source, colour, size=13, anchor="middle", bold=True),
            _text(left, top + 41, golden.value, theme.text, size=16, bold=True),
        ]
    )


def _curve(theme: Theme, tops: dict[str, int], place: int, golden: Golden) -> str:
    """A line from the card of the winning record to the golden value."""
    record = next(record for record in RECORDS if record.source == golden.source)
    same = [number for number, other in enumerate(GOLDEN) if other.source == golden.source]
    share = (same.index(place) + 1) / (len(same) + 1)
    start = tops[golden.source] + _size(record) * share
    end = HEAD + ROW * place + 27
    middle = (CARD + GOLDEN_LEFT) / 2
    return (
        f'<path d="M {CARD} {start:.0f} C {middle:.0f} {start:.0f}, {middle:.0f} {end}, {GOLDEN_LEFT} {end}"'
        f' fill="none" stroke="{theme.sources[golden.source]}" stroke-width="2" stroke-opacity="0.6"/>'
    )


def _text(
    x: int,
    y: int,
    content: str,
    colour: str,
    *,
    size: int,
    anchor: str = "start",
    bold: bool = False,
    struck: bool = False,
    mono: bool = False,
) -> str:
    style = "".join(
        [
            ' font-weight="600"' if bold else "",
            ' text-decoration="line-through"' if struck else "",
            " font-family=\"ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace\"" if mono else "",
        ]
    )
    small = size - 1 if mono else size
    return (
        f'<text x="{x}" y="{y}" font-size="{small}" fill="{colour}" text-anchor="{anchor}"{style}>'
        f"{escape(content)}</text>"
    )


if __name__ == "__main__":
    for name, theme in THEMES.items():
        (FOLDER / f"records-to-profile-{name}.svg").write_text(picture(theme), encoding="utf-8")
