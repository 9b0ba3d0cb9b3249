"""What touched profiles hold, whom it ties, and their households, put in the place of what was; all else stays."""

from __future__ import annotations

from golden_record.model.changes import HOUSEHOLD_CHANGE
from golden_record.model.homes import HOUSEHOLD_CROWD, HOUSEHOLD_PLACE, HOUSEHOLD_TRAIT
from golden_record.model.tables import HOUSEHOLD, HOUSEHOLD_MEMBER, Table
from golden_record.stages.household import queries
from golden_record.stages.household.extent import PART
from golden_record.stages.household.holdings import queries as holdings
from golden_record.stages.household.part import queries as part
from golden_record.stages.household.rules import Households
from golden_record.stages.household.settling import settle
from golden_record.warehouse import Warehouse, added, temporary


def replace_part(warehouse: Warehouse, asked: Households) -> int:
    """Do all again that depends on the profiles in `touched`; how many rows of the households are other than before.

    Lists the profiles that live with others than before.
    """
    for statement in (*_gathered(asked), *_placed(asked), *_held(asked)):
        warehouse.execute(statement)
    further = _held_beside(asked) if warehouse.count(part.STIRRED) > warehouse.count(part.REHOMED) else ()
    for statement in (*further, *_tied(asked), *_reached()):
        warehouse.execute(statement)
    settle(warehouse, asked, lambda table, query: warehouse.execute(temporary(part.new(table.name), query)))
    warehouse.create_empty(HOUSEHOLD_CHANGE)
    warehouse.execute(added(HOUSEHOLD_CHANGE.name, part.moved_profiles()))
    return sum(_exchanged(warehouse, table, key) for table, key in _KEYS.items())


_KEYS = {HOUSEHOLD: "household_id", HOUSEHOLD_MEMBER: "profile_id"}


def _gathered(asked: Households) -> tuple[str, ...]:
    """Their records, and what these say."""
    attributes = dict.fromkeys(trait.attribute for trait in (*asked.traits, *filter(None, (asked.home,))))
    columns = dict.fromkeys((*holdings.trait_columns(asked.traits), *holdings.place_columns(asked.home, asked.town)))
    return part.part_member(), part.part_claim(attributes), part.part_record(columns)


def _placed(asked: Households) -> tuple[str, ...]:
    """Where they live, and who else lives elsewhere than before for that."""
    return (
        part.new_places(holdings.places(asked.home, asked.town, PART)),
        part.touched_houses(),
        part.former_houses(),
        part.without_places(),
        added(HOUSEHOLD_PLACE.name, part.new_rows("place")),
        part.rehomed(),
        holdings.homes(part.REHOMED),
    )


def _held(asked: Households) -> tuple[str, ...]:
    """What they hold, who else holds it, and what is a crowd's by that."""
    return (
        part.new_held(holdings.held_values(asked, PART)),
        part.without_held(),
        part.without_homes(asked),
        added(HOUSEHOLD_TRAIT.name, part.new_rows("held")),
        part.former_crowd(),
        part.no_crowd(),
        part.asked_values(asked, part.REHOMED),
        part.holders(),
        added(HOUSEHOLD_CROWD.name, queries.crowd_traits(asked, part.HOLDER)),
        part.stirred(),
    )


def _held_beside(asked: Households) -> tuple[str, ...]:
    """Whatever else those hold who hold what has become a crowd's, or no longer is one's."""
    return part.asked_values(asked, part.STIRRED), part.holders()


def _tied(asked: Households) -> tuple[str, ...]:
    """Whom that ties."""
    return (
        queries.evidence(asked, part.HOLDER),
        queries.holdings(),
        added(HOUSEHOLD_CROWD.name, queries.crowd_rules(asked.max_profiles)),
        part.moved_values(),
        temporary("tie", queries.ties(asked.max_profiles, part.NEW_TIES)),
    )


def _reached() -> tuple[str, ...]:
    """Whose households depend on these ties, or on those that are gone."""
    return (
        part.reached(),
        part.former_ties(),
        part.lasting_ties(),
        part.without_former_ties(),
        part.settled(),
        part.former_members(),
        part.former_households(),
        holdings.homes(part.SETTLED),
    )


def _exchanged(warehouse: Warehouse, table: Table, key: str) -> int:
    """Put the new rows of a table where the former were; how many are other."""
    count = int(str(warehouse.scalar(part.differing_rows(table.name))))
    if count:
        warehouse.execute(part.without_former(table.name, key))
        warehouse.execute(added(table.name, part.new_rows(table.name)))
    return count
