"""A state that changes step by step, with what the stages before this one would list of each step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import networkx as nx

from golden_record.config.job import Job
from golden_record.model.changes import LINK_CHANGE, PAIR_CHANGE, STANDARD_CHANGE
from golden_record.model.history import MEMBER_HISTORY, PROFILE_REDIRECT
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK, SOURCE_RECORD, STAGE_BASIS
from golden_record.stages.cluster.stage import assign
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import Basis, note_basis
from tests.builders import put
from tests.stages.cluster.conftest import Said, Scene, job_with, judged_job, put_scene
from tests.stages.link.conftest import STARTED_AT

RESULTS = ("membership", "profile", "refused_link", "crowd", "judgement", "link_tally", "rule_tally")


@dataclass(frozen=True)
class Step:
    """What there is at one time: records that are gone have no rows."""

    scene: Scene
    said: tuple[Said, ...] = ()
    gone: frozenset[int] = frozenset()

    def links(self) -> set[tuple[object, ...]]:
        rows = self.scene.links()
        return {(*row[:6], *map(tuple, row[6:])) for row in rows if not {*row[:2]} & self.gone}  # type: ignore[arg-type]  # lists at the end

    def values(self) -> dict[int, tuple[object, ...]]:
        """What each record that is there says."""
        there = set(range(1, self.scene.size + 1)) - self.gone
        return {record: tuple(sorted(map(repr, self.scene.fields.get(record, {}).items()))) for record in there}


def _graph(steps: Collection[Step]) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((int(str(row[0])), int(str(row[1]))) for step in steps for row in step.links())
    return graph


def changes(before: Step, now: Step) -> tuple[set[int], set[int]]:
    """`standard_change` and `link_change`."""
    old, new = before.values(), now.values()
    standard = {record for record in old.keys() | new.keys() if old.get(record) != new.get(record)}
    ends = {int(str(end)) for row in before.links() ^ now.links() for end in row[:2]}
    groups = nx.connected_components(_graph([before, now]))
    return standard, set().union(standard, *(group for group in groups if group & (standard | ends)))


@dataclass
class World:
    """A state, and the cluster stage run over it after every step."""

    warehouse: Warehouse
    folder: Path
    guards: Mapping[str, object] = field(default_factory=dict)
    most_weighed: int = 120
    at: Step | None = None
    day: int = 0

    def job(self, step: Step) -> Job:
        return judged_job(self.folder, step.scene, step.said, job_with(["app"], **self.guards))

    def take(self, step: Step, *, in_part: bool, remember: bool = True) -> StageReport:
        """Bring the state to a step, and cluster all of it or what changed."""
        job = self.job(step)
        links = self._links()
        put_scene(self.warehouse, step.scene, job)
        lost = list(step.gone)
        for table, key in ((SOURCE_RECORD, "record_id"), (LINK, "left_id"), (LINK, "right_id")):
            self.warehouse.execute(f"delete from {table.name} where {key} in (select unnest(?::bigint[]))", [lost])
        self.warehouse.execute("delete from standard_record where record_id in (select unnest(?::bigint[]))", [lost])
        standard, linked = changes(self.at or step, step)
        put(self.warehouse, STANDARD_CHANGE, [(record,) for record in sorted(standard)])
        put(self.warehouse, LINK_CHANGE, [(record,) for record in sorted(linked)])
        self._put_former_links(links)
        self._put_groups(step)
        changed = frozenset({"standardize", "link"}) if in_part and self.at is not None else None
        context = RunContext(f"run-{self.day}", STARTED_AT, changed=changed)
        with self.warehouse.transaction():
            report = assign(self.warehouse, job, context, self.most_weighed)
        self.at = step
        self._note("cluster", {})
        if remember:
            self._remember()
        self.day += 1
        return report

    def results(self) -> dict[str, list[tuple[object, ...]]]:
        return {name: self.warehouse.rows(f"select * from {name} order by all") for name in RESULTS}

    def _links(self) -> dict[tuple[object, ...], tuple[object, ...]]:
        found = self.warehouse.rows("from link") if self.warehouse.has(LINK) else []
        return {row[:2]: row[2:] for row in found}

    def _put_former_links(self, before: Mapping[tuple[object, ...], tuple[object, ...]]) -> None:
        """What the link stage keeps of the links that it removes or replaces."""
        now = self._links()
        moved = sorted((pair for pair in before.keys() | now.keys() if before.get(pair) != now.get(pair)), key=str)
        rule, weights = (list(LINK.column_names[2:]).index(name) for name in ("blocking_rule", "weights"))
        rows = [
            (*pair, pair in before, *(before[pair][at] for at in (rule, weights) if pair in before)) for pair in moved
        ]
        put(self.warehouse, PAIR_CHANGE, rows)

    def _put_groups(self, step: Step) -> None:
        self.warehouse.execute("create or replace table link_group (record_id bigint, group_id bigint)")
        rows = [(record, min(group)) for group in nx.connected_components(_graph([step])) for record in sorted(group)]
        if rows:
            self.warehouse.execute(
                f"insert into link_group values {', '.join(['(?, ?)'] * len(rows))}",
                [value for row in rows for value in row],
            )

    def _note(self, stage: str, seen: Mapping[str, str]) -> None:
        """What the line notes of a stage that has done its work."""
        self.warehouse.ensure(STAGE_BASIS)
        note_basis(self.warehouse, stage, Basis(f"run-{self.day}", None, "", seen))

    def _remember(self) -> None:
        """What the history stage keeps of memberships."""
        self._note("history", {"cluster": f"run-{self.day}"})
        now = STARTED_AT + timedelta(days=self.day)
        self.warehouse.ensure(MEMBER_HISTORY)
        self.warehouse.ensure(PROFILE_REDIRECT)
        self.warehouse.execute(
            "update member_history set valid_to = ? where valid_to is null"
            " and row(record_id, profile_id) not in (select row(record_id, profile_id) from membership)",
            [now],
        )
        self.warehouse.execute(
            "insert into member_history select record_id, source, source_id, profile_id, ?, null, ?"
            " from membership join source_record using (record_id)"
            " where row(record_id, profile_id) not in"
            " (select row(record_id, profile_id) from member_history where valid_to is null)",
            [now, f"run-{self.day}"],
        )
        self.warehouse.execute(
            "create or replace table profile_redirect as"
            " select old.profile_id as old_profile_id, max(membership.profile_id) as profile_id,"
            " max(valid_to) as since from member_history as old join membership using (record_id)"
            " where old.profile_id not in (select profile_id from membership) group by 1"
        )


def but(step: Step, **changed: object) -> Step:
    """The step with another scene, other words, or other records gone."""
    return replace(step, **changed)  # type: ignore[arg-type]  # the fields of a step
