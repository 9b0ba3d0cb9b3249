"""Links written inline as the levels that two records reach, and the cluster stage run over them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.model.keys import EQUAL
from golden_record.model.matching import MODEL
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK, SOURCE_RECORD
from golden_record.stages.cluster.groups import MOST_WEIGHED
from golden_record.stages.cluster.stage import assign
from golden_record.warehouse import Warehouse
from tests.builders import model_row, put
from tests.stages.link.conftest import STARTED_AT, Fields, job_of, put_standard

TYPES: dict[str, str | dict[str, object]] = {
    "full_name": "person_name",
    "phone": "phone",
    "card": {"type": "identifier", "compare": False},
}
WEIGHTS = {"full_name__given": (6.0, 2.0, -9.0), "phone": (9.0, -3.0)}
"""Bits per comparison and level: the same, similar or another given name; the same or another phone."""

PRIOR = -8.0
SAME, SIMILAR, OTHER, UNKNOWN = 0, 1, 2, -1
OTHER_PHONE = 1
STRONG = (SAME, SAME)
"""7 bits for one person."""

NAMED = (SAME, UNKNOWN)
"""Two bits against: a given name alone is no proof, but worth a second look."""

CONTRARY = (OTHER, SAME)
"""Eight bits against, and two given names that clearly differ."""

Levels = tuple[int, int]
Pairs = Mapping[tuple[int, int], Levels]
"""What two records show, by (smaller, larger) record id."""


def bits_of(levels: Levels) -> float:
    """Match weight of a pair."""
    return PRIOR + sum(own[level] for own, level in zip(WEIGHTS.values(), levels, strict=True) if level >= 0)


@dataclass(frozen=True)
class Scene:
    """Records and what pairs of them show: change it with `replace`, then cluster it."""

    pairs: Pairs
    records: int = 0
    """At least so many records, even where no pair names them; ids count from 1."""

    sources: Mapping[int, str] = field(default_factory=dict)
    """Source per record, `crm` unless named."""

    fields: Mapping[int, Fields] = field(default_factory=dict)
    rules: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Deterministic rule per pair."""

    copies: Mapping[int, int] = field(default_factory=dict)
    """Record to the one that it equals in everything compared."""

    copy_bits: float = 12.0
    threshold: float = 0.0

    @property
    def size(self) -> int:
        return max([self.records, *(right for _, right in self.pairs), *self.copies], default=0)

    def source(self, record: int) -> str:
        return self.sources.get(record, "crm")

    def links(self) -> list[tuple[object, ...]]:
        found = [self._link(pair, levels) for pair, levels in self.pairs.items()]
        nothing: tuple[object, ...] = ([UNKNOWN] * 2, [0.0] * 2)
        return found + [
            (original, record, self.copy_bits, _chance(self.copy_bits), EQUAL, "probabilistic", *nothing)
            for record, original in self.copies.items()
        ]

    def _link(self, pair: tuple[int, int], levels: Levels) -> tuple[object, ...]:
        rule = self.rules.get(pair)
        bits = max(bits_of(levels), 20.0, self.threshold) if rule else bits_of(levels)
        own = [kind[level] if level >= 0 else 0.0 for kind, level in zip(WEIGHTS.values(), levels, strict=True)]
        return (*pair, bits, _chance(bits), "phone", rule or "probabilistic", list(levels), own)


def _settings() -> dict[str, object]:
    """The comparisons as the link stage keeps them: given names differ clearly unless they begin alike."""
    given = [
        '"full_name__given_l" = "full_name__given_r"',
        """left("full_name__given_l", 1) = left("full_name__given_r", 1)""",
    ]
    phone = ['list_has_any("phone_l", "phone_r")']
    levels = {"full_name__given": given, "phone": phone}
    return {
        "comparisons": [
            {
                "output_column_name": name,
                "comparison_levels": [
                    {"sql_condition": f'"{name}_l" is null or "{name}_r" is null'},
                    *({"sql_condition": condition} for condition in conditions),
                    {"sql_condition": "ELSE"},
                ],
            }
            for name, conditions in levels.items()
        ]
    }


def _chance(bits: float) -> float:
    return 1 / (1 + math.pow(2, -bits))


def job_with(unique: Iterable[str] = (), **block: object) -> Job:
    """A job whose cluster block says this; sources are crm, app and pos."""
    sources = [f"{name}!" if name in unique else name for name in ("crm", "app", "pos")]
    return job_of(TYPES, sources, cluster=block)


def put_scene(warehouse: Warehouse, scene: Scene, job: Job, order: Sequence[int] | None = None) -> None:
    """The state that the cluster stage reads; `order` is another order of the records' rows, as are the links'."""
    records = list(order or range(1, scene.size + 1))
    put(warehouse, SOURCE_RECORD, [(number, scene.source(number), f"r{number}") for number in records])
    put_standard(warehouse, job, [(number, scene.source(number), scene.fields.get(number, {})) for number in records])
    links = scene.links()
    put(warehouse, LINK, links if order is None else links[::-1])
    diagnostics = {
        "comparisons": list(WEIGHTS),
        "weights": [list(levels) for levels in WEIGHTS.values()],
        "kin": [],
        "match_share": 1 / (1 + math.pow(2, -PRIOR)),
    }
    put(warehouse, MODEL, [model_row(json.dumps(diagnostics), scene.threshold, json.dumps(_settings()))])


@dataclass(frozen=True)
class Clustered:
    """What the stage wrote, as tests ask for it."""

    warehouse: Warehouse
    notes: tuple[str, ...] = ()

    def profiles(self) -> list[list[int]]:
        rows = self.warehouse.rows(
            "select list(record_id order by record_id) as members from membership group by profile_id order by members"
        )
        return [list(members) for (members,) in rows]  # type: ignore[call-overload]  # a list column

    def guards(self) -> dict[tuple[int, int], str]:
        """Guard by refused pair."""
        rows = self.warehouse.rows("select left_id, right_id, guard from refused_link")
        return {(int(str(left)), int(str(right))): str(guard) for left, right, guard in rows}

    def table(self, name: str) -> list[tuple[object, ...]]:
        return self.warehouse.rows(f"select * from {name} order by all")


def cluster_scene(
    warehouse: Warehouse,
    scene: Scene,
    job: Job | None = None,
    order: Sequence[int] | None = None,
    *,
    most_weighed: int = MOST_WEIGHED,
) -> Clustered:
    job = job or job_with()
    put_scene(warehouse, scene, job, order)
    with warehouse.transaction():
        report = assign(warehouse, job, RunContext("run", STARTED_AT), most_weighed)
    return Clustered(warehouse, report.notes)


Said = tuple[int, int, str]
"""Two records of a scene, and `same` or `different`."""


def judged_job(folder: Path, scene: Scene, said: Sequence[Said], job: Job) -> Job:
    """The job with a file of judgements; each is a day younger than the one before it."""
    lines = [
        f"{scene.source(left)}:r{left},{scene.source(right)}:r{right},{decision},ann,2025-01-{day:02},seen"
        for day, (left, right, decision) in enumerate(said, start=1)
    ]
    (folder / "overrides.csv").write_text("\n".join(["left,right,decision,who,when,why", *lines]), encoding="utf-8")
    block = job.config.cluster.model_copy(update={"overrides": "overrides.csv"})
    return replace(job, config=job.config.model_copy(update={"cluster": block}), path=folder / "job.yml")


def complete(*members: int, levels: Levels = STRONG) -> dict[tuple[int, int], Levels]:
    """Every pair of these records, all showing the same."""
    return {(left, right): levels for right in members for left in members if left < right}


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        yield opened
