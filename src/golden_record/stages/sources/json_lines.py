"""JSON lines: one object per line; lines that hold something else are rejected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from golden_record.stages.sources.delimited import MAX_ROW, Dialect, Prepared
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.lines.places import SomeLines, open_anywhere
from golden_record.stages.sources.queries import DOCUMENT, UNIT_SEPARATOR
from golden_record.stages.sources.rejection import Rejection
from golden_record.stages.sources.text import open_lines

_SAMPLE_LINES = 10_000
_BLOCK_LINES = 2_000
# JSON allows no control character but white space; the escape of NUL would become one in the value.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]|\\u0000")
_CONTROL_BYTES = bytes(code for code in range(0x20) if code not in b"\t\n")


def prepare(file: SourceFile, target: Path, stopped: Callable[[], bool] = lambda: False) -> Prepared:
    """Write the lines to `target`, each behind its number and a unit separator, and collect those that cannot be JSON.

    Once `stopped`, it gives up: what it has found is then of no use.

    Raises:
        SourceError: the file is one JSON array rather than one object per line.
    """
    prepared = _nothing()
    first = 1
    with open_lines(file, newline="\n") as lines, target.open("w", encoding="utf-8", newline="") as out:
        while not stopped() and (block := list(islice(lines, _BLOCK_LINES))):
            texts = _texts(enumerate(block, first), prepared)
            if prepared.rows == 0:
                _require_object(file, texts)
            prepared.keep(list(texts.values()), texts, out)
            first += len(block)
    return prepared


def prepare_some(file: SourceFile, target: Path, wanted: SomeLines) -> Prepared:
    """The same of some lines of a file, of which the others are known to hold objects."""
    prepared = _nothing()
    with open_anywhere(file) as lines, target.open("w", encoding="utf-8", newline="") as out:
        for numbers, starts in wanted.blocks(_BLOCK_LINES):
            texts = _texts(zip(numbers, map(lines.at, starts), strict=True), prepared)
            if prepared.rows == 0 and min(texts, default=0) < wanted.known_from:
                _require_object(file, texts)
            prepared.keep(list(texts.values()), texts, out)
    return prepared


def _nothing() -> Prepared:
    return Prepared((DOCUMENT,), Dialect(UNIT_SEPARATOR, quote=""))


def _texts(lines: Iterable[tuple[int, str]], prepared: Prepared) -> dict[int, str]:
    """The lines that may be JSON, by number; the others are rejected."""
    texts = {number: line.strip(" \t\r\n") for number, line in lines}
    return texts if _is_sound(texts.values()) else dict(_sound(texts, prepared))


def _require_object(file: SourceFile, texts: Mapping[int, str]) -> None:
    """Hold that a file does not begin with an array."""
    if next(iter(texts.values()), "").startswith("["):
        msg = "is a JSON array"
        raise file.error(msg, hint="write one object per line, for instance with `jq -c '.[]'`")


def _is_sound(texts: Collection[str]) -> bool:
    """Whether none of the lines is blank or unfit: asked of many at once, since nearly always it is so."""
    joined = "\n".join(texts)
    content = joined.encode()
    return (
        all(texts)
        and "\\u0000" not in joined
        and len(content.translate(None, _CONTROL_BYTES)) == len(content)
        and max(map(len, texts)) <= MAX_ROW
    )


def _sound(texts: Mapping[int, str], prepared: Prepared) -> Iterator[tuple[int, str]]:
    """The lines that may be JSON, by number; blank ones are no rows, and the others are rejected."""
    for number, text in texts.items():
        if not text:
            continue
        reason = _reason(text)
        if reason is None:
            yield number, text
        else:
            prepared.rejected.append(Rejection(number, reason, text))


def sampled_columns(file: SourceFile) -> tuple[str, ...] | None:
    """The keys of a file, sorted; None when there are none, or it is too long to be sure that a key is nowhere."""
    with open_lines(file, newline="\n") as lines:
        sample = list(islice(lines, _SAMPLE_LINES + 1))
    if len(sample) > _SAMPLE_LINES:
        return None
    return tuple(sorted({key for line in sample for key in _keys(line)})) or None


def _keys(line: str) -> list[str]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return []
    return list(found) if isinstance(found, dict) else []


def _reason(text: str) -> str | None:
    if len(text) > MAX_ROW:
        return f"is longer than {MAX_ROW:,} characters"
    return "holds a control character" if _CONTROL.search(text) else None
