"""What a job may call of Splink's comparison library: names and arguments, which a test compares with Splink itself."""

from __future__ import annotations

from collections.abc import Mapping

_DATES = (
    "input_is_string",
    "metrics",
    "thresholds",
    "datetime_format",
    "term_frequency_adjustments",
    "invalid_dates_as_null",
)

SPLINK_COMPARISONS: Mapping[str, tuple[str, ...]] = {
    "AbsoluteDateDifferenceAtThresholds": _DATES,
    "AbsoluteTimeDifferenceAtThresholds": _DATES,
    "ArrayIntersectAtSizes": ("size_threshold_or_thresholds",),
    "DamerauLevenshteinAtThresholds": ("distance_threshold_or_thresholds",),
    "DateOfBirthComparison": (
        "input_is_string",
        "datetime_thresholds",
        "datetime_metrics",
        "datetime_format",
        "invalid_dates_as_null",
    ),
    "DistanceFunctionAtThresholds": (
        "distance_function_name",
        "distance_threshold_or_thresholds",
        "higher_is_more_similar",
    ),
    "DistanceInKMAtThresholds": ("lat_col", "long_col", "km_thresholds"),
    "EmailComparison": (),
    "ExactMatch": (),
    "ForenameSurnameComparison": (
        "forename_col_name",
        "surname_col_name",
        "jaro_winkler_thresholds",
        "forename_surname_concat_col_name",
    ),
    "JaccardAtThresholds": ("score_threshold_or_thresholds",),
    "JaroAtThresholds": ("score_threshold_or_thresholds",),
    "JaroWinklerAtThresholds": ("score_threshold_or_thresholds",),
    "LevenshteinAtThresholds": ("distance_threshold_or_thresholds",),
    "NameComparison": ("jaro_winkler_thresholds", "dmeta_col_name"),
    "PairwiseStringDistanceFunctionAtThresholds": ("distance_function_name", "distance_threshold_or_thresholds"),
    "PostcodeComparison": ("invalid_postcodes_as_null", "lat_col", "long_col", "km_thresholds"),
}
"""Arguments of each comparison beside the column that it compares."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "AbsoluteDateDifferenceAtThresholds": ("metrics", "thresholds"),
    "AbsoluteTimeDifferenceAtThresholds": ("metrics", "thresholds"),
    "DistanceFunctionAtThresholds": ("distance_function_name", "distance_threshold_or_thresholds"),
    "DistanceInKMAtThresholds": ("lat_col", "long_col", "km_thresholds"),
    "ForenameSurnameComparison": ("forename_col_name", "surname_col_name"),
    "PairwiseStringDistanceFunctionAtThresholds": ("distance_function_name", "distance_threshold_or_thresholds"),
}
"""Arguments without which Splink refuses; `input_is_string` is known here: dates are kept as text."""

WITHOUT_COLUMN = frozenset({"DistanceInKMAtThresholds", "ForenameSurnameComparison"})
"""Comparisons whose columns are arguments of their own."""

OVER_LISTS = frozenset({"ArrayIntersectAtSizes", "PairwiseStringDistanceFunctionAtThresholds"})
"""Comparisons of all values of a list; every other one looks at one value."""

UNUSABLE: Mapping[str, str] = {
    "CosineSimilarityAtThresholds": "it compares vectors, and no attribute holds any",
    "CustomComparison": "write its levels under `sql:`",
}

COLUMN_ARGUMENTS = (
    "lat_col",
    "long_col",
    "forename_col_name",
    "surname_col_name",
    "forename_surname_concat_col_name",
    "dmeta_col_name",
)
"""Arguments that name a column."""


def splink_argument(comparison: str, name: str) -> str:
    """The name that Splink gives an argument: `thresholds` stands for whatever it calls the thresholds there."""
    known = SPLINK_COMPARISONS.get(comparison, ())
    if name != "thresholds" or name in known:
        return name
    return next((argument for argument in known if "threshold" in argument), name)
