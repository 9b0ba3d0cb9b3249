"""Count what is claimed, per field of each source: anew, or moved by what the touched records said and say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.attribute_types import TYPES
from golden_record.model.tallies import FIELD_TALLY, VALUE_SPREAD, VALUE_TALLY
from golden_record.stages.standardize.scope import TOUCHED, Scope
from golden_record.stages.standardize.tallies import queries
from golden_record.warehouse import Warehouse, dropped


def count_all(warehouse: Warehouse, types: Mapping[str, str]) -> None:
    """Count all claims about attributes, name to type."""
    for table in (FIELD_TALLY, VALUE_TALLY, VALUE_SPREAD):
        warehouse.create_empty(table)
    warehouse.execute(queries.field_tallies())
    few = recurring(types)
    warehouse.execute(queries.value_tallies(few))
    warehouse.execute(queries.value_spreads(few))


def count_once(warehouse: Warehouse, types: Mapping[str, str]) -> None:
    """Count all claims where nobody has done so yet."""
    if not _counted(warehouse):
        count_all(warehouse, types)


def note_claims(warehouse: Warehouse, types: Mapping[str, str]) -> None:
    """Note what the touched records say, while those that are gone can still be asked whose they are."""
    warehouse.execute(queries.former_sources())
    warehouse.execute(queries.former_claims(recurring(types)))


def note_more_claims(warehouse: Warehouse, types: Mapping[str, str]) -> None:
    """Note the same of records that have been touched since."""
    warehouse.execute(queries.further_claims(recurring(types)))


def count_claims(warehouse: Warehouse, types: Mapping[str, str], scope: Scope) -> None:
    """Count all claims, or only bring the counts up to date with those of the touched records."""
    if scope is TOUCHED and _counted(warehouse):
        few = recurring(types)
        warehouse.create(FIELD_TALLY, queries.tallies_moved())
        _move_values(warehouse, [name for name in types if name not in few])
    else:
        count_all(warehouse, types)
    for name in queries.OF_A_RUN:
        warehouse.execute(dropped(name))


def _move_values(warehouse: Warehouse, looked_up: Sequence[str]) -> None:
    """Count again the values that the touched records say more often now, or less often."""
    for statement in (
        queries.moved_mentions(),
        queries.moved_tallies(),
        queries.tallies_withdrawn(),
        queries.tallies_added(),
    ):
        warehouse.execute(statement)
    warehouse.create(VALUE_SPREAD, queries.spreads_moved(looked_up))


def recurring(types: Mapping[str, str]) -> list[str]:
    """The attributes, name to type, that have few values by nature: each of these is counted."""
    return [name for name, type_ in types.items() if TYPES[type_].recurs]


def _counted(warehouse: Warehouse) -> bool:
    return all(warehouse.has(table) for table in (FIELD_TALLY, VALUE_TALLY, VALUE_SPREAD))
