"""The file of pairs to judge: written for a spreadsheet, read back with the answers in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from golden_record.config.labels import Label, read_labels
from golden_record.config.positions import display_path
from golden_record.errors import UsageError
from golden_record.evaluate.audit.sampling import STRATA, Chosen
from golden_record.evaluate.writing import writing

STRATUM, STANDS_FOR = "stratum", "stands_for"


@dataclass(frozen=True)
class Stratum:
    """A stratum of the sample: how many pairs it stands for, and its judged pairs."""

    number: int
    size: float
    judged: tuple[Label, ...]
    unjudged: int


def write_pairs(path: Path, pairs: Sequence[Chosen]) -> None:
    """Write the pairs with both records side by side, and an empty column `match` to fill.

    Raises:
        UsageError: the file is there already: somebody may have judged its pairs.
        EngineError: it cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    attributes = list(pairs[0].values)
    sides = [f"{name} ({side})" for name in attributes for side in ("left", "right")]
    writer.writerow(["match", *sides, "left", "right", "who", "when", STRATUM, STANDS_FOR])
    for pair in pairs:
        values = [value for name in attributes for value in pair.values[name]]
        writer.writerow(["", *values, pair.left, pair.right, "", "", pair.stratum, f"{pair.stands_for!r}"])
    with writing(path):
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text.getvalue())
        except FileExistsError as error:
            msg = f"{display_path(path)} is there already, and may hold judgements"
            raise UsageError(msg, hint="name another file, or remove that one first") from error


def read_pairs(path: Path, sources: Sequence[str]) -> tuple[tuple[Stratum, ...], tuple[str, ...]]:
    """The strata of a sample with what people judged, and notes.

    Raises:
        UsageError: the file is no sample, somebody has changed its weights, or nothing is judged.
    """
    labels = read_labels(path, sources)
    rows = [*(label.row for label in labels.judged), *labels.open_rows]
    missing = [name for name in (STRATUM, STANDS_FOR) if rows and name not in rows[0]]
    if missing or not rows:
        msg = f"{display_path(path)} is no sample: it has no {f'column {missing[0]!r}' if missing else 'pairs'}"
        raise UsageError(msg, hint="`golden-record audit sample JOB -o FILE` makes one; only its pairs have known odds")
    if not labels.judged:
        msg = f"{display_path(path)}: no pair is judged yet"
        raise UsageError(msg, hint="write 1 or 0, yes or no, into the column `match`")
    sizes: dict[int, list[float]] = {}
    for row in rows:
        stratum, weight = _place(row, path)
        sizes.setdefault(stratum, []).append(weight)
    strata = tuple(
        _stratum(number, weights, [label for label in labels.judged if _place(label.row, path)[0] == number])
        for number, weights in sorted(sizes.items())
    )
    return strata, labels.notes


def _stratum(number: int, weights: Sequence[float], judged: Sequence[Label]) -> Stratum:
    return Stratum(number, sum(weights), tuple(judged), len(weights) - len(judged))


def _place(row: Mapping[str, str | None], path: Path) -> tuple[int, float]:
    """The stratum of a line, and how many pairs it stands for."""
    try:
        stratum, weight = int(row[STRATUM] or ""), float(row[STANDS_FOR] or "")
    except ValueError:
        stratum, weight = -1, -1.0
    if not 0 <= stratum < STRATA or not 1 <= weight < float("inf"):
        msg = f"{display_path(path)}: `{STRATUM}` and `{STANDS_FOR}` of a line are not as they were written"
        raise UsageError(msg, hint="they say how many pairs a line stands for: leave them as they are")
    return stratum, weight
