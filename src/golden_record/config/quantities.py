"""Quantities as people write them: shares such as `20%`, spans of time such as `2d`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

SPAN_PATTERN = r"^[1-9][0-9]{0,4}(h|d|w|y)$"
"""A span of time: hours, days, weeks or years; no months, which have no length."""

_PERCENT = re.compile(r"\s*(\d{1,4}(?:\.\d{1,4})?)\s*%\s*")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "y": 365 * 24}


def _as_share(value: object) -> object:
    written = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return float(written[1]) / 100 if written else value


Portion: TypeAlias = Annotated[
    float,
    BeforeValidator(
        _as_share,
        json_schema_input_type=Annotated[float, Field(ge=0, le=1)]
        | Annotated[str, StringConstraints(pattern=_PERCENT.pattern)],
    ),
    Field(ge=0, le=1),
]
"""A share of a whole, `20%` or `0.2`."""

Span: TypeAlias = Annotated[str, StringConstraints(pattern=SPAN_PATTERN)]
"""A span of time, `12h`, `2d`, `6w` or `1y`."""


def length_of(span: str) -> timedelta:
    """How long a span of time is; a year has 365 days."""
    return timedelta(hours=int(span[:-1]) * _HOURS[span[-1]])


def percent(share: float) -> str:
    """A share as people write it: `20%`, `12.5%`."""
    return f"{100 * share:.4g}%"
