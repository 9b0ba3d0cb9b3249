"""The list `match.comparisons`: how an attribute is compared where the automatic way is not what a job wants."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from golden_record.config.base import ConfigModel
from golden_record.config.splink_names import splink_argument

Similarity = Annotated[float, Field(gt=0, le=1)]
Edits = Annotated[int, Field(ge=1, le=10)]
Text = Annotated[str, StringConstraints(min_length=1)]
Numbers: TypeAlias = float | tuple[float, ...]


class MetricConfig(ConfigModel):
    """A level of values that are alike: exactly one of the keys."""

    jaro_winkler: Similarity | None = None
    """Least Jaro-Winkler similarity, 1 being equal: forgives the end of a word more than its start."""

    jaro: Similarity | None = None
    """Least Jaro similarity, 1 being equal."""

    jaccard: Similarity | None = None
    """Least share of characters in common."""

    levenshtein: Edits | None = None
    """Most characters to insert, delete or replace."""

    damerau_levenshtein: Edits | None = None
    """Most characters to insert, delete, replace or swap with the next; forty times slower than Jaro-Winkler."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            names = ", ".join(f"`{name}`" for name in type(self).model_fields)
            msg = f"give exactly one of {names}; one level asks one question"
            raise ValueError(msg)
        return self


class SqlLevelConfig(ConfigModel):
    """A level of agreement as SQL over the columns of both records."""

    sql_condition: Text
    """Condition over columns of the comparable records, with `_l` and `_r` behind their names; or `else`."""

    label: Text
    """What `explain` and `model show` call the level."""


LevelConfig: TypeAlias = Literal["exact", "else"] | MetricConfig


class SplinkArguments(ConfigModel):
    """Arguments for comparisons of Splink, under the names that Splink gives them."""

    thresholds: Numbers | None = None
    """Splink: thresholds, best first, whatever the comparison calls them."""

    score_threshold_or_thresholds: Numbers | None = None
    """Splink: least similarities, best first."""

    distance_threshold_or_thresholds: Numbers | None = None
    """Splink: largest distances, best first."""

    size_threshold_or_thresholds: Numbers | None = None
    """Splink: least numbers of values in common, largest first."""

    km_thresholds: Numbers | None = None
    """Splink: largest distances on the map in kilometres, smallest first."""

    jaro_winkler_thresholds: Numbers | None = None
    """Splink: least Jaro-Winkler similarities, best first."""

    datetime_thresholds: Numbers | None = None
    """Splink: largest differences in time, one per entry of `datetime_metrics`."""

    datetime_metrics: Text | tuple[Text, ...] | None = None
    """Splink: units of `datetime_thresholds`: day, month, year."""

    metrics: Text | tuple[Text, ...] | None = None
    """Splink: units of `thresholds`: second, minute, hour, day, month, year."""

    datetime_format: Text | None = None
    """Splink: format of dates, as strptime writes it; `%Y-%m-%d` as they are kept here."""

    input_is_string: bool | None = None
    """Splink: whether dates are text, as they are kept here."""

    invalid_dates_as_null: bool | None = None
    """Splink: whether a date that is none counts as missing."""

    term_frequency_adjustments: bool | None = None
    """Splink: whether agreement on a rare value weighs more."""

    distance_function_name: Text | None = None
    """Splink: SQL function of two values that measures their distance or similarity."""

    higher_is_more_similar: bool | None = None
    """Splink: whether that function measures similarity."""

    lat_col: Text | None = None
    """Splink: column of the latitude."""

    long_col: Text | None = None
    """Splink: column of the longitude."""

    forename_col_name: Text | None = None
    """Splink: column of the given name."""

    surname_col_name: Text | None = None
    """Splink: column of the family name."""

    forename_surname_concat_col_name: Text | None = None
    """Splink: column of both names together, whose frequency counts."""

    dmeta_col_name: Text | None = None
    """Splink: column of the sounds of a name, a list."""

    invalid_postcodes_as_null: bool | None = None
    """Splink: whether a British postcode that is none counts as missing."""


class ComparisonConfig(SplinkArguments):
    """How one attribute, or a part of it, is compared: by `levels`, by a comparison of Splink, or by `sql`.

    It takes the place of the automatic comparisons of the attribute; a listed part of a name, which is compared part by
    part, takes the place of that part's alone.
    """

    attribute: Text
    """Attribute or part to compare, such as `phone` or `full_name__given`; it names the comparison."""

    levels: tuple[LevelConfig, ...] | None = None
    """Levels from best to worst: `exact`, `{jaro_winkler: 0.9}`, `{levenshtein: 1}` and so on; `else` comes last by
    itself. Of a list, `exact` asks for a value in common and the others look at the first value of each."""

    splink: Text | None = None
    """Name of a comparison of Splink's library; its arguments stand beside it."""

    sql: Annotated[tuple[SqlLevelConfig, ...], Field(min_length=1)] | None = None
    """Levels from best to worst as SQL conditions; what fits none is `different`."""

    missing: Text | None = None
    """SQL condition, with `sql`, under which a pair cannot be compared; one empty side by default."""

    def arguments(self) -> dict[str, object]:
        """The arguments for Splink that the job gives, under Splink's names for them."""
        given = self.model_dump(include=set(SplinkArguments.model_fields), exclude_none=True)
        return {splink_argument(self.splink or "", name): value for name, value in given.items()}
