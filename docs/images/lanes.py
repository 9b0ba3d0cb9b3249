"""The pictures of how records move between profiles, drawn from the tables that the pages show.

`python docs/images/lanes.py` writes them. A page's table has the columns `run`, `profile_id` and `records`, as a run
published it; `tests/test_docs.py` holds the pages against the runs, and the pictures against the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from draw import FOLDER, THEMES, Theme, label, svg

PAGES = {
    "identity.md": ("January", "April, a merge", "July, a move", "October, a departure"),
    "family-year.md": ("January", "March", "April", "June", "August", "October"),
}
"""Pages with such a table, and what each of its runs is called."""

LEFT, COLUMN, LANE, TOP = 168, 226, 58, 44
DOT, GAP, BOX = 13, 34, 40
HUES = ("#0969da", "#1a7f37", "#bc4c00", "#8250df", "#b7860b", "#cf222e", "#0e7c86", "#6e7781")
"""Colours that can be told apart on light and dark pages."""


@dataclass(frozen=True)
class Stay:
    """A record in a profile after a run, and where it is drawn."""

    run: int
    profile: str
    record: str
    x: float
    y: float


def told(page: str) -> list[tuple[int, str, list[str]]]:
    """Rows of the page's table: run, profile, records."""
    lines = page.splitlines()
    (head,) = (at for at, line in enumerate(lines) if _cells(line)[1:4] == ["run", "profile_id", "records"])
    rows = []
    for line in lines[head + 3 :]:
        if line.startswith("└"):
            break
        _, run, profile, records, _ = _cells(line)
        rows.append((int(run), profile, records.split(", ")))
    return rows


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")]


def picture(theme: Theme, page: str, names: tuple[str, ...]) -> str:
    """The whole picture as SVG: a lane per profile, a column per run, a line per record."""
    rows = told(page)
    lanes = {profile: place for place, profile in enumerate(dict.fromkeys(profile for _, profile, _ in rows))}
    colours = {profile: HUES[place % len(HUES)] for profile, place in lanes.items()}
    stays = list(_stays(rows, lanes))
    width, height = LEFT + COLUMN * len(names), TOP + LANE * len(lanes) + 8
    parts = [label((LEFT + COLUMN * at, 20), name, theme.text, 14, "bold") for at, name in enumerate(names)]
    for profile, lane in lanes.items():
        middle = TOP + LANE * lane + LANE // 2
        parts.append(
            f'<line x1="0" y1="{middle}" x2="{width}" y2="{middle}" stroke="{theme.border}" stroke-dasharray="2 5"/>'
        )
        parts.append(label((0, middle - 8), profile, colours[profile], 13, "mono"))
    parts += [*_moves(stays, colours), *_boxes(theme, rows, lanes, colours), *_dots(theme, stays)]
    title = "Records as dots, profiles as boxes in a lane of their own: which records each id stood for after each run"
    return svg(f"-4 0 {width + 8} {height}", title, parts)


def _stays(rows: list[tuple[int, str, list[str]]], lanes: dict[str, int]) -> Iterator[Stay]:
    for run, profile, records in rows:
        for place, record in enumerate(records):
            x = LEFT + COLUMN * (run - 1) + 22 + GAP * place
            yield Stay(run, profile, record, x, TOP + LANE * lanes[profile] + LANE / 2)


def _moves(stays: list[Stay], colours: dict[str, str]) -> Iterator[str]:
    """A line for each record from one run to the next, in the colour of where it goes; thicker where it changes."""
    later = {(stay.run, stay.record): stay for stay in stays}
    for stay in stays:
        after = later.get((stay.run + 1, stay.record))
        if after is not None:
            bend = (stay.x + after.x) / 2
            thickness = 2 if after.profile == stay.profile else 3.5
            yield (
                f'<path d="M {stay.x:.0f} {stay.y:.0f} C {bend:.0f} {stay.y:.0f}, {bend:.0f} {after.y:.0f},'
                f' {after.x:.0f} {after.y:.0f}" fill="none" stroke="{colours[after.profile]}"'
                f' stroke-width="{thickness}" stroke-opacity="0.55"/>'
            )


def _boxes(
    theme: Theme, rows: list[tuple[int, str, list[str]]], lanes: dict[str, int], colours: dict[str, str]
) -> Iterator[str]:
    for run, profile, records in rows:
        left, top = LEFT + COLUMN * (run - 1), TOP + LANE * lanes[profile] + (LANE - BOX) / 2
        yield (
            f'<rect x="{left}" y="{top:.0f}" width="{10 + GAP * len(records)}" height="{BOX}" rx="20"'
            f' fill="{theme.card}" stroke="{colours[profile]}" stroke-width="2"/>'
        )


def _dots(theme: Theme, stays: list[Stay]) -> Iterator[str]:
    for stay in stays:
        yield f'<circle cx="{stay.x:.0f}" cy="{stay.y:.0f}" r="{DOT}" fill="{theme.border}"/>'
        yield label((round(stay.x), round(stay.y) + 5), stay.record, theme.text, 13, "middle", "bold")


def pictures() -> dict[Path, str]:
    """Every picture by its path."""
    found = {}
    for name, runs in PAGES.items():
        page = (FOLDER.parent / name).read_text(encoding="utf-8")
        for kind, theme in THEMES.items():
            found[FOLDER / f"{name.removesuffix('.md')}-{kind}.svg"] = picture(theme, page, runs)
    return found


if __name__ == "__main__":
    for path, text in pictures().items():
        path.write_text(text, encoding="utf-8")
