"""The `resources` block: what a run may use of the machine."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from golden_record.config.base import ConfigModel


class ResourcesConfig(ConfigModel):
    """Limits for the engine."""

    memory: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?\s?[KMGT]i?B$")] | None = None
    """Memory of the engine, as `16GB`; 80 % of the machine by default."""

    threads: Annotated[int, Field(ge=1)] | None = None
    """Threads of the engine; all cores by default."""

    temp: str | None = None
    """Folder for what does not fit in memory, relative to the job; beside the state by default."""
