"""The `sources` block: where records come from and which column feeds which attribute."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from golden_record.config.base import ConfigModel, DateOrder, Name, Region, Trust, WordOrder
from golden_record.config.expressions import expression_columns, expression_fault
from golden_record.config.quantities import Portion, Span, length_of
from golden_record.config.tabular import ColumnName, TableConfig

GIVEN_AT_RUN_TIME = "frame"
"""Path of a source that is no place: the program that runs the job hands the rows over."""


class SqlMapping(ConfigModel):
    """A value computed from the columns of the row."""

    sql: str
    """SQL expression over the source's columns (all of them text)."""

    order: DateOrder | WordOrder | None = None
    """Which way round this source writes it, as for a `column`."""

    region: Region | None = None
    """Phones: country of this source's national numbers, ISO 3166."""

    def columns(self) -> tuple[str, ...]:
        """The columns that the expression names, sorted."""
        return tuple(sorted(expression_columns(self.sql)))

    @field_validator("sql")
    @classmethod
    def _one_expression(cls, value: str) -> str:
        """Refuse what is no expression over the row: a query could read files, a statement could write."""
        if fault := expression_fault(value):
            msg = f"{fault}; write an expression over the source's columns, such as `upper(city)`"
            raise ValueError(msg)
        return value


class ColumnMapping(ConfigModel):
    """A column with its own way of writing, or whose values come with their own proof or their own time."""

    column: ColumnName
    """Column that holds the value."""

    verified: ColumnName | None = None
    """Column that says whether the value is confirmed: true, 1, yes, да."""

    at: ColumnName | None = None
    """Column with the time at which the value was given or confirmed."""

    order: DateOrder | WordOrder | None = None
    """Which way round this source writes it where a value does not tell: dates `dmy`, `mdy` or `ymd`; names in one text
    `family_first` or `given_first`. Learnt from the column itself where nobody says."""

    region: Region | None = None
    """Phones: country of this source's national numbers, ISO 3166; the attribute's by default."""


class PartsMapping(ConfigModel):
    """A name or an address that arrives in parts."""

    given: ColumnName | None = None
    """Given name."""
    family: ColumnName | None = None
    """Family name."""
    middle: ColumnName | None = None
    """Middle name or initial."""
    patronymic: ColumnName | None = None
    """Patronymic (отчество)."""
    suffix: ColumnName | None = None
    """Jr, Sr, мл."""
    prefix: ColumnName | None = None
    """Mr, Dr, г-н."""
    line1: ColumnName | None = None
    """First line of an address."""
    line2: ColumnName | None = None
    """Second line of an address."""
    street: ColumnName | None = None
    """Street."""
    house: ColumnName | None = None
    """House number."""
    building: ColumnName | None = None
    """Building within the house number (корпус, строение)."""
    flat: ColumnName | None = None
    """Flat, apartment, unit."""
    city: ColumnName | None = None
    """Town."""
    region: ColumnName | None = None
    """Region, state, oblast."""
    postcode: ColumnName | None = None
    """Postal code."""
    country: ColumnName | None = None
    """Country."""

    def columns(self) -> dict[str, str]:
        """Part name to column, only the parts that are given, in the order of the fields."""
        return {part: column for part in type(self).model_fields if (column := getattr(self, part)) is not None}

    @model_validator(mode="after")
    def _some_part(self) -> Self:
        if not self.columns():
            msg = "names no part; name a column, or parts such as `given` and `family`"
            raise ValueError(msg)
        return self


def _mapping_kind(value: object) -> str:
    """Which form of mapping the user wrote, so that errors speak of that form alone.

    The tags appear in pydantic's locations; in angle brackets they cannot be taken for keys of the job.
    """
    if isinstance(value, SqlMapping):
        return "<sql>"
    if isinstance(value, ColumnMapping):
        return "<value>"
    if isinstance(value, PartsMapping):
        return "<parts>"
    if isinstance(value, list | tuple):
        return "<columns>"
    if isinstance(value, dict):
        return "<sql>" if "sql" in value else "<value>" if "column" in value else "<parts>"
    return "<column>"


def _listed_kind(value: object) -> str:
    return "<value>" if isinstance(value, ColumnMapping | dict) else "<column>"


ListedMapping: TypeAlias = Annotated[
    Annotated[ColumnName, Tag("<column>")] | Annotated[ColumnMapping, Tag("<value>")], Discriminator(_listed_kind)
]
"""One of several columns that feed an attribute."""

