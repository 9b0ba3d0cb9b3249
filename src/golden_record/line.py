"""The line itself: its stages in order, what each depends on, and how much of it a run may leave as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import ModuleType

from golden_record import __version__
from golden_record.config.job import Job
from golden_record.evaluate.expectations.verdicts import asked_by_tests
from golden_record.model.changes import ELECTION_CHANGE
from golden_record.model.keys import Json, fingerprint
from golden_record.model.tallies import FIELD_AGREEMENT, FIELD_TALLY, LINK_TALLY, RULE_TALLY, VALUE_SPREAD
from golden_record.stages import activity, cluster, history, household, link, publish, sources, standardize, survive
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import Basis

STAGES: dict[str, ModuleType] = {
    "sources": sources,
    "standardize": standardize,
    "link": link,
    "cluster": cluster,
    "household": household,
    "survive": survive,
    "history": history,
    "activity": activity,
    "publish": publish,
}
"""Every stage, in order."""

OUTSIDE_TRANSACTION = frozenset({"publish"})
"""Stages that write a file of their own: DuckDB writes to one database per transaction."""

TRAINS = "link"
"""The stage that trains a model."""

LEARNS = frozenset({"standardize", TRAINS})
"""The stages that keep what they have learnt from the data: a run that is asked to retrain does them again."""

MEMORIES: dict[str, Callable[[Warehouse], Json]] = {"link": link.current_model_id, "activity": activity.loaded}
"""What a stage depends on that stands in the state and that no earlier stage answers for: people may take another model
between two runs, and events come without any change to a record."""

MOMENTS: dict[str, Callable[[Warehouse, Job, datetime], Json]] = {
    "sources": sources.expired,
    "standardize": standardize.years,
    "cluster": cluster.judged,
    "survive": survive.moments,
    "activity": activity.day,
}
"""What changes for a stage by the mere passing of time, or by a command: asked at the start of every run."""

YOUNGER = (FIELD_TALLY, VALUE_SPREAD, LINK_TALLY, RULE_TALLY, FIELD_AGREEMENT, ELECTION_CHANGE)
"""Tables that a state may lack though it has today's version: it is older than they are."""

SETTINGS: dict[str, Callable[[Job], Json]] = {
    "sources": sources.settings,
    "cluster": cluster.settings,
    "survive": survive.settings,
}
"""Of stages that find out themselves which of their inputs have moved since: the inputs that make everything anew."""

AGES: dict[str, Callable[[Job, datetime], Json]] = {"survive": survive.day_of_ages}
"""Of such stages: what makes everything anew by the mere passing of time."""


def stage_inputs(warehouse: Warehouse, name: str, job: Job, moment: datetime) -> Json:
    """What a stage depends on beside the stages before it, in a run that starts at a moment."""
    asked: Json = STAGES[name].inputs(job)
    if name in OUTSIDE_TRANSACTION and job.config.tests:
        # What leaves the state has passed these tests, and no others.
        asked = [asked, asked_by_tests(job)]
    return [asked, MOMENTS[name](warehouse, job, moment)] if name in MOMENTS else asked


def stage_settings(warehouse: Warehouse, name: str, job: Job, inputs: Json, moment: datetime) -> str:
    """A mark of what makes everything anew that a stage has written, whatever the stages before it changed."""
    asked = SETTINGS[name](job) if name in SETTINGS else inputs
    if name in AGES:
        asked = [asked, AGES[name](job, moment)]
    return remembering(warehouse, name, fingerprint(__version__, warehouse.engine, asked))


def stage_mark(warehouse: Warehouse, name: str, inputs: Json, found: Mapping[str, Basis]) -> str:
    """A mark of everything that a stage's tables depend on, but for what it keeps itself: see `remembering`.

    `found` are the bases of all stages.
    """
    return fingerprint(__version__, warehouse.engine, name, inputs, versions_before(found, name))


def versions_before(found: Mapping[str, Basis], name: str) -> dict[str, str]:
    """Which tables of the stages before it a stage finds: equal versions are equal tables."""
    return {earlier: found[earlier].version for earlier in _stages_before(name) if earlier in found}


def remembering(warehouse: Warehouse, name: str, mark: str) -> str:
    """The mark of a stage together with what it keeps in the state."""
    return fingerprint(mark, MEMORIES[name](warehouse)) if name in MEMORIES else mark


def missing(warehouse: Warehouse, name: str, job: Job) -> str:
    """Why what a stage leaves is not as it was left, in words; empty where it is."""
    if name in OUTSIDE_TRANSACTION:
        return publish.missing(warehouse, job)
    absent = [table.name for table in YOUNGER if table.writer == name and not warehouse.has(table)]
    return f"{absent[0]} is not there" if absent else ""


def changed_before(found: Mapping[str, Basis], name: str, settings: str) -> frozenset[str] | None:
    """The stages before this one that have changed some rows, and listed them, since this one last did its work.

    None where that is not all there is to know: the stage never ran, its settings are others, or a stage before it has
    made everything anew, or has run more than once since.
    """
    own = found.get(name)
    if own is None or own.settings != settings:
        return None
    changed = set()
    for earlier in _stages_before(name):
        basis, seen = found.get(earlier), own.seen.get(earlier)
        if basis is None or seen is None or seen not in {basis.version, basis.before}:
            return None
        if basis.version != seen:
            changed.add(earlier)
    return frozenset(changed)


def _stages_before(name: str) -> list[str]:
    names = list(STAGES)
    return names[: names.index(name)]
