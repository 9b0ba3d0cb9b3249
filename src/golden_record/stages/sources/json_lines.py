"""JSON lines: one object per line; lines that hold something else are rejected."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path

from golden_record.stages.sources.delimited import MAX_ROW, Prepared
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.queries import UNIT_SEPARATOR
from golden_record.stages.sources.rejection import Rejection
from golden_record.stages.sources.text import open_lines

_SAMPLE_LINES = 10_000
_BATCH_ROWS = 20_000
# JSON allows no control character but white space; the escape of NUL would become one in the value.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]|\\u0000")


def prepare(file: SourceFile, target: Path) -> Prepared:
    """Write the lines to `target`, each behind its number and a unit separator, and collect those that cannot be JSON.

    Raises:
        SourceError: the file is one JSON array rather than one object per line.
    """
    prepared = Prepared()
    batch: list[str] = []
    with open_lines(file, newline="\n") as lines, target.open("w", encoding="utf-8", newline="") as out:
        for number, line in enumerate(lines, start=1):
            text = line.strip(" \t\r\n")
            if not text:
                continue
            if prepared.rows == 0 and not batch and text.startswith("["):
                msg = "is a JSON array"
                raise file.error(msg, hint="write one object per line, for instance with `jq -c '.[]'`")
            reason = _reason(text)
            if reason is not None:
                prepared.rejected.append(Rejection(number, reason, text))
                continue
            batch.append(f"{number}{UNIT_SEPARATOR}{text}\n")
            prepared.longest = max(prepared.longest, len(text))
            if len(batch) == _BATCH_ROWS:
                prepared.flush(batch, out)
        prepared.flush(batch, out)
    return prepared


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
