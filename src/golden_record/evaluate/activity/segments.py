"""Which customers are alive: profiles by what their last event makes of them, with their money."""

from __future__ import annotations

from dataclasses import dataclass

from golden_record.evaluate.activity import queries
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Segment:
    """Profiles of one stage of life: how many, what they have spent, and the share of both among all with events."""

    lifecycle: str
    profiles: int
    money: float
    share: float
    money_share: float
    """0 where there is no money, or more was given back than taken."""


def segments(state: Warehouse) -> tuple[Segment, ...]:
    """The stages of life in their order, each there even when it is nobody's; none where no event has a date."""
    found = [(str(name), int(str(count)), float(str(money))) for name, count, money in state.rows(queries.segments())]
    profiles = sum(count for _, count, _ in found)
    money = sum(spent for _, _, spent in found)
    if not profiles:
        return ()
    return tuple(
        Segment(name, count, spent, count / profiles, spent / money if money > 0 else 0.0)
        for name, count, spent in found
    )
