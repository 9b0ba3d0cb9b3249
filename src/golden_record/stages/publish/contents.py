"""What stands in the tables of the mart: the query of each, whole, and of what has changed since the last one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from golden_record.config.job import JobConfig
from golden_record.model import mart
from golden_record.model.changes import ELECTION_CHANGE
from golden_record.model.tables import Table
from golden_record.stages.publish import queries
from golden_record.stages.publish.draft import CATALOG
from golden_record.stages.publish.operations import queries as operations
from golden_record.stages.publish.operations.quality import queries as quality
from golden_record.stages.publish.operations.uses.roles import roles
from golden_record.stages.publish.refreshing import queries as refreshing
from golden_record.stages.publish.refreshing.queries import LATER_RUN, TOUCHED_EDGE, TOUCHED_MEMBER, TOUCHED_PROFILE
from golden_record.warehouse import Warehouse

_IDENTIFIER_KINDS = frozenset({"phone", "email", "identifier"})

_ALL, _NONE = "true", "false"


@dataclass(frozen=True)
class Filling:
    """A table of the mart, the query of its rows, and the query's parameters."""

    table: Table
    query: str
    parameters: tuple[object, ...] = ()
    stale: str = _ALL
    """Which rows a refreshed mart writes anew: a condition over the table. All of them, unless something else is said:
    most tables are small, and what changes them is in no list."""

    ended: str = ""
    """The statement by which a refreshed mart ends rows of a history; none of these is written anew."""

    given: Mapping[str, str] = field(default_factory=dict)
    """Temporary tables that a refreshed mart asks for these rows: by name, in their order, the queries of theirs."""

    @property
    def compared(self) -> bool:
        """Whether a refreshed mart leaves those rows alone that are as they were.

        To write a row takes longer than to compare it, and its former self keeps its room in the file.
        """
        return self.table in _WRITERS and self.stale == _ALL

    def within(self, catalog: str) -> Table:
        """The table as part of an attached file."""
        return replace(self.table, name=queries.place(self.table.name, catalog))


def whole(config: JobConfig, run_id: str, comparisons: Sequence[str]) -> tuple[Filling, ...]:
    """Every table, with all of its rows. `comparisons` are those of the model in use."""
    now, past = (*_of_profiles(), *_of_elections(config)), _of_the_past(config)
    return _in_order((*now, *past, *_of_events(), *_of_operations(config, run_id, comparisons)))


def renewed(
    config: JobConfig, run_id: str, comparisons: Sequence[str], last_event: int, changed: Collection[str]
) -> tuple[Filling, ...]:
    """The tables in which something may be other, with the rows that are to be written anew.

    `last_event` is the last one that the mart tells of, `changed` are the stages that have changed something since.
    """
    of_profiles = _with_stale(TOUCHED_PROFILE, *_of_profiles(TOUCHED_PROFILE, TOUCHED_MEMBER))
    events = Filling(mart.MART_PROFILE_EVENT, queries.profile_events_after(), (last_event,), _NONE)
    past = _of_the_past(config, LATER_RUN)
    others = (*_of_events(), *_of_operations(config, run_id, comparisons))
    fillings = _in_order((*others, *of_profiles, *past, events, *_of_one_stage(config, comparisons)))
    return tuple(filling for filling in fillings if _WRITERS.get(filling.table, "") in {"", *changed})


def _of_one_stage(config: JobConfig, comparisons: Sequence[str]) -> tuple[Filling, ...]:
    """Tables of which the list of one stage tells all that is other."""
    elected = _with_stale(ELECTION_CHANGE.name, *_of_elections(config, ELECTION_CHANGE.name, TOUCHED_MEMBER))
    pairs = operations.match_edges(comparisons, TOUCHED_EDGE)
    edges = Filling(mart.MATCH_EDGE, pairs, stale=refreshing.of_touched_pairs(), given=refreshing.touched_links())
    return (*elected, edges)


def _with_stale(among: str, *fillings: Filling) -> Iterator[Filling]:
    """The same, with the rows of the profiles in the table `among` as those to write anew."""
    return (replace(filling, stale=refreshing.of_profiles(among)) for filling in fillings)


def _in_order(fillings: Iterable[Filling]) -> tuple[Filling, ...]:
    """One filling per table, the last one given, in the order of the mart."""
    by_table = {filling.table: filling for filling in fillings}
    return tuple(by_table[table] for table in mart.MART_TABLES)


_WRITERS: Mapping[Table, str] = {
    mart.MATCH_EDGE: "link",
    mart.REFUSED_EDGE: "cluster",
    mart.MART_HOUSEHOLD: "household",
    mart.PROFILE_IDENTIFIER: "survive",
    mart.MART_ATTRIBUTE_LINEAGE: "survive",
    mart.MART_ATTRIBUTE_CANDIDATE: "survive",
    mart.MART_PROFILE_REDIRECT: "history",
    mart.MART_PROFILE_ACTIVITY: "activity",
}
"""Tables that tell of what one stage has written, beside the names of records: the stage that has to have changed
something for anything in them to be other."""


