"""The `match` block: deterministic rules, blocking, training and the threshold."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Discriminator, Field, StringConstraints, Tag, field_validator, model_validator

from golden_record.config.base import ConfigModel, Name, Probability
from golden_record.config.comparisons import ComparisonConfig
from golden_record.config.expressions import expression_columns, expression_fault


class RuleConfig(ConfigModel):
    """A deterministic link: records that agree on all these attributes are one person."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """Name of the rule, as lineage and `explain` show it."""

    on: Annotated[tuple[Name, ...], Field(min_length=1)]
    """Attributes that must agree."""


class SqlBlocking(ConfigModel):
    """A blocking rule of your own: records for which the expression gives the same value are compared."""

    sql: str
    """SQL expression over the comparable columns of one record, such as `left(full_name__family, 3)`; a record
    for which it is null is left out."""

    def columns(self) -> tuple[str, ...]:
        """The columns that the expression names, sorted."""
        return tuple(sorted(expression_columns(self.sql)))

    @field_validator("sql")
    @classmethod
    def _one_expression(cls, value: str) -> str:
        """Refuse what is no expression over one record."""
        if fault := expression_fault(value):
            msg = f"{fault}; write an expression over attributes and their parts, such as `left(full_name__family, 3)`"
            raise ValueError(msg)
        if not expression_columns(value):
            msg = "names no attribute, so that every record would be compared with every other; name one"
            raise ValueError(msg)
        return value


def _blocking_kind(value: object) -> str:
    """Which form of rule the user wrote, so that errors speak of that form alone."""
    return "<sql>" if isinstance(value, dict | SqlBlocking) else "<columns>"


Blocking: TypeAlias = Annotated[
    Annotated[tuple[str, ...], Field(min_length=1), Tag("<columns>")] | Annotated[SqlBlocking, Tag("<sql>")],
    Discriminator(_blocking_kind),
]
"""One rule of a list: attributes or parts that must all be equal, or SQL that must."""


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

    blocking: Literal["auto"] | tuple[Blocking, ...] = "auto"
    """Which pairs are compared: `auto`, or a list of rules. A rule is a list of attributes or parts that must all be
    equal, or `{sql: ...}`. `golden-record plan` shows what each finds and costs."""

    max_comparisons: Annotated[int, Field(ge=1)] = 100_000_000
    """Most pairs that blocking may bring together. `auto` keeps below it; rules of the job that find more stop the run
    before anything is compared."""

    train: TrainConfig = TrainConfig()
    """Training of the model."""

    threshold: ThresholdConfig | None = None
    """Weakest link; chosen by the engine when not given."""
