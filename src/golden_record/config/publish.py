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
