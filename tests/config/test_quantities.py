"""Shares and spans of time as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from golden_record.config.quantities import Portion, length_of, percent

PORTION: TypeAdapter[float] = TypeAdapter(Portion)


@pytest.mark.parametrize(("written", "share"), [("20%", 0.2), ("12.5 %", 0.125), ("100%", 1), (0.3, 0.3), ("0", 0)])
def test_a_share_is_a_percentage_or_a_number(written: object, share: float) -> None:
    assert PORTION.validate_python(written) == share


@pytest.mark.parametrize("written", ["101%", "-5%", "%", "twenty", 20, 1.01])
def test_what_is_no_share_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        PORTION.validate_python(written)


@pytest.mark.parametrize(
    ("share", "text"), [(0.2, "20%"), (0.125, "12.5%"), (1, "100%"), (0.0, "0%"), (1 / 3, "33.33%")]
)
def test_a_share_is_shown_as_it_would_be_written(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(("span", "hours"), [("12h", 12), ("2d", 48), ("6w", 1008), ("1y", 8760)])
def test_a_span_has_a_length(span: str, hours: int) -> None:
    assert length_of(span) == timedelta(hours=hours)
