"""A version of the model as a person reads it: comparisons, levels, weights, and what was found about them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from golden_record.errors import UsageError
from golden_record.stages.link.repair import WHOLE, FindingDiagnostics
from golden_record.stages.link.versions.store import ModelVersion, current_version, versions
from golden_record.warehouse import Warehouse


class _Level(TypedDict, total=False):
    label_for_charts: str
    m_probability: float
    u_probability: float
    is_null_level: bool
    tf_adjustment_column: str


@dataclass(frozen=True)
class LevelView:
    """One degree of agreement: its chance among matches (m) and strangers (u), the bits that it weighs, and notes."""

    label: str
    m: float
    u: float
    weight: float
    by_frequency: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ComparisonView:
    """One piece of evidence, its levels from best to worst."""

    name: str
    notes: tuple[str, ...]
    levels: tuple[LevelView, ...]


@dataclass(frozen=True)
class ModelView:
    """A version, laid out."""

    version: int
    model_id: str
    current: bool
    origin: str
    created_at: datetime
    run_id: str | None
    records: int | None
    pairs: int | None
    match_share: float
    """Share of all pairs of records that are one person, before anything is compared: the prior."""

    prior_weight: float
    threshold: float
    notes: tuple[str, ...]
    comparisons: tuple[ComparisonView, ...]


def chosen_version(warehouse: Warehouse, number: int | None) -> ModelVersion:
    """A version by its number, or the one in use.

    Raises:
        UsageError: there is no such version.
    """
    found = versions(warehouse)
    chosen = (
        current_version(warehouse)
        if number is None
        else next((version for version in found if version.version == number), None)
    )
    if chosen is None:
        msg = "the state holds no model" if number is None else f"there is no version {number} of the model"
        known = ", ".join(str(version.version) for version in found)
        raise UsageError(msg, hint=f"known: {known}" if known else "golden-record run JOB trains one")
    return chosen


def model_view(version: ModelVersion) -> ModelView:
    """A version, laid out."""
    settings = json.loads(version.settings)
    share = float(settings["probability_two_random_records_match"])
    findings = version.diagnostics.get("findings", [])
    return ModelView(
        version=version.version,
        model_id=version.model_id,
        current=version.current,
        origin=version.origin,
        created_at=version.created_at,
        run_id=version.run_id,
        records=version.records,
        pairs=version.pairs,
        match_share=share,
        prior_weight=math.log2(share / (1 - share)),
        threshold=version.threshold,
        notes=tuple(version.diagnostics.get("notes", [])),
        comparisons=tuple(
            _comparison(item["output_column_name"], item["comparison_levels"], findings)
            for item in settings["comparisons"]
        ),
    )


def _comparison(name: str, levels: Sequence[_Level], findings: Sequence[FindingDiagnostics]) -> ComparisonView:
    own = [finding for finding in findings if finding["comparison"] == name]
    real = [level for level in levels if not level.get("is_null_level")]
    return ComparisonView(
        name,
        tuple(finding["text"] for finding in own if finding["level"] == WHOLE),
        tuple(
            LevelView(
                label=level["label_for_charts"],
                m=level["m_probability"],
                u=level["u_probability"],
                weight=math.log2(level["m_probability"] / level["u_probability"]),
                by_frequency="tf_adjustment_column" in level,
                notes=tuple(finding["text"] for finding in own if finding["level"] == place),
            )
            for place, level in enumerate(real)
        ),
    )
