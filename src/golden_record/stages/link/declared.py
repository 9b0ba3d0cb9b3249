"""The comparisons of a job: the automatic ones, and in their place those that it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from golden_record.config.comparisons import ComparisonConfig, LevelConfig, MetricConfig
from golden_record.config.job import Job
from golden_record.config.splink_names import OVER_LISTS
from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.stages.link.comparisons import NAMESAKE, Comparison, Level, comparisons_for, missing
from golden_record.stages.link.library import splink_comparison

_EQUAL = re.compile(r'"?(\w+?)_l"?\s*==?\s*"?(\w+?)_r"?')
"""A condition that one column is equal on both sides: its exact chance can be counted."""

FIRST, DIFFERENT, ALONE = 0.7, 0.12, 0.85
"""Agreement to expect of matches: in full, not at all, and in full where nothing lies between the two."""

ELSE = "ELSE"


def compared(job: Job) -> dict[str, str]:
    """Attributes that take part in matching, name to type."""
    return {name: config.type for name, config in job.config.attributes.items() if config.compare}


def job_comparisons(job: Job) -> tuple[Comparison, ...]:
    """What a pair of records is compared by, in the order of the job's attributes."""
    match, types = job.config.match, compared(job)
    listed = () if match.comparisons == "auto" else match.comparisons
    found: list[Comparison] = []
    for name, type_ in types.items():
        own = [item for item in listed if item.attribute.partition(PART_SEPARATOR)[0] == name]
        automatic = comparisons_for({name: type_})
        if not own and not match.only_listed:
            found += automatic
        found += _in_place(own, name, automatic, keep_rest=not match.only_listed)
    return tuple(found)


def _in_place(
    own: Sequence[ComparisonConfig], attribute: str, automatic: Sequence[Comparison], *, keep_rest: bool
) -> Iterator[Comparison]:
    """The listed comparisons of an attribute, and before them what of the automatic ones they leave in place."""
    columns = {item.attribute for item in own}
    by_part = columns <= {item.name for item in automatic} - {attribute}
    if own and by_part and keep_rest:
        yield from (item for item in automatic if item.name not in columns)
    for item in own:
        yield _declared(item, attribute, automatic)


def _declared(item: ComparisonConfig, attribute: str, automatic: Sequence[Comparison]) -> Comparison:
    like = next((known for known in automatic if known.name == item.attribute), automatic[0])
    null, levels = _levels(item, like)
    chances = _expected(len(levels))
    shared = _holds_list(like) and item.levels is not None and item.levels[0] == "exact"
    return Comparison(
        name=item.attribute,
        attribute=attribute,
        null=null,
        levels=tuple(replace(level, m=chance) for level, chance in zip(levels, chances, strict=True)),
        kin=_kin(item, automatic, len(levels)),
        exact=like.exact if shared else tuple(_counted(levels)),
        own=like.own and like.name == item.attribute,
    )


def _levels(item: ComparisonConfig, like: Comparison) -> tuple[str, tuple[Level, ...]]:
    """The condition under which nothing can be compared, and the levels, the last of them `ELSE`."""
    column = item.attribute
    if item.splink is not None:
        return splink_comparison(item.splink, _single(column, like, item.splink), item.arguments())
    if item.sql is not None:
        given = [Level(level.label, level.sql_condition.strip(), 0.0) for level in item.sql]
        return item.missing or missing(column), tuple(_closed(given))
    return missing(column), tuple(_closed([one for level in item.levels or () for one in _level(level, column, like)]))


def _closed(levels: Sequence[Level]) -> list[Level]:
    """The levels, with `ELSE` as the engine spells it at their end."""
    given = [level for level in levels if level.condition.upper() != ELSE]
    label = levels[-1].label if len(given) < len(levels) else "different"
    return [*given, Level(label, ELSE, 0.0)]


def _level(level: LevelConfig, column: str, like: Comparison) -> tuple[Level, ...]:
    if level == "exact":
        # A value that several people use proves less: it stays a level of its own, as it is without a list.
        return like.levels[:2] if _holds_list(like) else (Level("same", f'"{column}_l" = "{column}_r"', 0.0, column),)
    if not isinstance(level, MetricConfig):
        return (Level("different", ELSE, 0.0),)
    ((metric, limit),) = level.model_dump(exclude_none=True).items()
    one = f"{column}__first" if _holds_list(like) else column
    pair = f'"{one}_l", "{one}_r"'
    if metric in {"levenshtein", "damerau_levenshtein"}:
        return (Level(f"{metric} at most {limit}", f"{metric}({pair}) <= {limit}", 0.0),)
    function = "jaccard" if metric == "jaccard" else f"{metric}_similarity"
    return (Level(f"{metric} at least {limit:g}", f"{function}({pair}) >= {limit!r}", 0.0),)


def _holds_list(like: Comparison) -> bool:
    return any("__personal" in value for value in like.exact)


def _single(column: str, like: Comparison, comparison: str) -> str:
    """The column that a comparison of Splink looks at: of a list its first value, unless it compares lists."""
    return f"{column}__first" if _holds_list(like) and comparison not in OVER_LISTS else column


def _expected(count: int) -> tuple[float, ...]:
    """Chance of each level among matches before anything is learnt: the better the agreement, the more of them."""
    if count == 2:
        return (ALONE, 1 - ALONE)
    between = [2.0**-place for place in range(count - 2)]
    rest = 1 - FIRST - DIFFERENT
    return (FIRST, *(rest * share / sum(between) for share in between), DIFFERENT)


def _counted(levels: Sequence[Level]) -> Iterator[str]:
    """What records must share for the first levels, as far as these ask for one equal column."""
    for level in levels:
        found = _EQUAL.fullmatch(level.condition)
        if not found or found[1] != found[2]:
            return
        yield f'"{found[1]}"'


def _kin(item: ComparisonConfig, automatic: Sequence[Comparison], count: int) -> Mapping[str, tuple[float, ...]]:
    """What relatives share, as the automatic comparison has it: its best and its last level, the rest between."""
    like = next((known for known in automatic if known.name == item.attribute), None)
    if like is None:
        # A name as a whole is shared by namesakes alone: of a family only the surname is the same.
        whole = item.attribute == automatic[0].attribute and len(automatic) > 1
        kinds = {NAMESAKE: automatic[0].kin[NAMESAKE]} if whole and NAMESAKE in automatic[0].kin else {}
    else:
        kinds = dict(like.kin)
    return {kind: _stretched(chances, count) for kind, chances in kinds.items()}


def _stretched(chances: Sequence[float], count: int) -> tuple[float, ...]:
    first, last = chances[0], chances[-1]
    if count == 2:
        return (1 - last, last)
    between = (1 - first - last) / (count - 2)
    return (first, *[between] * (count - 2), last)
