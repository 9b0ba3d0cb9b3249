"""How the profile of a file looks in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import grid, output, percent, plural, printable, title
from golden_record.discover import FileProfile
from golden_record.discover.measures import Share
from golden_record.discover.profiling import ColumnProfile

_UNSURE = 0.7
_SHOWN = 3
_LONGEST = 30


def print_columns(profiles: Sequence[FileProfile]) -> None:
    """Print two tables per file: what the columns are, and what stands in them."""
    console = output()
    for profile in profiles:
        _print_head(console, profile)
        _print_meaning(console, profile.columns)
        _print_values(console, profile.columns)


def _print_head(console: Console, profile: FileProfile) -> None:
    table = profile.table
    title(console, f"{printable(table.path)}: {plural(table.rows, 'row')}, {plural(len(profile.columns), 'column')}")
    told = []
    if table.encoding is not None:
        told.append(f"{table.encoding.name} ({table.encoding.why})")
    if table.delimiter is not None:
        told.append(f"delimiter {'tab' if table.delimiter == chr(9) else repr(table.delimiter)}")
    if table.rejected:
        told.append(f"{plural(table.rejected, 'row')} that cannot be read")
    if table.sampled:
        told.append(f"judged by a sample of {plural(table.sample.height, 'row')}, always the same")
    if told:
        console.print(Text("; ".join(told), style="dim"))


def _print_meaning(console: Console, columns: Iterable[ColumnProfile]) -> None:
    rows = [
        (
            _name(column),
            _meaning(column),
            f"{column.guess.confidence:.0%}" if column.guess.type else "—",
            percent(column.measures.fill),
            column.measures.distinct,
            f"{column.measures.shortest}-{column.measures.longest}",
            Text("\n".join(_share(share) for share in column.junk[:_SHOWN]) or "—"),
        )
        for column in columns
    ]
    console.print(
        grid(("column", "taken for", "sure", "filled", "distinct", "length", "junk"), rows, numbers=(2, 3, 4, 5))
    )


def _print_values(console: Console, columns: Iterable[ColumnProfile]) -> None:
    rows = [
        (
            _name(column),
            Text("\n".join(map(_share, column.measures.patterns))),
            Text("\n".join(map(_share, column.measures.top))),
        )
        for column in columns
        if column.measures.filled
    ]
    console.print(grid(("column", "patterns", "commonest values"), rows))


def _name(column: ColumnProfile) -> Text:
    return Text(printable(column.name), style="bold")


def _meaning(column: ColumnProfile) -> Text:
    if not column.guess.type:
        return Text(column.guess.why, style="dim")
    return Text(column.guess.label, style="yellow" if column.guess.confidence < _UNSURE else "green")


def _share(share: Share) -> str:
    text = printable(share.what)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"{percent(share.share):>6}  {shown}"
