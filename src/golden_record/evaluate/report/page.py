"""A page and its parts, and how they become HTML that loads nothing, runs nothing and shows values as text alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from golden_record.evaluate.inert import inert

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True)
class Share:
    """A part of a whole, 0 to 1, shown in percent with a bar behind it."""

    part: float

    @property
    def percent(self) -> str:
        """As people read it: all and nothing are said only where they are true."""
        text = f"{self.part:.1%}"
        if text == "100.0%":
            return "100%" if self.part >= 1 else ">99.9%"
        if text == "0.0%":
            return "0%" if self.part <= 0 else "<0.1%"
        return text


Cell: TypeAlias = str | int | Share | None


@dataclass(frozen=True)
class Table:
    """Rows under a head, if there is one; columns that hold numbers stand to the right."""

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    numbers: frozenset[int] = frozenset()
    caption: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart as SVG text, which the drawing library has escaped."""

    kind: ClassVar[str] = "picture"
    svg: str

    @property
    def markup(self) -> Markup:
        """The picture as part of a page."""
        return Markup(self.svg)


@dataclass(frozen=True)
class Notes:
    """Sentences, one to a line."""

    kind: ClassVar[str] = "notes"
    lines: Sequence[str]
    caption: str = ""


@dataclass(frozen=True)
class Snippet:
    """Lines to copy into a file, as they are."""

    kind: ClassVar[str] = "snippet"
    lines: Sequence[str]
    caption: str = ""


Part: TypeAlias = Table | Picture | Notes | Snippet


@dataclass(frozen=True)
class Section:
    """A part of the page that opens with the one sentence to take away from it."""

    anchor: str
    title: str
    conclusion: str
    parts: Sequence[Part] = field(default=())


@dataclass(frozen=True)
class Page:
    """A whole page: what it is about, and its sections in order."""

    title: str
    subtitle: str
    sections: Sequence[Section]


def render(page: Page) -> str:
    """The page as HTML, complete in itself."""
    return _ENVIRONMENT.get_template("page.html").render(page=page) + "\n"


def number(value: int) -> str:
    """A whole number with thin spaces between its thousands."""
    return f"{value:,}".replace(",", THIN_SPACE)


def plural(count: int, noun: str) -> str:
    """`1 record`, `2 000 records`."""
    return f"{number(count)} {noun if count == 1 else f'{noun}s'}"


def share(part: int, whole: int) -> Share:
    """A share, none where there is nothing to have a share of."""
    return Share(part / whole if whole else 0.0)


def _cell(value: Cell) -> str:
    if value is None:
        return "—"
    return number(value) if isinstance(value, int) else str(value)


def _inert(value: object) -> object:
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("golden_record.evaluate.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_inert,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = _cell
    return environment


_ENVIRONMENT = _environment()
