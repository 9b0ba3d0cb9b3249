"""Checks of `match.comparisons` for levels that a level before them hides: the first that holds decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from golden_record.config.document import Document, Value
from golden_record.config.positions import KeyPath

_SIMILARITIES = frozenset({"jaro_winkler", "jaro", "jaccard"})
_DISTANCES = frozenset({"levenshtein", "damerau_levenshtein"})

_IMPLIED: Mapping[str, frozenset[str]] = {
    "jaro_winkler": frozenset({"jaro_winkler", "jaro"}),
    "damerau_levenshtein": frozenset({"damerau_levenshtein", "levenshtein"}),
}
"""Metrics that a level hides when theirs is no looser: Jaro-Winkler is never below Jaro, and a swap is two edits."""

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "month": 2_629_800, "year": 31_557_600}
"""Units of Splink's differences in time, as long as Splink takes them to be."""

_OVER_TIME = frozenset(
    {"AbsoluteDateDifferenceAtThresholds", "AbsoluteTimeDifferenceAtThresholds", "DateOfBirthComparison"}
)
_SMALLEST_FIRST = _OVER_TIME | {
    "DamerauLevenshteinAtThresholds",
    "DistanceInKMAtThresholds",
    "LevenshteinAtThresholds",
    "PostcodeComparison",
}
"""Comparisons of Splink whose thresholds are distances; those of the others are similarities."""


def check_level_order(document: Document, path: KeyPath, item: Mapping[str, Value], *, whole: bool) -> None:
    """Report levels and thresholds that can never be reached. `whole`: the attribute has one value, not a list."""
    levels = item.get("levels")
    for place, hider in _hidden(levels if isinstance(levels, list) else [], whole=whole):
        message = f"can never be reached: the level {_shown(hider)} above it holds for all that this one asks for"
        document.report((*path, "levels", place), message, "order the levels from best to worst, or remove this one")
    for name in item:
        if "threshold" in name:
            _check_thresholds(document, (*path, name), item)


def _hidden(levels: Sequence[Value], *, whole: bool) -> Iterator[tuple[int, Value]]:
    """Places of levels that a level before them hides, and which one it is."""
    for place, level in enumerate(levels):
        hider = next((other for other in levels[:place] if _hides(other, level, whole=whole)), None)
        if hider is not None:
            yield place, hider


def _hides(before: Value, level: Value, *, whole: bool) -> bool:
    earlier = _metric(before)
    if level == "exact":
        # Of a list, a value in common may be another than the first ones, which metrics look at.
        return earlier is not None and whole
    later = _metric(level)
    if earlier is None or later is None or before == level:
        return False
    (metric, limit), (other, wanted) = earlier, later
    if other not in _IMPLIED.get(metric, {metric}):
        return False
    return limit <= wanted if metric in _SIMILARITIES else limit >= wanted


def _metric(level: Value) -> tuple[str, float] | None:
    if not isinstance(level, dict) or len(level) != 1:
        return None
    ((name, limit),) = level.items()
    known = name in _SIMILARITIES | _DISTANCES and _is_number(limit)
    return (name, float(str(limit))) if known else None


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(level: Value) -> str:
    metric = _metric(level)
    return f"`{{{metric[0]}: {metric[1]:g}}}`" if metric else f"`{level}`"


def _check_thresholds(document: Document, path: KeyPath, item: Mapping[str, Value]) -> None:
    """Report thresholds out of order: each has to be looser than all before it."""
    comparison, given = str(item.get("splink")), item.get(str(path[-1]))
    if not isinstance(given, list) or not all(map(_is_number, given)):
        return
    lengths = _lengths(item, len(given))
    if lengths is None:
        return
    numbers = [float(str(number)) * length for number, length in zip(given, lengths, strict=True)]
    smallest_first = _smallest_first(comparison, item)
    for place, number in enumerate(numbers[1:], start=1):
        before = max(numbers[:place]) if smallest_first else min(numbers[:place])
        if (number <= before) if smallest_first else (number >= before):
            first = "smallest" if smallest_first else "largest"
            message = "can never be reached: a threshold before it is as loose, or looser"
            document.report((*path, place), message, f"order the thresholds, {first} first, or remove this one")


def _smallest_first(comparison: str, item: Mapping[str, Value]) -> bool:
    if comparison == "PairwiseStringDistanceFunctionAtThresholds":
        return "levenshtein" in str(item.get("distance_function_name"))
    if comparison == "DistanceFunctionAtThresholds":
        return item.get("higher_is_more_similar") is False
    return comparison in _SMALLEST_FIRST


def _lengths(item: Mapping[str, Value], count: int) -> Sequence[int] | None:
    """What one is worth in each threshold: the seconds of its unit of time, else 1; None where that is unclear."""
    if item.get("splink") not in _OVER_TIME:
        return [1] * count
    given = next((item[name] for name in ("metrics", "datetime_metrics") if name in item), None)
    units = given if isinstance(given, list) else [given] * count
    lengths = [_SECONDS[unit] for unit in units if isinstance(unit, str) and unit in _SECONDS]
    return lengths if len(lengths) == len(units) == count else None
