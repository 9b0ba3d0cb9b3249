"""The `cluster` block: guards on who may share a profile."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from golden_record.config.base import ConfigModel, Name


class ClusterConfig(ConfigModel):
    """How links become profiles."""

    method: Literal["constrained", "connected_components"] = "constrained"
    """`constrained` weighs all the evidence inside a group; `connected_components` follows every link, strongest
    first, up to the guards."""

    max_records: Annotated[int, Field(ge=1)] = 200
    """Most records in one profile."""

    conflicts: tuple[Name, ...] = ()
    """Attributes of which two values that clearly differ never share a profile, whether the two records were compared
    or not. Each must be compared as a whole: one with `compare: false` is refused, since nothing would tell when two of
    its values differ."""

    limits: dict[Name, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """Most distinct values of an attribute in one profile; the weakest evidence is cut first."""

    overrides: Annotated[str, Field(min_length=1)] | None = None
    """CSV file of a steward's decisions, one pair of records per line: `left`, `right` (records as `source:id`),
    `decision` (`same` or `different`), `who`, `when`, `why`, and where it ends, `until`; see docs/howto-judge.md."""
