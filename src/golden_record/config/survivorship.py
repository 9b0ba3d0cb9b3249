"""The `survivorship` block: which value wins, per attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from golden_record.config.base import ConfigModel, Name, Trust
from golden_record.config.expressions import aggregate_fault, expression_columns, expression_fault
from golden_record.config.quantities import Portion, Span
from golden_record.model.cleaned import Quality

Strategy: TypeAlias = Literal[
    "trust",
    "most_trusted",
    "source_priority",
    "most_recent",
    "first_seen",
    "most_frequent",
    "weighted_majority",
    "unanimous_or_null",
    "most_complete",
    "longest",
    "shortest",
    "min",
    "max",
    "any_true",
    "all_true",
    "verified",
    "confirmed",
    "ladder",
    "from_best_record",
]
"""Strategies that rank the values found, so that the next in a chain can break their ties."""

Computation: TypeAlias = Literal["sum", "average", "count"]
"""Strategies that make one value of all: nothing is left for another to decide."""

COMPUTATIONS: frozenset[str] = frozenset(get_args(Computation))

PLUGIN_GROUP = "golden_record.survivorship"
"""Entry point under which packages offer functions that choose values."""

CLAIM_COLUMNS: Mapping[str, str] = {
    "value": "the value after cleaning, text",
    "key": "its comparison key, ASCII text",
    "number": "the value as a number; null when it is none",
    "quality": "good, repaired or suspicious",
    "verified": "whether the source has proof of it",
    "source": "name of the source",
    "source_id": "key of the record in its source",
    "observed_at": "when the value was observed",
    "age_days": "days between then and the start of the run",
    "trust": "trust of the source, 0 to 100, decayed and downgraded as the attribute says",
    "confidence": "probability of the record's strongest link inside the profile; 1 for a record alone",
}
"""Columns that the SQL of this block may read, one row being what one record says."""


def _as_chain(value: object) -> object:
    return [value] if isinstance(value, str) else value


Chain: TypeAlias = Annotated[
    tuple[Strategy, ...],
    Field(min_length=1),
    BeforeValidator(_as_chain, json_schema_input_type=Strategy | tuple[Strategy, ...]),
]
"""Strategies in order: each one breaks the ties of those before it."""


def _one_computation(chain: tuple[str, ...]) -> tuple[str, ...]:
    computed = next((name for name in chain if name in COMPUTATIONS), None)
    if computed and len(chain) > 1:
        msg = f"`{computed}` makes one value of all, so no chain can go on or end with it; write `choose: {computed}`"
        raise ValueError(msg)
    return chain


Choice: TypeAlias = Annotated[
    tuple[Strategy | Computation, ...],
    Field(min_length=1),
    BeforeValidator(
        _as_chain, json_schema_input_type=Strategy | Computation | tuple[Strategy, ...] | tuple[Computation]
    ),
]
"""A chain of strategies, or one computation."""

_VALUE_HINT = f"write an expression over {', '.join(f'`{name}`' for name in CLAIM_COLUMNS)}"


def _condition(value: str) -> str:
    """Refuse what is no condition over one claim."""
    fault = expression_fault(value) or _strange_column(value)
    if fault:
        msg = f"{fault}; {_VALUE_HINT}"
        raise ValueError(msg)
    return value


def _strange_column(sql: str) -> str:
    strangers = sorted(name for name in expression_columns(sql) if name.lower() not in CLAIM_COLUMNS)
    return f"names the column {strangers[0]!r}, which no claim has" if strangers else ""


class DecayConfig(ConfigModel):
    """Trust that fades with the age of a value."""

    half_life: Span
    """Time in which half of the trust is gone, as `2y`; a value that tells no time has the floor."""

    floor: Trust = 0
    """Trust that no age takes away; a source trusted less keeps what it has."""


Qualities: TypeAlias = Annotated[
    tuple[Quality, ...], BeforeValidator(_as_chain, json_schema_input_type=Quality | tuple[Quality, ...])
]


class DowngradeConfig(ConfigModel):
    """Trust that a value loses for what it looks like."""

    when: str | None = None
    """SQL condition over the claim, such as `length(value) < 3`."""

    quality: Qualities = ()
    """Qualities that cost trust: `repaired`, `suspicious`."""

    by: Trust
    """How much trust it costs; trust never falls below 0."""

    @field_validator("when")
    @classmethod
    def _over_a_claim(cls, value: str | None) -> str | None:
        return None if value is None else _condition(value)

    @model_validator(mode="after")
    def _some_reason(self) -> Self:
        if self.when is None and not self.quality:
            msg = "names no reason; give `when`, `quality` or both"
            raise ValueError(msg)
        return self


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict | DowngradeConfig) else value


Downgrades: TypeAlias = Annotated[
    tuple[DowngradeConfig, ...],
    BeforeValidator(_as_list, json_schema_input_type=DowngradeConfig | tuple[DowngradeConfig, ...]),
]


class SurvivorConfig(ConfigModel):
    """How one attribute's golden value is chosen."""

    choose: Choice | None = None
    """One strategy, or a tie-break chain; the job's default when not given."""

    when: dict[str, Chain] = Field(default_factory=dict)
    """Conditions over a claim, as `"source = 'crm'": most_recent`: claims for which the first one holds come before
    those of the second, these before all others, and each group has its own chain."""

    collect: Literal["all", "union", "intersection"] | Annotated[int, Field(ge=1)] | None = None
    """Keep a list: `all` values or the best N, best first; their `union` in alphabetical order; or the `intersection`:
    what every source says that says anything, in alphabetical order."""

    prefer_sources: tuple[Name, ...] = ()
    """Sources whose values win over all others, in order."""

    exclude_sources: tuple[Name, ...] = ()
    """Sources whose values never stand."""

    max_age: Span | None = None
    """Values older than this at the start of the run do not stand, nor do those that tell no time."""

    only: Literal["good", "sound", "verified"] | None = None
    """Values that may stand: `good` as found; `sound`, which adds repaired ones; `verified` ones. By default also
    suspicious ones, where nothing better stands."""

    decay: DecayConfig | None = None
    """Trust that fades with the age of a value."""

    downgrade: Downgrades = ()
    """Trust that a value loses for what it looks like: one rule, or a list of them."""

    min_agreement: Portion | None = None
    """Least share of the claims that must agree with the value, as `50%`; with less, none survives."""

    spelling: Literal["agreed", "as_found"] | None = None
    """What becomes of a winner that differs from another value by a slip of the pen: `agreed` shows the form whose
    sources are trusted more together, and of a name the formal one; `as_found` leaves it. By default `agreed` for
    names, birth dates, addresses, towns and companies, and no list."""

    group: tuple[Name, ...] = ()
    """This attribute and others that must come from the same record as its value, as `[address, city, postcode]`."""

    follow: Name | None = None
    """Another attribute: only records that hold its golden value are asked."""

    sql: str | None = None
    """SQL aggregate over the claims of a profile in place of `choose`, such as `arg_max(value, trust * 10)`."""

    plugin: Annotated[str, StringConstraints(min_length=1)] | None = None
    """Name of a function under the entry point `golden_record.survivorship`, in place of `choose`."""

    @field_validator("choose")
    @classmethod
    def _computed_alone(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if value is None else _one_computation(value)

    @field_validator("when")
    @classmethod
    def _conditions(cls, value: dict[str, Chain]) -> dict[str, Chain]:
        for condition in value:
            _condition(condition)
        return value

    @field_validator("sql")
    @classmethod
    def _over_claims(cls, value: str | None) -> str | None:
        if value is not None and (fault := aggregate_fault(value, CLAIM_COLUMNS)):
            msg = f"{fault}; write an aggregate over {', '.join(f'`{name}`' for name in CLAIM_COLUMNS)}"
            raise ValueError(msg)
        return value

    @property
    def is_computed(self) -> bool:
        """Whether the value is made of all claims, and is none of them."""
        return bool(self.sql or self.plugin or (self.choose and COMPUTATIONS & set(self.choose)))

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        """Refuse keys of which one would be ignored."""
        given = [key for key in ("sql", "plugin", "choose") if getattr(self, key)]
        if len(given) > 1 and given != ["choose"]:
            msg = f"says both `{given[0]}` and `{given[1]}`; keep one of them"
            raise ValueError(msg)
        if self.is_computed:
            self._refuse(given[0], "when", "collect", "prefer_sources", "min_agreement", "spelling", "group")
        if self.collect is not None:
            self._refuse("collect", "min_agreement", "spelling", "group")
        if self.follow:
            self._refuse("follow", "group")
        return self

    def _refuse(self, key: str, *needless: str) -> None:
        """Report the first of some keys that mean nothing beside another."""
        found = next((name for name in needless if getattr(self, name)), None)
        if found:
            msg = f"`{found}` means nothing beside `{key}`; remove one of them"
            raise ValueError(msg)


def _as_survivor(value: object) -> object:
    return {"choose": value} if isinstance(value, str | list | tuple) else value


Survivor: TypeAlias = Annotated[
    SurvivorConfig,
    BeforeValidator(
        _as_survivor, json_schema_input_type=Strategy | Computation | tuple[Strategy, ...] | SurvivorConfig
    ),
]
"""The long form, or its shorthand: a strategy or a chain alone."""


class SurvivorshipConfig(ConfigModel):
    """Which values survive."""

    default: Chain = ("most_trusted", "most_recent", "most_frequent")
    """The chain of attributes that have none of their own."""

    trust: Literal["declared", "learned"] = "declared"
    """Trust that strategies read: what `sources` declare, or what agreement between the sources teaches, attribute by
    attribute; see `ops.source_accuracy`."""

    attributes: dict[Name, Survivor] = Field(default_factory=dict)
    """Per attribute: a strategy, a chain, or the long form."""

    pins: Annotated[str, StringConstraints(min_length=1)] | None = None
    """CSV file of golden values that stewards have set, one per line: `record` (as `source:id`), `attribute`, `value`,
    `who`, `when`, `why`, and where it ends, `until`; see docs/survivorship.md."""
