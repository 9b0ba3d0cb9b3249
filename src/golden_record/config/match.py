"""The `match` block: deterministic rules, blocking, training and the threshold."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from golden_record.config.base import ConfigModel, Name, Probability
from golden_record.config.comparisons import ComparisonConfig


class RuleConfig(ConfigModel):
    """A deterministic link: records that agree on all these attributes are one person."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """Name of the rule, as lineage and `explain` show it."""

    on: Annotated[tuple[Name, ...], Field(min_length=1)]
    """Attributes that must agree."""


class TrainConfig(ConfigModel):
    """How the model learns."""

    seed: Annotated[int, Field(ge=0)] = 42
    """Seed of the samples."""

    labels: Annotated[str, StringConstraints(min_length=1)] | None = None
    """CSV file of judged pairs: columns `left` and `right` (`source:id`), `match` (1 or 0, yes or no), perhaps `who`
    and `when`. Weights are calibrated on it; a changed file trains a new model."""

    max_pairs: Annotated[int, Field(ge=1_000)] = 1_000_000
    """Random pairs to sample for the chance agreement (u) of each level."""


class ThresholdConfig(ConfigModel):
    """From where on a pair counts as a link: exactly one of the keys."""

    precision: Probability | None = None
    """Expected precision of the links, by the model's own probabilities."""

    probability: Probability | None = None
    """Match probability of the weakest link."""

    weight: float | None = None
    """Match weight (log2) of the weakest link."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in ("precision", "probability", "weight") if getattr(self, name) is not None]
        if len(given) != 1:
            msg = "give exactly one of `precision`, `probability` and `weight`; keep the one you mean"
            raise ValueError(msg)
        return self


class MatchConfig(ConfigModel):
    """How records are compared."""

    rules: tuple[RuleConfig, ...] = ()
    """Deterministic links, strongest first."""

    comparisons: Literal["auto"] | Annotated[tuple[ComparisonConfig, ...], Field(min_length=1)] = "auto"
    """`auto`: comparisons follow from the attribute types. Or a list, whose entries take the place of the automatic
    comparisons of the attributes that they name."""

    only_listed: bool = False
    """Whether attributes that the list `comparisons` does not name go unweighed; blocking and rules still use them."""

    blocking: Literal["auto"] | tuple[Annotated[tuple[str, ...], Field(min_length=1)], ...] = "auto"
    """Which pairs are compared: `auto`, or a list of lists of attributes or parts that must be equal."""

    max_comparisons: Annotated[int, Field(ge=1)] = 100_000_000
    """Most pairs that a run may compare."""

    train: TrainConfig = TrainConfig()
    """Training of the model."""

    threshold: ThresholdConfig | None = None
    """Weakest link; chosen by the engine when not given."""
