"""The `survivorship` block: which value wins, per attribute."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from golden_record.config.base import ConfigModel, Name

Strategy: TypeAlias = Literal[
    "most_trusted", "most_recent", "most_frequent", "most_complete", "first_seen", "verified", "longest", "shortest"
]


def _as_chain(value: object) -> object:
    return [value] if isinstance(value, str) else value


Chain: TypeAlias = Annotated[
    tuple[Strategy, ...],
    Field(min_length=1),
    BeforeValidator(_as_chain, json_schema_input_type=Strategy | tuple[Strategy, ...]),
]
"""Strategies in order: each one breaks the ties of those before it."""


class SurvivorConfig(ConfigModel):
    """How one attribute's golden value is chosen."""

    choose: Chain | None = None
    """One strategy, or a tie-break chain; the job's default when not given."""

    collect: Literal["all"] | Annotated[int, Field(ge=1)] | None = None
    """Keep a list: all values, or the best N, best first."""

    prefer_sources: tuple[Name, ...] = ()
    """Sources whose values win over all others, in order."""


def _as_survivor(value: object) -> object:
    return {"choose": value} if isinstance(value, str | list | tuple) else value


Survivor: TypeAlias = Annotated[
    SurvivorConfig,
    BeforeValidator(_as_survivor, json_schema_input_type=Strategy | tuple[Strategy, ...] | SurvivorConfig),
]
"""The long form, or its shorthand: a strategy or a chain alone."""


class SurvivorshipConfig(ConfigModel):
    """Which values survive."""

    default: Chain = ("most_trusted", "most_recent", "most_frequent")
    """The chain of attributes that have none of their own."""

    attributes: dict[Name, Survivor] = Field(default_factory=dict)
    """Per attribute: a strategy, a chain, or the long form."""
