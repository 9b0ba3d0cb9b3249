"""What the values of a column look like, whatever its name says: the share of them that each test finds."""

from __future__ import annotations

from functools import cached_property

import polars as pl
from stdnum import luhn

from golden_record.discover.measures import Measures, evenly, filled_cells, shapes
from golden_record.discover.phones import likely_region
from golden_record.model.cleaned import KEY, QUALITY, Quality
from golden_record.stages.standardize import names
from golden_record.stages.standardize.names.vocabulary import english_family_names
from golden_record.stages.standardize.values import CLEANERS
from golden_record.stages.standardize.values.phone import PhoneOptions

SAMPLE_VALUES = 1_000
"""Distinct values that the slower tests look at."""

_RUSSIAN_FAMILY = r"^[а-яё-]+(?:ов|ев|ёв|ин|ын|ский|цкий|енко|ук|юк|ова|ева|ёва|ина|ына|ская|цкая)$"
# Customers are adults in the middle: of registrations and purchases, the middle year is a recent one.
_YOUNGEST_MIDDLE = 2000
_FEWEST_YEARS = 15
_SOUND = (Quality.GOOD.value, Quality.REPAIRED.value)


class Contents:
    """Distinct values of one column that stand for something, and the tests that they are put to."""

    def __init__(self, cells: pl.Series, measures: Measures) -> None:
        self.measures = measures
        filled = filled_cells(cells).str.strip_chars()
        self.values = _meaningful(evenly(filled.unique().sort(), SAMPLE_VALUES))
        self._cells = filled

    @cached_property
    def _weights(self) -> pl.Series:
        """How many cells hold each value."""
        counts = self._cells.alias("value").value_counts()
        return (
            self.values.alias("value").to_frame().join(counts, on="value", how="left", maintain_order="left")["count"]
        )

    def _among_cells(self, found: pl.Series) -> float:
        """Share of the cells whose value passed: the commonest names are the known ones, and slips are rare."""
        return float(int((found.fill_null(value=False) * self._weights).sum()) / int(self._weights.sum()))

    @property
    def empty(self) -> bool:
        """Whether no cell says anything."""
        return self.values.len() == 0

    def share(self, pattern: str) -> float:
        """Share of values that a pattern is found in."""
        return _mean(self.values.str.contains(pattern))

    def sound(self, type_name: str) -> float:
        """Share of values that the cleaner of a type finds nothing wrong with."""
        cleaned = self.cleaned(type_name)
        return _mean(cleaned[QUALITY].is_in(_SOUND))

    def sound_cells(self, type_name: str) -> float:
        """Share of cells, not of values, that are sound: of a few words, the rare ones are slips."""
        counts = self._cells.alias("value").value_counts().sort("value")
        cleaner = CLEANERS[type_name]
        quality = cleaner.clean(counts["value"], cleaner.options())[QUALITY]
        known = int(counts.filter(quality != Quality.PLACEHOLDER.value)["count"].sum())
        return int(counts.filter(quality.is_in(_SOUND))["count"].sum()) / known if known else 0.0

    def keyed(self, type_name: str) -> float:
        """Share of values of which the cleaner makes something comparable."""
        return _mean(self.cleaned(type_name)[KEY].is_not_null())

    def cleaned(self, type_name: str) -> pl.DataFrame:
        """What the cleaner of a type says of the values."""
        if type_name == "person_name":
            return self.names
        cleaner = CLEANERS[type_name]
        options = PhoneOptions(self.region) if type_name == "phone" else cleaner.options()
        return cleaner.clean(self.values, options)

    @cached_property
    def region(self) -> str:
        """The country whose national phone numbers fit best."""
        return likely_region(self.values)

    @cached_property
    def names(self) -> pl.DataFrame:
        """The values read as names of persons; those with digits, which no name has, are not read."""
        return names.clean(
            self.values.to_frame("value")
            .select(pl.when(~pl.col("value").str.contains(r"\d")).then("value"))
            .to_series()
        )

    @cached_property
    def known_names(self) -> float:
        """Share of cells with a given name that the vocabulary knows."""
        return self._among_cells(self.names["given_class"].is_not_null())

    @cached_property
    def family_names(self) -> float:
        """Share of cells that are a family name: a common English one, or one with a Russian ending."""
        keys = self.values.str.to_lowercase()
        english = keys.is_in(sorted(english_family_names()))
        return self._among_cells(english | keys.str.contains(_RUSSIAN_FAMILY))

    @cached_property
    def of_births(self) -> bool:
        """Whether the dates are those of births: most of them lie decades back, none ahead of every adult."""
        years = self.values.str.extract(r"\b((?:18|19|20)\d\d)").cast(pl.Int32, strict=False).drop_nulls()
        middle = years.median()
        return isinstance(middle, float) and middle < _YOUNGEST_MIDDLE and years.n_unique() > _FEWEST_YEARS

    @cached_property
    def lettered(self) -> float:
        """Share of values that are words: letters, and at most a digit or two."""
        return self.share(r"\p{L}") * (1 - self.share(r"\d{3,}|@|://"))

    @cached_property
    def card_checked(self) -> float:
        """Share of values whose digits pass the check of payment cards; those for trying out payments count too."""
        digits = self.values.str.replace(r"\.0+\s*$", "").str.replace_all(r"[\s-]", "").to_list()
        return sum(map(luhn.is_valid, digits)) / len(digits)

    @cached_property
    def numeric(self) -> float:
        """Share of values that are numbers."""
        return self.share(r"^[-+]?\d[\d ]*(?:[.,]\d+)?$")

    @cached_property
    def words(self) -> float:
        """Words per value, on average."""
        return float(str(self.values.str.count_matches(r"\S+").mean() or 0.0))

    @cached_property
    def timed(self) -> float:
        """Share of values with a date and a time of day, or seconds since 1970."""
        return self.share(
            r"^\d{4}-\d\d?-\d\d?[T ]\d\d?:\d\d|^\d\d?[./]\d\d?[./]\d{4},? \d\d?:\d\d|^1[0-9]{9}(?:\d{3})?$"
        )

    @cached_property
    def dated(self) -> float:
        """Share of values that are dates with signs between the numbers: eight digits may be anything."""
        return min(self.sound("date"), self.share(r"\d[-./ ]+\w+[-./ ,]+\d|^\d{4}-\d\d?-\d\d?"))

    @cached_property
    def coded(self) -> float:
        """Share of values that are one unspaced code with a digit in it, of the commonest lengths."""
        codes = self.values.filter(
            self.values.str.contains(r"^[\p{L}\d][\p{L}\d:._/-]*$") & self.values.str.contains(r"\d")
        )
        if codes.len() == 0:
            return 0.0
        lengths = codes.str.len_chars().value_counts(sort=True)["count"]
        usual = float(str(lengths.head(3).sum())) / codes.len()
        return usual * codes.len() / self.values.len()

    @cached_property
    def nested(self) -> bool:
        """Whether the values are JSON objects or lists."""
        return self.share(r"^\s*[\[{].*[\]}]\s*$") > 0.5

    @cached_property
    def uniform_digits(self) -> float:
        """Share of values in the commonest shape, if that shape is digits alone."""
        common = shapes(self.values).value_counts(sort=True)
        first = common.row(0) if common.height else ("", 0)
        return first[1] / self.values.len() if set(first[0]) == {"9"} else 0.0


def _meaningful(values: pl.Series) -> pl.Series:
    """Without the words that stand for nothing; `нет` and `no` stay where nothing else is left."""
    cleaned = CLEANERS["text"].clean(values, CLEANERS["text"].options())
    kept = values.filter(cleaned[QUALITY] != Quality.PLACEHOLDER.value)
    return kept if kept.len() > 2 else values


def _mean(found: pl.Series) -> float:
    return float(str(found.fill_null(value=False).mean())) if found.len() else 0.0
