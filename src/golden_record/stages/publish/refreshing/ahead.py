"""The draft of a mart begun while stages before this one still work: for most of the time they leave a thread free."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Self

from golden_record.config.job import Job
from golden_record.errors import EngineError
from golden_record.model.run import RunContext
from golden_record.stages.publish.contents import WRITERS, Filling, comparisons_in_use, renewed
from golden_record.stages.publish.draft import Draft
from golden_record.stages.publish.kept.publications import Publication, present, publications
from golden_record.stages.publish.refreshing.copied import Copied
from golden_record.stages.publish.refreshing.refresh import base_of
from golden_record.warehouse import Warehouse


class Ahead:
    """A draft that will be the mart of a run if the run comes to bring the present mart up to date.

    Whether it does is known when all other stages are done; until then it is likely. Where it comes otherwise the work
    was in vain, and nothing is left of it.
    """

    def __init__(self, warehouse: Warehouse, job: Job, context: RunContext) -> None:
        self._warehouse, self._job, self._context = warehouse, job, context
        self._draft = Draft.beside(job.mart_path, context.run_id)
        self._asked = False
        self._base: Publication | None = None
        self._copied: Copied | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing of a draft that nobody has published."""
        self._abandon()

    def after(self, stage: str, told: Callable[[], frozenset[str] | None]) -> None:
        """Have done what can be done as soon as a stage has committed.

        `told` is asked what publishing would be told now: the stages that have changed something and listed it; None
        where that is not all.
        """
        changed = told() if stage in WRITERS.values() else None
        if changed is None or stage not in changed:
            return
        first, self._asked = not self._asked, True
        if first:
            self._begin(changed)
        if self._copied is not None:
            self._copied.fill(lambda other: _due(other, self._job, stage))
            if first:
                self._copied.flush()

    def take(self, base: Publication | None) -> Copied | None:
        """The copy of a publication, if that is what was begun; anything else goes."""
        if base is None or base != self._base:
            self._abandon()
        return self._copied

    def _begin(self, changed: frozenset[str]) -> None:
        """Copy the present mart, if this run may do with a copy.

        An engine with one thread has none to spare for it, and one that joins parts would do so in the copy, which then
        grows faster.
        """
        if self._warehouse.threads == 1 or not self._warehouse.leaves_parts_alone:
            return
        known = publications(self._warehouse, self._job)
        here = present(self._job, known)
        self._base = base_of(self._job, replace(self._context, changed=changed), known, here)
        if self._base is not None:
            # Where there can be no draft, publishing will say so when its time has come.
            with suppress(EngineError):
                self._draft.prepare()
                self._copied = Copied(self._warehouse, self._job.mart_path, self._draft.path)

    def _abandon(self) -> None:
        copied, self._copied = self._copied, None
        if copied is not None:
            with copied:
                pass
            self._draft.discard()


def _due(warehouse: Warehouse, job: Job, stage: str) -> Iterable[Filling]:
    """The tables that tell of what a stage has written."""
    fillings = renewed(job.config, "", comparisons_in_use(warehouse), 0, [stage])
    return (filling for filling in fillings if WRITERS.get(filling.table) == stage)
