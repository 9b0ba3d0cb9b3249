"""The `publish` block: where the mart goes."""

from __future__ import annotations

from typing import Literal

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
