"""The versions of the model in the state: read, append, put into use."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, cast

from golden_record.model.keys import Json, fingerprint
from golden_record.model.matching import MODEL, MODEL_FREQUENCY, MODEL_USE
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.model import Diagnostics, Model, as_json, frequency_columns, splink_settings
from golden_record.stages.link.versions import queries
from golden_record.warehouse import Warehouse

Origin = Literal["trained", "imported"]


@dataclass(frozen=True)
class ModelVersion:
    """One version: a row of `model`. `settings` are Splink's, JSON; `diagnostics` what scoring and people need."""

    version: int
    model_id: str
    current: bool
    created_at: datetime
    run_id: str | None
    origin: Origin
    signature: str
    settings: str
    diagnostics: Diagnostics
    threshold: float
    records: int | None
    pairs: int | None

    @property
    def name(self) -> str:
        """How notes speak of it."""
        return f"model {self.version}"

    @property
    def matches(self) -> float:
        """Matches that training expected among all pairs; of an imported model nobody knows, and it is trusted."""
        if self.records is None:
            return math.inf
        return self.diagnostics["match_share"] * self.records * (self.records - 1) / 2


@dataclass(frozen=True)
class Birth:
    """When and how a version came into the world, what it was trained on, and its threshold until it has scored."""

    created_at: datetime
    origin: Origin
    run_id: str | None = None
    records: int | None = None
    pairs: int | None = None
    threshold: float = 0.0


def signature(comparisons: Sequence[Comparison], labels: str | None) -> str:
    """What a model must have been made for to score a job: the same comparisons, and the same judged pairs."""
    # What the report doubts changes no weight.
    described = [asdict(item) | {"kin": sorted(item.kin)} for item in comparisons]
    for item in described:
        del item["own"]
    return fingerprint(described, labels)


def ensure_tables(warehouse: Warehouse) -> None:
    """Create the tables of the model in a state that has none."""
    for table in (MODEL, MODEL_FREQUENCY, MODEL_USE):
        warehouse.ensure(table)


def versions(warehouse: Warehouse) -> tuple[ModelVersion, ...]:
    """Every version, oldest first."""
    if not warehouse.has(MODEL):
        return ()
    return tuple(_version(row) for row in warehouse.rows(queries.versions()))


def current_version(warehouse: Warehouse) -> ModelVersion | None:
    """The version that runs score with; none before the first training or import."""
    return next((version for version in versions(warehouse) if version.current), None)


def current_model_id(warehouse: Warehouse) -> str | None:
    """The fingerprint of the version in use, on which links depend beside records and job."""
    found = current_version(warehouse)
    return None if found is None else _mark(found)


def model_ids(warehouse: Warehouse) -> frozenset[str]:
    """The fingerprints of all versions there were, as `current_model_id` gave them."""
    return frozenset(map(_mark, versions(warehouse)))


def _mark(version: ModelVersion) -> str:
    return f"{version.version}:{version.model_id}"


def current_settings(warehouse: Warehouse) -> str | None:
    """The version in use as Splink's JSON, laid out for people."""
    found = current_version(warehouse)
    return None if found is None else readable(found.settings)


def readable(settings: str) -> str:
    """Settings as text that people read and compare line by line."""
    return json.dumps(json.loads(settings), ensure_ascii=False, indent=2) + "\n"


def add_version(warehouse: Warehouse, model: Model, birth: Birth, *, fits: str, found: Diagnostics) -> ModelVersion:
    """Append a version and put it into use; a model equal to the one in use stays the version that it is."""
    ensure_tables(warehouse)
    described = as_json(model)
    settings = splink_settings(model, term_frequencies=True)
    model_id = fingerprint(settings, cast(Json, described))
    before = current_version(warehouse)
    if before is not None and (before.model_id, before.signature) == (model_id, fits):
        return before
    row = (
        *(next_version(warehouse), model_id, True, birth.created_at, birth.run_id, birth.origin, fits),
        *(_text(settings), _text({**described, **found}), birth.threshold, birth.records, birth.pairs),
    )
    warehouse.execute(queries.retire_versions())
    warehouse.execute(queries.add_version(), row)
    return _version(row)


def next_version(warehouse: Warehouse) -> int:
    """The number that a new version gets."""
    return max((version.version for version in versions(warehouse)), default=0) + 1


def count_frequencies(warehouse: Warehouse, number: int, comparisons: Sequence[Comparison]) -> None:
    """Count how frequent values are now, for a version."""
    warehouse.execute(queries.forget_frequencies(), [number])
    for name in frequency_columns(comparisons):
        warehouse.execute(queries.count_frequencies(number, name))


def prepare_frequencies(warehouse: Warehouse, number: int, comparisons: Sequence[Comparison]) -> None:
    """Tables for Splink of how frequent values were when the version of a number was made.

    They are counted on the data that a version first scores, and kept: else a pair would weigh more or less from run
    to run, although nothing about it has changed.
    """
    if not warehouse.scalar(queries.knows_frequencies(), [number]):
        count_frequencies(warehouse, number, comparisons)
    for name in frequency_columns(comparisons):
        warehouse.execute(queries.frequency_lookup(number, name))


def _version(row: Sequence[object]) -> ModelVersion:
    known = dict(zip(MODEL.column_names, row, strict=True))
    known["diagnostics"] = json.loads(str(known["diagnostics"]))
    return ModelVersion(**known)  # type: ignore[arg-type]  # the contract of the table types its columns


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)
