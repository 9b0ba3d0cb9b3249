"""One text out of several, chosen per row: how formats and forms are picked."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def by_number(number: str, options: Sequence[pl.Expr]) -> pl.Expr:
    """The option that the column `number` counts to, from zero; null when it counts to none."""
    return pl.coalesce([pl.when(pl.col(number) == place).then(option) for place, option in enumerate(options)])