def _of_profiles(among: str | None = None, members: str = queries.MEMBERS) -> tuple[Filling, ...]:
    return (
        Filling(mart.MART_GOLDEN_PROFILE, queries.golden_profiles(among)),
        Filling(mart.PROFILE_RECORD, queries.profile_records(members)),
    )


def _of_elections(config: JobConfig, among: str | None = None, members: str = queries.MEMBERS) -> tuple[Filling, ...]:
    identifiers = queries.profile_identifiers(_identifier_types(config), _cards(config), among, members)
    return (
        Filling(mart.PROFILE_IDENTIFIER, identifiers),
        Filling(mart.MART_ATTRIBUTE_LINEAGE, queries.attribute_lineage(among)),
        Filling(mart.MART_ATTRIBUTE_CANDIDATE, queries.attribute_candidates(among)),
    )


def _of_the_past(config: JobConfig, begun: str | None = None) -> tuple[Filling, ...]:
    versions = Filling(mart.PROFILE_HISTORY, queries.profile_history(_told(config), begun), stale=_NONE)
    stays = Filling(mart.RECORD_HISTORY, queries.record_history(begun), stale=_NONE)
    return (
        replace(versions, ended=refreshing.versions_ended(versions.within(CATALOG).name)),
        replace(stays, ended=refreshing.stays_ended(stays.within(CATALOG).name)),
    )


def _of_events() -> tuple[Filling, ...]:
    return (
        Filling(mart.MART_HOUSEHOLD, queries.households()),
        Filling(mart.MART_PROFILE_ACTIVITY, queries.profile_activity()),
        Filling(mart.MART_PROFILE_EVENT, queries.profile_events()),
        Filling(mart.MART_PROFILE_REDIRECT, queries.profile_redirects()),
    )


def _of_operations(config: JobConfig, run_id: str, comparisons: Sequence[str]) -> tuple[Filling, ...]:
    return (
        Filling(mart.OPS_RUN, operations.runs(), (run_id,)),
        Filling(mart.SOURCE_QUALITY, _source_quality(config), (run_id,)),
        Filling(mart.MATCH_EDGE, operations.match_edges(comparisons)),
        Filling(mart.REFUSED_EDGE, operations.refused_edges()),
        Filling(mart.OPS_REJECTED_ROW, operations.rejected_rows()),
        Filling(mart.MISSING_RECORD, operations.missing_records()),
        Filling(mart.OPS_EVENT_QUALITY, operations.event_quality()),
        Filling(mart.OPS_BLOCKING_RULE, operations.blocking_rules()),
        Filling(mart.OPS_BLOCKING_ESTIMATE, operations.blocking_estimate()),
        Filling(mart.OPS_SHARED_VALUE, operations.shared_values()),
        Filling(mart.OPS_SOURCE_ACCURACY, operations.source_accuracies()),
    )


def _source_quality(config: JobConfig) -> str:
    identifiers = Filling(mart.PROFILE_IDENTIFIER, "").within(CATALOG).name
    return quality.source_quality(fields(config), roles(config), identifiers)


def comments(config: JobConfig, table: Table) -> dict[str, str]:
    """What readers are told of the columns that the job has given an open-ended table."""
    if table == mart.MART_PROFILE_ACTIVITY:
        traits = config.activity.traits if config.activity else {}
        return {name: f"trait of the job: {sql}" for name, sql in traits.items()}
    return _attribute_comments(config) if table.open_ended else {}


def _attribute_comments(config: JobConfig) -> dict[str, str]:
    return {
        name: mart.attribute_comment(attribute.type, is_list=_is_list(config, name))
        for name, attribute in config.attributes.items()
    }


def fields(config: JobConfig) -> list[tuple[str, str]]:
    """Every source with every attribute that it feeds."""
    return sorted((source, name) for source, settings in config.sources.items() for name in settings.attributes)


def comparisons_in_use(warehouse: Warehouse) -> list[str]:
    """Names of the comparisons of the model in use, in its order; none without a model."""
    found = warehouse.scalar(operations.comparison_names())
    names = json.loads(found) if isinstance(found, str) else None
    return [str(name) for name in names] if isinstance(names, list) else []


def _is_list(config: JobConfig, attribute: str) -> bool:
    survivor = config.survivorship.attributes.get(attribute)
    return survivor is not None and survivor.collect is not None


def _told(config: JobConfig) -> dict[str, bool]:
    """What a version of a profile tells, and whether it is a list."""
    return {**{name: _is_list(config, name) for name in config.attributes}, "household_id": False}


def _identifier_types(config: JobConfig) -> tuple[str, ...]:
    return tuple(
        name for name, attribute in config.attributes.items() if attribute.known_type.kind in _IDENTIFIER_KINDS
    )


def _cards(config: JobConfig) -> tuple[str, ...]:
    return tuple(name for name, attribute in config.attributes.items() if attribute.type == "card")
