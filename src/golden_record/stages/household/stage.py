"""The order of work of the household stage."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from golden_record.config.job import Job
from golden_record.graph.components import Ids
from golden_record.graph.labelled import NO_LABEL, labelled_components
from golden_record.model.changes import HOUSEHOLD_CHANGE, MEMBERSHIP_CHANGE, STANDARD_CHANGE
from golden_record.model.keys import Json, household_id
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import HOUSEHOLD, HOUSEHOLD_MEMBER
from golden_record.stages.household import queries
from golden_record.stages.household.holdings import queries as holdings
from golden_record.stages.household.rules import Households, households_of
from golden_record.warehouse import Warehouse

_FRAME = "member_frame"


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Put profiles that share a home into one household, each into one at most; profiles stay as they are.

    All of it is done anew, as a house or a telephone ties whoever holds it; what came out otherwise is listed.
    """
    asked = households_of(job.config)
    if context.changed is not None and not _concerned(warehouse, context.changed):
        warehouse.create_empty(HOUSEHOLD_CHANGE)
        return StageReport("household", {table.name: warehouse.count(table) for table in _TABLES}, changed=0)
    if context.changed is not None:
        for table in _TABLES:
            warehouse.execute(queries.kept(table.name))
    report = _nobody(warehouse) if asked is None else _found(warehouse, asked)
    warehouse.create_empty(HOUSEHOLD_CHANGE)
    return report if context.changed is None else replace(report, changed=_differences(warehouse))


_TABLES = (HOUSEHOLD, HOUSEHOLD_MEMBER)


def _nobody(warehouse: Warehouse) -> StageReport:
    for table in _TABLES:
        warehouse.create_empty(table)
    return StageReport("household", {table.name: 0 for table in _TABLES})


def _found(warehouse: Warehouse, asked: Households) -> StageReport:
    with _steps(warehouse, asked):
        grouped = _grouped(warehouse, asked)
        with warehouse.registered(_named(warehouse, grouped.members), _FRAME):
            counts = {
                HOUSEHOLD.name: warehouse.create(HOUSEHOLD, queries.households(_FRAME, asked.rules)),
                HOUSEHOLD_MEMBER.name: warehouse.create(HOUSEHOLD_MEMBER, queries.members(_FRAME, asked.rules)),
            }
        notes = (*_crowds(warehouse, asked), *_left_out(grouped, asked))
    return StageReport("household", counts, notes)


# --- what is other than before


def _concerned(warehouse: Warehouse, changed: Collection[str]) -> bool:
    """Whether any profile, or any value of one, is other than in the last run."""
    listed = {"standardize": STANDARD_CHANGE, "cluster": MEMBERSHIP_CHANGE}
    return any(warehouse.count(table) for stage, table in listed.items() if stage in changed)


def _differences(warehouse: Warehouse) -> int:
    """List the profiles that live with others than before; how many rows of all tables are other."""
    warehouse.execute(queries.moved_profiles())
    rows = [int(str(warehouse.scalar(queries.differing_rows(table.name)))) for table in _TABLES]
    for table in _TABLES:
        warehouse.execute(queries.no_step(queries.before(table.name)))
    return sum(rows)


def explain(job: Job) -> str:
    """The statements that tie profiles and tell of households; who joins whom first is decided in memory."""
    asked = households_of(job.config)
    if asked is None:
        return "-- the job has no `household` block: the tables of the stage stay empty"
    statements = [
        *_preparations(asked),
        queries.ties_by_strength(),
        queries.known_homes(),
        queries.founders(_FRAME),
        queries.households(_FRAME, asked.rules),
        queries.members(_FRAME, asked.rules),
        queries.crowded_values(asked),
        *map(queries.no_step, queries.STEPS),
    ]
    return ";\n\n".join(statements)


def inputs(job: Job) -> Json:
    """What households depend on beside profiles and their values: the block, and what its words mean."""
    block = job.config.household
    return {
        "household": block if block is None or block == "auto" else block.model_dump(mode="json"),
        "attributes": [[name, attribute.type, attribute.shared] for name, attribute in job.config.attributes.items()],
    }


