"""The `activity` block: events that hang off profiles, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, field_validator, model_validator

from golden_record.config.base import ConfigModel, Name
from golden_record.config.expressions import aggregate_fault
from golden_record.config.quantities import Span, length_of
from golden_record.config.tabular import ColumnName, TableConfig

EVENT_COLUMNS: Mapping[str, str] = {
    "happened_at": "when it happened, UTC",
    "age_days": "days between then and the day of `as_of`",
    "amount": "what it was worth, an exact number; refunds are negative",
    "channel": "where, as the file says",
    "payment": "how it was paid for, as the file says",
    "events": "name of the table of events in the job",
}
"""Columns that the SQL of `traits` may read, one row being one event of the profile."""

SETTINGS = frozenset({"as_of", "lifecycle", "traits"})
"""Keys of the block that are no tables of events."""


class EventConfig(TableConfig):
    """One table of events: purchases, visits, calls."""

    source: Name | None = None
    """Source of whose records `key` is the key: an event belongs to the profile of that record."""

    attribute: Name | None = None
    """Identifier of which `key` is a value, such as a card, a cookie, a device or an e-mail address: an event belongs
    to the one profile whose records hold the value, and to none where several do."""

    key: ColumnName
    """Column that says whose the event is: a key of `source`, or a value of `attribute`."""

    at: ColumnName
    """Column with the time of the event; without an offset it is UTC."""

    id: ColumnName | None = None
    """Column that tells events apart, such as the number of a receipt: of several with one number, in one file or in
    many, the last counts, by file and line. Without it every row is an event of its own."""

    amount: ColumnName | None = None
    """Column with what the event was worth, with a decimal point or comma; refunds are negative."""

    channel: ColumnName | None = None
    """Column that says where it happened, such as the kind of store."""

    payment: ColumnName | None = None
    """Column that says how it was paid for."""

    @property
    def columns(self) -> dict[str, str]:
        """What the table tells of an event, and the column that holds it."""
        names = ("key", "at", "id", "amount", "channel", "payment")
        return {name: column for name in names if (column := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        if (self.source is None) == (self.attribute is None):
            msg = "says not, or twice, whose its events are; give either `source` or `attribute`"
            raise ValueError(msg)
        if self.id == self.key:
            msg = "takes all events of one owner for one: `id` is `key`; name the column that tells events apart"
            raise ValueError(msg)
        return self


class LifecycleConfig(ConfigModel):
    """How long after the last event a profile counts as what, measured from the start of the day of `as_of`."""

    new: Span | None = None
    """A profile whose first event is no older than this is `new`; by default as long as `active`."""

    active: Span = "90d"
    """A profile whose last event is no older than this is `active`."""

    cooling: Span = "180d"
    """No older than this: `cooling`."""

    sleeping: Span = "365d"
    """No older than this: `sleeping`; older still: `lost`."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not length_of(self.active) < length_of(self.cooling) < length_of(self.sleeping):
            msg = "`active`, `cooling` and `sleeping` do not follow each other; make each longer than the one before"
            raise ValueError(msg)
        if self.new is not None and length_of(self.new) > length_of(self.active):
            msg = "a profile would be new and no longer active; make `new` no longer than `active`"
            raise ValueError(msg)
        return self


_NAME: TypeAdapter[str] = TypeAdapter(Name)


class ActivityConfig(ConfigModel):
    """What people did: tables of events, each under a name of its own, and what is made of them."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Name, EventConfig] = Field(init=False)

    as_of: Literal["run", "last_event"] | date = "run"
    """The day from which is measured how long ago things happened, UTC; what happened later does not count. The day of
    the run; the day of the last event, for a copy of the past that nobody adds to; or a day such as `2026-06-30`."""

    lifecycle: LifecycleConfig = LifecycleConfig()
    """When a profile is new, active, cooling, sleeping or lost."""

    traits: dict[Name, Annotated[str, StringConstraints(min_length=1)]] = Field(default_factory=dict)
    """Columns of `profile_activity`: SQL aggregates over the events of a profile, such as `mode(channel)`, of
    `happened_at`, `age_days`, `amount`, `channel`, `payment` and `events`, the name of the table."""

    @property
    def events(self) -> dict[str, EventConfig]:
        """The tables of events by their names, in the order of the job."""
        return dict(self.__pydantic_extra__ or {})

    @field_validator("traits")
    @classmethod
    def _aggregates(cls, value: dict[str, str]) -> dict[str, str]:
        for name, sql in value.items():
            if fault := aggregate_fault(sql, EVENT_COLUMNS, "event"):
                msg = f"the trait {name!r} {fault}; write an aggregate over {', '.join(EVENT_COLUMNS)}"
                raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _some_events(self) -> Self:
        if not self.events:
            msg = "names no table of events; add one, such as `receipts: {path: ..., source: ..., key: ..., at: ...}`"
            raise ValueError(msg)
        return self
