"""Whose telephone numbers a column holds, when they are written without the code of a country."""

from __future__ import annotations

import polars as pl

from golden_record.discover.measures import evenly
from golden_record.model.cleaned import QUALITY, Quality
from golden_record.stages.standardize.values import CLEANERS
from golden_record.stages.standardize.values.phone import PhoneOptions

REGIONS = ("RU", "US", "GB", "DE", "FR", "AU", "UA", "KZ", "BY", "IN", "BR", "ES", "IT", "PL", "TR")
"""Countries to try, in this order; the first of those that fit alike is taken."""

_ENOUGH = 100
_CLEAR = 0.9
# How people of a country write a number at home. Some plans take nearly any digits, so that being valid says little.
_HABITS = {
    "RU": r"^\s*(?:8[\s(-]*[3489]\d{2}|9\d{9}$)",
    "US": r"^\s*\(?[2-9]\d{2}\)?[\s.-]+\d{3}[\s.-]\d{4}\b",
    "GB": r"^\s*\(?0[127]\d",
}
_HABIT_WEIGHT = 0.5


def likely_region(values: pl.Series) -> str:
    """The region under whose rules and habits most numbers are right as they are, codes of countries counting too."""
    numbers = values.filter(values.str.contains(r"\d{3}"))
    abroad = numbers.str.contains(r"^\s*(?:\+|00)")
    coded = _codes(evenly(numbers.filter(abroad), _ENOUGH))
    national = evenly(numbers.filter(~abroad), _ENOUGH)
    weight = _mean(abroad)
    scores: dict[str, float] = {}
    for region in REGIONS:
        scores[region] = weight * coded.get(region, 0.0) + (1 - weight) * _fitness(national, region)
        if scores[region] >= _CLEAR and region in _HABITS:
            break
    best = max(scores, key=lambda region: scores[region])
    if scores[best] > 0:
        return best
    # Numbers that no country has, such as 555 numbers: their code still says where they were made up.
    return "US" if _mean(numbers.str.contains(r"^\s*\+?1\D?")) > 0.5 else REGIONS[0]


def _fitness(national: pl.Series, region: str) -> float:
    if national.len() == 0:
        return 0.0
    cleaned = CLEANERS["phone"].clean(national, PhoneOptions(region))
    right = float((cleaned[QUALITY] == Quality.GOOD.value).sum()) / national.len()
    habit = _mean(national.str.contains(_HABITS[region])) if region in _HABITS else 0.0
    return right + _HABIT_WEIGHT * habit


def _codes(numbers: pl.Series) -> dict[str, float]:
    """Share of each country among the numbers that carry a code."""
    countries = CLEANERS["phone"].clean(numbers, PhoneOptions())["country"].drop_nulls()
    counts = countries.to_frame().group_by("country").len().iter_rows()
    return {str(country): count / max(1, countries.len()) for country, count in counts}


def _mean(found: pl.Series) -> float:
    return float(str(found.mean())) if found.len() else 0.0
