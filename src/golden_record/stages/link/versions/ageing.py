"""Signs that a model no longer fits its data: many more records, or links that look unlike those it was made on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from golden_record.model.matching import LEVEL_TALLY
from golden_record.model.run import RunContext
from golden_record.stages.link.queries import everything
from golden_record.stages.link.versions import queries
from golden_record.stages.link.versions.store import ModelVersion
from golden_record.warehouse import Warehouse

OUTGROWN = 2.0
"""Times the records of its first use, beyond which chance agreement (u) is no longer what the model believes."""

DRIFTED = 0.15
"""Share of the links that stand at another level of a comparison than at first: one in seven is no accident."""

FEWEST_LINKS = 200
"""Links from which on their distribution says something: of fewer, chance alone moves a share of this size."""

Shares = Mapping[str, Sequence[float]]
"""Per comparison the share of the links at each level, the missing value first."""

ADVICE = "`golden-record run JOB --retrain` makes a new version"


@dataclass(frozen=True)
class Use:
    """What a run scored with a model."""

    records: int
    pairs: int
    threshold: float


def note_use(warehouse: Warehouse, context: RunContext, version: ModelVersion, use: Use) -> tuple[str, ...]:
    """Put a use on record, and say where the data differs from that of the version's first use."""
    links, shares = _levels(warehouse, version)
    first = warehouse.rows(queries.first_use(), [version.version])
    text = json.dumps(shares, ensure_ascii=False, sort_keys=True)
    row = (context.run_id, version.version, version.model_id, use.threshold, use.records, use.pairs, links, text)
    warehouse.execute(queries.add_use(), row)
    if not first:
        return ()
    ((records, first_links, first_shares),) = first
    notes = _outgrown(version, int(str(records)), use.records)
    if min(links, int(str(first_links))) >= FEWEST_LINKS:
        notes += _drifted(version, json.loads(str(first_shares)), shares)
    return tuple(notes)


def _levels(warehouse: Warehouse, version: ModelVersion) -> tuple[int, Shares]:
    """How many links there are, and where they stand."""
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for place, level, links in warehouse.rows(everything(LEVEL_TALLY.name)):
        counts[int(str(place)) - 1][int(str(level))] = int(str(links))
    shares = {}
    for place, name in enumerate(version.diagnostics["comparisons"]):
        levels = [counts[place].get(level, 0) for level in range(-1, len(version.diagnostics["u"][place]))]
        shares[name] = [round(links / max(sum(levels), 1), 6) for links in levels]
    return sum(counts[0].values()), shares


def moved(before: Sequence[float], now: Sequence[float]) -> float:
    """The share of links that stand at another level than before: half the sum of the differences."""
    return sum(abs(one - other) for one, other in zip(before, now, strict=True)) / 2


def _outgrown(version: ModelVersion, before: int, now: int) -> list[str]:
    if now <= OUTGROWN * before:
        return []
    return [f"{version.name} has been outgrown: at first it compared {before:,} records, now {now:,}; {ADVICE}"]


def _drifted(version: ModelVersion, before: Shares, now: Shares) -> list[str]:
    changes = {name: moved(before[name], shares) for name, shares in now.items() if name in before}
    return [
        f"{name}: {share:.0%} of the links stand at another level than when {version.name} was first used; if the"
        f" sources changed for good, {ADVICE}"
        for name, share in changes.items()
        if share > DRIFTED
    ]