@dataclass(frozen=True)
class _Grouped:
    """Profiles by the household that they are in, and the ties that none could follow."""

    members: pl.DataFrame
    """`profile_id` and `first_id`, the smallest profile id of the household."""

    apart: int
    """Pairs of profiles that share something and live at two addresses."""

    beyond: int
    """Pairs that would make a household too large, or join two homes by way of others."""


def _preparations(asked: Households) -> tuple[str, ...]:
    return (
        holdings.homes(asked.home, asked.town),
        holdings.held_values(asked),
        queries.multitudes(asked),
        queries.evidence(asked),
        queries.holdings(),
        queries.ties(asked.max_profiles),
    )


@contextmanager
def _steps(warehouse: Warehouse, asked: Households) -> Iterator[None]:
    for statement in _preparations(asked):
        warehouse.execute(statement)
    yield
    for name in queries.STEPS:
        warehouse.execute(queries.no_step(name))


def _grouped(warehouse: Warehouse, asked: Households) -> _Grouped:
    """Follow the ties, strongest first, as long as a household keeps to one home and to its size."""
    ties = warehouse.frame(queries.ties_by_strength())
    names = pl.concat([ties["left_id"], ties["right_id"]]).unique().sort()
    places = pl.DataFrame({"profile_id": names, "place": np.arange(len(names), dtype=np.int64)})
    left, right = (
        ties.join(places, left_on=side, right_on="profile_id", how="left", maintain_order="left")["place"].to_numpy()
        for side in ("left_id", "right_id")
    )
    homes = places.join(warehouse.frame(queries.known_homes()), on="profile_id", how="left", maintain_order="left")
    home = (homes["value"].rank("dense").cast(pl.Int64)).fill_null(NO_LABEL).to_numpy()
    first = labelled_components(left, right, home, asked.max_profiles)
    split = first[left] != first[right]
    known = (home[left] != NO_LABEL) & (home[right] != NO_LABEL) & (home[left] != home[right])
    sizes = np.bincount(first, minlength=len(first))[first]
    members = pl.DataFrame({"profile_id": names, "first_id": names.gather(first)}).filter(pl.Series(sizes > 1))
    return _Grouped(members, _pairs(left, right, split & known), _pairs(left, right, split & ~known))


def _pairs(left: Ids, right: Ids, which: npt.NDArray[np.bool_]) -> int:
    """Distinct pairs: several rules may tie the same two."""
    return len(np.unique(np.stack([left[which], right[which]]), axis=1)[0])


def _named(warehouse: Warehouse, members: pl.DataFrame) -> pl.DataFrame:
    """`profile_id` and `household_id`: a household is named after its member with the oldest record."""
    with warehouse.registered(members, "first_frame"):
        founders = warehouse.frame(queries.founders("first_frame"))
    ids = [household_id(founder) for founder in founders["founder"]]
    named = founders.select("first_id").with_columns(pl.Series("household_id", ids, dtype=pl.String))
    return members.join(named, on="first_id").select("profile_id", "household_id").sort("profile_id")


def _crowds(warehouse: Warehouse, asked: Households) -> Iterator[str]:
    for name, values in warehouse.rows(queries.crowded_values(asked)):
        count = int(str(values))
        told = "value" if count == 1 else "values"
        yield f"{name}: {count:,} {told} that more than {asked.max_profiles} profiles share found no household"


def _left_out(grouped: _Grouped, asked: Households) -> Iterator[str]:
    if grouped.apart and asked.home:
        yield f"{_told(grouped.apart)} something, but not the latest {asked.home.name}"
    if grouped.beyond:
        reason = f"the households they are in differ in their home, or exceed {asked.max_profiles} profiles together"
        yield f"{_told(grouped.beyond)} something, but {reason}"


def _told(pairs: int) -> str:
    return "1 pair of profiles shares" if pairs == 1 else f"{pairs:,} pairs of profiles share"
