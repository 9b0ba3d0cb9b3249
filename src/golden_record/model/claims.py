"""What counts as a claim that a value may rest on: the one answer for every stage that reads claims."""

from __future__ import annotations

from golden_record.model.cleaned import Quality

USABLE_QUALITIES = (Quality.GOOD, Quality.REPAIRED, Quality.SUSPICIOUS)
"""Qualities of claims that may be shown; placeholders and invalid values have nothing to show."""

_LISTED = ", ".join(f"'{quality}'" for quality in USABLE_QUALITIES)
USABLE_CLAIM = f"value is not null and quality in ({_LISTED})"
"""SQL condition over `claim`: it holds something that may be shown."""

NEVER_US = -9_223_372_036_854_775_807
"""Microseconds, smaller than any time that a source can hold: values that tell no time come last."""
