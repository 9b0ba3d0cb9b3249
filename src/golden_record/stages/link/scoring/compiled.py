"""What Splink has compiled, kept in the state: to compile it takes longer than to score the pairs of a small change."""

from __future__ import annotations

from dataclasses import dataclass

import splink

from golden_record.model.keys import Json, fingerprint
from golden_record.model.matching import SCORING_VIEW
from golden_record.stages.link.model import Model, splink_settings
from golden_record.stages.link.queries import NODE
from golden_record.stages.link.scoring import queries
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class View:
    """A view that scoring reads."""

    name: str
    query: str


def compiled_settings(model: Model, *, term_frequencies: bool) -> dict[str, Json]:
    """Settings that Splink compiles: those that a model is kept by, and to tell which levels pairs reach."""
    return splink_settings(model, term_frequencies=term_frequencies) | {"retain_matching_columns": True}


def fitting(warehouse: Warehouse, model: Model, pairs: str) -> str:
    """A mark of all that the views depend on, which score a table of pairs by a model: nothing else goes into them."""
    settings = compiled_settings(model, term_frequencies=True)
    return fingerprint(splink.__version__, settings, warehouse.columns(NODE), pairs)


def kept_views(warehouse: Warehouse, fits: str) -> list[View]:
    """The views that were compiled under such a mark, in their order; none if the last ones bear another."""
    if not warehouse.has(SCORING_VIEW):
        return []
    return [View(str(name), str(query)) for name, query in warehouse.rows(queries.kept_views(), [fits])]


def keep_views(warehouse: Warehouse, fits: str, views: list[View]) -> None:
    """Keep some views in place of those before."""
    warehouse.create_empty(SCORING_VIEW)
    for position, view in enumerate(views):
        warehouse.execute(queries.add_view(), [fits, position, view.name, view.query])
