"""Tables in memory, whichever library made them."""

from __future__ import annotations

from typing import Protocol


class ArrowFrame(Protocol):
    """A table that speaks the Arrow C stream protocol: frames of polars and pandas, tables of Arrow, relations."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as a capsule around an Arrow stream."""
