"""The `tests` block: what the job itself says of who is who, asked by `golden-record test` and before publishing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    Tag,
    model_serializer,
    model_validator,
)
from pydantic.config import JsonDict

from golden_record.config.base import ConfigModel, Name
from golden_record.config.sources import PartsMapping

RECORD_PATTERN = r"^[a-z][a-z0-9_]{0,62}:[^\s].*$"
RecordName: TypeAlias = Annotated[str, StringConstraints(pattern=RECORD_PATTERN)]
"""A record as `source:id`."""

Records: TypeAlias = Literal["all"] | Annotated[tuple[RecordName, ...], Field(min_length=2)]
"""Two records or more; `all` those that the test brings along."""

Text: TypeAlias = Annotated[str, StringConstraints(min_length=1)]

MOMENT_PATTERN = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$"
Moment: TypeAlias = Annotated[str, StringConstraints(pattern=MOMENT_PATTERN)]
"""A day or a moment as text, UTC unless it says otherwise."""


class StatedValue(ConfigModel):
    """A value with its own proof or its own time, as a source may give it."""

    value: Text
    """The value, as the source would write it."""

    verified: bool = False
    """Whether the source has proof of it."""

    at: Moment | None = None
    """When it was given or confirmed, as `2024-05-01`."""


def _form_of(value: object) -> str:
    """Which form was written, so that errors speak of that one alone; no key of a job is spelt with such brackets."""
    if isinstance(value, list | tuple):
        return "<values>"
    if isinstance(value, StatedValue):
        return "<stated>"
    if isinstance(value, PartsMapping):
        return "<parts>"
    if isinstance(value, dict):
        return "<stated>" if "value" in value else "<parts>"
    return "<value>"


OwnValue: TypeAlias = Annotated[
    Annotated[Text, Tag("<value>")]
    | Annotated[tuple[Text, ...], Field(min_length=1), Tag("<values>")]
    | Annotated[StatedValue, Tag("<stated>")]
    | Annotated[PartsMapping, Tag("<parts>")],
    Discriminator(_form_of),
]
"""What a record of a test says of an attribute: a value, several, one with proof, or the parts of a name or address,
which are those that columns of a source may feed."""


def _open(schema: JsonDict) -> None:
    """In the file the values stand beside the fields of the record, each under the name of its attribute."""
    properties = schema.get("properties")
    if isinstance(properties, dict):
        values = properties.pop("values")
        schema["patternProperties"] = values["patternProperties"] if isinstance(values, dict) else {}


class OwnRecordConfig(ConfigModel):
    """A record that exists only in its test."""

    model_config = ConfigDict(json_schema_extra=_open)

    source: Name
    """Source that the record comes from, as far as its test is concerned."""

    id: Text | None = None
    """Key of the record; its number in the test, counted from 1, by default."""

    updated_at: Moment | None = None
    """When the record last changed, as `2024-05-01`."""

    values: dict[Name, OwnValue] = Field(default_factory=dict)
    """What the record says, by attribute."""

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: object) -> object:
        if not isinstance(data, dict) or "values" in data:
            return data
        own = {key: value for key, value in data.items() if key in cls.model_fields}
        return own | {"values": {key: value for key, value in data.items() if key not in own}}

    @model_serializer(mode="wrap")
    def _spread(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        data: dict[str, object] = dict(write(self))
        values = data.pop("values")
        return data | values if isinstance(values, dict) else data


Expected: TypeAlias = str | Annotated[tuple[str, ...], Field(min_length=1)] | None
"""A golden value as the mart shows it; a list for all that an attribute collects, in any order; null for none."""


class JobTestConfig(ConfigModel):
    """One test: records that must, or must not, be one person, and golden values."""

    name: Text | None = None
    """What to call the test; by default it is called after what it asks."""

    why: Text | None = None
    """Reason, shown when the test fails."""

    must_match: Records | None = None
    """Records, as `source:id`, that must be one profile; `all`: those of the test itself."""

    must_not_match: Records | None = None
    """Records of which no two may be in one profile; `all`: those of the test itself."""

    golden: RecordName | None = None
    """The record whose profile `expect` is about; by default the first of the test's own."""

    expect: Annotated[dict[Name, Expected], Field(min_length=1)] | None = None
    """Golden values by attribute, as the mart shows them. A list names all collected values, in any order; a text is
    one of them; null means that there is none."""

    records: Annotated[tuple[OwnRecordConfig, ...], Field(min_length=1)] | None = None
    """Records that exist only in this test: `{source: crm, full_name: ..., phone: ...}`, with `id` and `updated_at`
    where they matter. A value is a text, a list of texts, the parts of a name or an address, or `{value: ..., verified:
    true, at: 2024-05-01}`. They meet each other and no other record, under the model in use."""

    @property
    def own(self) -> Mapping[str, OwnRecordConfig]:
        """The records of the test itself, by name."""
        return {
            f"{record.source}:{record.id or number}": record
            for number, record in enumerate(self.records or (), start=1)
        }

    def listed(self, records: Records | None) -> tuple[str, ...]:
        """The names of records, `all` written out."""
        return tuple(self.own) if records == "all" else records or ()

    @property
    def asked(self) -> str | None:
        """The record whose golden values are asked for; None where none are."""
        return None if self.expect is None else self.golden or next(iter(self.own), None)

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.must_match is None and self.must_not_match is None and self.expect is None:
            msg = "asks nothing; give `must_match`, `must_not_match`, or `golden` with `expect`"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _golden_values_of_a_record(self) -> Self:
        if self.golden is not None and self.expect is None:
            msg = "`golden` names a record, and nothing is expected of it; add `expect: {attribute: value}`"
            raise ValueError(msg)
        if self.expect is not None and self.golden is None and self.records is None:
            msg = "`expect` needs a record to look at; name it, as `golden: source:id`"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _all_of_its_own(self) -> Self:
        if "all" in (self.must_match, self.must_not_match) and len(self.records or ()) < 2:
            msg = "`all` means the records of the test itself; give it two or more, or name records as `source:id`"
            raise ValueError(msg)
        return self
