"""The pictures of the README, for light and dark pages: records that became a profile, and F1 beside others.

`python docs/images/draw.py` writes them. The values of the first are those of the sample retailer, which
`tests/test_docs.py` compares with what a run publishes; the figures of the second are read from `docs/accuracy.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent
ACCURACY = FOLDER.parent / "accuracy.md"
WIDTH = 1120
CARD = 404
GOLDEN_LEFT = 574
ROW = 58
HEAD = 84
FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"
MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"


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
    Golden("tax_id", "242951704073", "crm", "only value"),
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
    body = [*curves, *cards, _profile(theme, height)]
    return svg(f"-2 -2 {WIDTH + 4} {height + 4}", title, body)


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
        label((22, top + 27), f"{record.source}:{record.source_id}", colour, 15, "bold"),
        label((CARD - 16, top + 27), record.about, theme.dim, 13, "end"),
    ]
    for number, line in enumerate(record.lines):
        at = (22, top + 52 + 21 * number)
        if line.startswith("~"):
            parts.append(label(at, line.lstrip("~"), theme.dim, 14, "mono", "struck"))
        else:
            parts.append(label(at, line, theme.text, 14, "mono"))
    return "\n".join(parts)


def _profile(theme: Theme, height: int) -> str:
    width = WIDTH - GOLDEN_LEFT
    parts = [
        f'<rect x="{GOLDEN_LEFT}" y="0" width="{width}" height="{height}" rx="10" fill="{theme.gold_card}"'
        f' stroke="{theme.gold}" stroke-width="2"/>',
        label((GOLDEN_LEFT + 24, 36), "golden_profile", theme.gold, 20, "bold"),
        label((GOLDEN_LEFT + 24, 60), f"{PROFILE_ID} · 4 records · confidence {CONFIDENCE}", theme.dim, 14),
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
            label((left, top + 20), golden.attribute, theme.dim, 13),
            label((right - 50, top + 20), golden.because, theme.dim, 13, "end"),
            f'<rect x="{right - 40}" y="{top + 5}" width="40" height="20" rx="10" fill="{colour}" fill-opacity=".15"/>',
            label((right - 20, top + 20), golden.source, colour, 13, "middle", "bold"),
            label((left, top + 41), golden.value, theme.text, 16, "bold"),
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


# --- the chart

LABELS = 236
RIGHT = 1040
LOWEST = 0.25
LINE = 36
LEGEND = 64


@dataclass(frozen=True)
class Series:
    """One column of the table in `docs/accuracy.md`, and how it is drawn."""

    column: int
    legend: str
    radius: float
    is_hollow: bool
    width: int


SERIES = (
    Series(9, "classifier with 500 labels", 5, True, 206),
    Series(7, "best other tool, no labels", 5, False, 204),
    Series(5, "plain Splink, same cleaned values", 5, False, 252),
    Series(2, "golden_record, no labels", 8, False, 200),
)


def figures(page: str) -> list[tuple[str, dict[int, float]]]:
    """Each dataset of the page's first table, with the F1 of each series that it has."""
    lines = [line for line in page.splitlines() if line.startswith("|")]
    table = lines[: next((at for at, line in enumerate(lines) if "B-cubed" in line), len(lines))]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]
    return [(row[0], {s.column: _figure(row[s.column]) for s in SERIES if row[s.column]}) for row in cells]


def _figure(cell: str) -> float:
    return float(cell.replace("*", "").split(" ")[0])


def chart(theme: Theme, page: str) -> str:
    """F1 of pairs on every dataset, as SVG."""
    rows = figures(page)
    bottom = LEGEND + LINE * len(rows)
    parts = [*_axis(theme, bottom), *_legend(theme)]
    for place, (name, values) in enumerate(rows):
        parts.append(_measured(theme, LEGEND + LINE * place + LINE // 2, name, values))
    title = "F1 of pairs on each labelled dataset: golden_record, plain Splink, the best other tool, 500 labels"
    return svg(f"0 0 {WIDTH} {bottom + 34}", title, parts)


def _across(value: float) -> float:
    return LABELS + (value - LOWEST) / (1 - LOWEST) * (RIGHT - LABELS)


def _colour(theme: Theme, series: Series) -> str:
    return {2: theme.gold, 5: theme.sources["crm"]}.get(series.column, theme.dim)


def _dot(theme: Theme, series: Series, x: float, y: int) -> str:
    colour = _colour(theme, series)
    fill = f'fill="none" stroke="{colour}" stroke-width="2"' if series.is_hollow else f'fill="{colour}"'
    return f'<circle cx="{x:.1f}" cy="{y}" r="{series.radius}" {fill}/>'


def _legend(theme: Theme) -> list[str]:
    parts, x = [], 12
    for series in reversed(SERIES):
        parts += [_dot(theme, series, x, 20), label((x + 14, 25), series.legend, theme.text, 14)]
        x += series.width
    return parts


def _axis(theme: Theme, bottom: int) -> list[str]:
    parts = [label((LABELS - 20, bottom + 22), "F1 of pairs", theme.dim, 13, "end")]
    for tenths in range(3, 11):
        x = _across(tenths / 10)
        parts.append(
            f'<line x1="{x:.1f}" y1="{LEGEND - 6}" x2="{x:.1f}" y2="{bottom}" stroke="{theme.border}"'
            f' stroke-opacity="0.7"/>'
        )
        parts.append(label((round(x), bottom + 22), f"{tenths / 10:g}", theme.dim, 13, "middle"))
    return parts


def _measured(theme: Theme, y: int, name: str, values: dict[int, float]) -> str:
    ends = [_across(value) for value in values.values()]
    is_mean = name.startswith("mean")
    return "\n".join(
        [
            label(
                (LABELS - 20, y + 5), "mean" if is_mean else name, theme.text, 14, *(["bold"] if is_mean else []), "end"
            ),
            f'<line x1="{min(ends):.1f}" y1="{y}" x2="{max(ends):.1f}" y2="{y}" stroke="{theme.border}"'
            ' stroke-width="3"/>',
            *(_dot(theme, s, _across(values[s.column]), y) for s in reversed(SERIES) if s.column in values),
            label((RIGHT + 20, y + 5), f"{values[2]:.4f}", theme.gold, 15, "bold"),
        ]
    )


def svg(box: str, title: str, body: Iterable[str]) -> str:
    """A picture with its title, which is what is read out where pictures are not seen."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" font-family="{FONT}">'
    return "\n".join([head, f"<title>{title}</title>", *body, "</svg>\n"])


MARKS = {
    "bold": 'font-weight="600"',
    "struck": 'text-decoration="line-through"',
    "mono": f'font-family="{MONO}"',
    "end": 'text-anchor="end"',
    "middle": 'text-anchor="middle"',
}


def label(at: tuple[int, int], content: str, colour: str, size: int, *marks: str) -> str:
    """A line of text; `marks` are keys of `MARKS`."""
    style = "".join(f" {MARKS[mark]}" for mark in marks)
    return f'<text x="{at[0]}" y="{at[1]}" font-size="{size}" fill="{colour}"{style}>{escape(content)}</text>'


def pictures() -> dict[Path, str]:
    """Every picture, by its place."""
    page = ACCURACY.read_text(encoding="utf-8")
    drawn = {f"records-to-profile-{name}.svg": picture(theme) for name, theme in THEMES.items()}
    drawn |= {f"accuracy-{name}.svg": chart(theme, page) for name, theme in THEMES.items()}
    return {FOLDER / name: text for name, text in drawn.items()}


if __name__ == "__main__":
    for path, text in pictures().items():
        path.write_text(text, encoding="utf-8")
