"""The `publish` block: where the mart goes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from golden_record.config.base import ConfigModel


class PublishConfig(ConfigModel):
    """What a run leaves for its readers."""

    mart: str = "out/mart.duckdb"
    """The published DuckDB file, relative to the job; replaced whole."""

    storage_version: Literal["v1.0.0", "v1.2.0", "latest"] = "v1.0.0"
    """Oldest DuckDB that must open the mart."""

    candidates: Literal["contested", "all", "none"] = "contested"
    """Which candidates `attribute_candidate` tells of: `contested` values, of which a profile has more than one; `all`
    of them, those that nothing spoke against too; or `none`. A value that is not contested stands in
    `attribute_lineage` in any case."""

    keep_runs: Annotated[int, Field(ge=1)] = 3
    """How many publications are kept: the mart, and those before it, in `<mart>.kept/`, for `golden-record rollback`.
    `1` keeps none but the mart. `golden-record clean` leaves the folders of as many runs under `target/`."""