Mapping: TypeAlias = Annotated[
    Annotated[ColumnName, Tag("<column>")]
    | Annotated[tuple[ListedMapping, ...], Field(min_length=1), Tag("<columns>")]
    | Annotated[SqlMapping, Tag("<sql>")]
    | Annotated[ColumnMapping, Tag("<value>")]
    | Annotated[PartsMapping, Tag("<parts>")],
    Discriminator(_mapping_kind),
]

SingleMapping: TypeAlias = str | SqlMapping | ColumnMapping | PartsMapping


def positions(mapping: Mapping) -> tuple[SingleMapping, ...]:
    """What feeds each position of an attribute, in order."""
    return mapping if isinstance(mapping, tuple) else (mapping,)


class FreshnessConfig(ConfigModel):
    """How old the newest record of a source may be when a run starts, by `updated_at`."""

    warn: Span | None = None
    """Older than this is a note in the report, as `2d`."""

    error: Span | None = None
    """Older than this stops the run, as `7d`."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.warn is None and self.error is None:
            msg = "sets no limit; give `warn`, `error` or both"
            raise ValueError(msg)
        if self.warn and self.error and length_of(self.warn) >= length_of(self.error):
            msg = "warns no earlier than it stops; make `warn` shorter than `error`"
            raise ValueError(msg)
        return self


def _as_freshness(value: object) -> object:
    return {"warn": value} if isinstance(value, str) else value


Freshness: TypeAlias = Annotated[
    FreshnessConfig, BeforeValidator(_as_freshness, json_schema_input_type=Span | FreshnessConfig)
]
"""The long form, or its shorthand: the age from which on to warn."""


class ExpireConfig(ConfigModel):
    """Records that are no longer delivered stay for a while."""

    expire: Span
    """How long, as `30d`, from the run that first missed the record on."""


class SourceConfig(TableConfig):
    """One source of records."""

    path: str
    """File, glob or Delta table, relative to the job; `duckdb:FILE` or `postgres://user:${PASSWORD}@host/database` with
    `table` or `query`; or `frame` for rows that a Python program hands over."""

    key: ColumnName
    """Column that is unique in the source."""

    attributes: Annotated[dict[Name, Mapping], Field(min_length=1)]
    """Canonical attribute: column, list of columns, parts, or SQL over the columns."""

    updated_at: ColumnName | None = None
    """Column with the time of the record's last change."""

    trust: Trust = 50
    """How far the source's values are to be believed, 0 to 100; used by survivorship."""

    unique: bool = False
    """At most one record of a person in this source: guards clustering."""

    duplicates: Literal["error", "last", "quarantine"] = "error"
    """Rows that share a key: `error` stops; `last` keeps the newest by `updated_at`, among equals the last in the file;
    `quarantine` keeps none. Rows that are not kept go to `rejected_row`."""

    contract: Literal["evolve", "freeze", "discard_row"] = "evolve"
    """Columns that come, go or change their type since the last load: `evolve` takes them, with a note; `freeze` stops;
    `discard_row` leaves new columns out, stops for lost ones, and rejects rows whose values no longer fit the type that
    the column had. Text formats have no types: their columns only come and go."""

    max_drop: Portion | None = None
    """Fewer rows than in the last load by more than this share, as `20%`, stop the run. Without it, only a source that
    had rows and now has none does; `100%` allows even that."""

    freshness: Freshness | None = None
    """Age of the newest record by `updated_at`: `2d` to warn, or `{warn: 2d, error: 7d}`."""

    missing: Literal["delete", "keep"] | ExpireConfig = "delete"
    """What becomes of records that the source no longer delivers: `delete` lets them go with the first run that misses
    them, `keep` keeps them as they were last seen, and `{expire: 30d}` does so for that long."""

    renamed_from: Name | None = None
    """What the source was called before, when its name in the job has changed: its records and profiles keep their ids.
    It may stay here; it means nothing once a run has taken account of it."""

    @property
    def keeps_missing_for(self) -> timedelta | None:
        """How long a record stays that is no longer delivered; not at all where it is deleted."""
        if isinstance(self.missing, ExpireConfig):
            return length_of(self.missing.expire)
        return timedelta.max if self.missing == "keep" else None

    @model_validator(mode="after")
    def _age_by_a_column(self) -> Self:
        if self.freshness is not None and self.updated_at is None:
            msg = "`freshness` needs `updated_at`; name the column with the time of the last change"
            raise ValueError(msg)
        return self
