"""When two values clearly differ: the last level of a comparison, as the model in use states it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from golden_record.config.job import Job
from golden_record.model.attribute_types import TYPES, part_column

_LEFT_COLUMN = re.compile(r'"(\w+)_l"')


@dataclass(frozen=True)
class Difference:
    """The comparison that decides a conflict."""

    comparison: str
    """Its name in the model."""

    place: int
    """Its place in the model."""

    last_level: int
    """The level of pairs that clearly differ."""

    null: str
    """SQL over `<column>_l` and `<column>_r`: a value is missing, so nothing differs."""

    likenesses: tuple[str, ...]
    """SQL of the other levels: where one of these holds, the values do not clearly differ."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the comparison looks at."""
        text = " ".join((self.null, *self.likenesses))
        return tuple(sorted(set(_LEFT_COLUMN.findall(text))))


def differences(job: Job, settings: str) -> tuple[Difference, ...]:
    """The comparisons of the job's conflicts that the model has. `settings` is `model.settings`.

    A name conflicts by its given name, as family names change and are written in more ways; where the job lists a
    comparison of the whole name, by that.
    """
    comparisons = cast(list[Mapping[str, object]], json.loads(settings).get("comparisons", []))
    found = {str(each["output_column_name"]): place for place, each in enumerate(comparisons)}
    return tuple(
        _difference(name, found[name], cast(list[Mapping[str, object]], comparisons[found[name]]["comparison_levels"]))
        for name in dict.fromkeys(_deciding(job, attribute, found) for attribute in job.config.cluster.conflicts)
        if name in found
    )


def _deciding(job: Job, attribute: str, found: Collection[str]) -> str:
    is_name = TYPES[job.config.attributes[attribute].type].kind == "name"
    given = part_column(attribute, "given")
    return given if is_name and given in found else attribute


def _difference(name: str, place: int, levels: list[Mapping[str, object]]) -> Difference:
    null, *rest = (str(level["sql_condition"]) for level in levels)
    # The last of the rest is `ELSE`.
    return Difference(name, place, len(rest) - 1, null, tuple(rest[:-1]))
