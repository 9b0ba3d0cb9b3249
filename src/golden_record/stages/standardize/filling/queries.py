"""Statements that count the records that have an attribute as drafted: all of them, or what touched ones change."""

from __future__ import annotations

from collections.abc import Mapping

from golden_record.model.attribute_types import TYPES
from golden_record.model.holders import CROWD_RECORD, DRAFT_TALLY
from golden_record.stages.standardize.records.queries import DRAFT, drafts_of
from golden_record.stages.standardize.scope import TOUCHED_IDS
from golden_record.warehouse import added, ident, indented, literal, temporary, tidy
from golden_record.warehouse.sql import column

FORMER_DRAFT = "former_draft"
"""Temporary table of the touched records as they were drafted before: the attributes alone, without their parts."""

_PARTS = 64
"""Parts of an attribute's values: so few that they cost nothing, so many that hardly a part holds nearly everybody."""


def draft_tallies(attributes: Mapping[str, str]) -> str:
    """Add one row per attribute, name to type, and part of its values: the records that have one, as drafted."""
    return added(DRAFT_TALLY.name, _tallies(attributes, DRAFT))


def former_drafts(attributes: Mapping[str, str]) -> str:
    """The touched records as drafted, as a temporary table."""
    return temporary(FORMER_DRAFT, drafts_of(TOUCHED_IDS, ["record_id", *map(column, attributes)]))


def tallies_moved(attributes: Mapping[str, str]) -> str:
    """The same as `draft_tallies`, as a query, while the touched records stand aside as they are drafted now."""
    return tidy(f"""
        with present_draft as materialized (
            select *
            from {CROWD_RECORD.name}
            semi join {TOUCHED_IDS} using (record_id)
        )
        select attribute, part, sum(records)::bigint as records
        from (
            select * from {DRAFT_TALLY.name}
            union all
            select attribute, part, -records from (
                {indented(_tallies(attributes, FORMER_DRAFT), 16)}
            )
            union all
            {indented(_tallies(attributes, "present_draft"), 12)}
        )
        group by attribute, part
        having sum(records) > 0
    """)


def _tallies(attributes: Mapping[str, str], records: str) -> str:
    return "\nunion all\n".join(_tally(name, type_, records) for name, type_ in attributes.items())


def _tally(attribute: str, type_: str, records: str) -> str:
    """One row per part of an attribute's values: a date of birth is one by itself, and several values are all one."""
    own = column(attribute)
    part = "''" if TYPES[type_].multiple else own if type_ == "birth_date" else f"(hash({own}) % {_PARTS})::varchar"
    return tidy(f"""
        select {literal(attribute)} as attribute, {part} as part, count(*) as records
        from {ident(records)}
        where {own} is not null
        group by all
        having count(*) > 0
    """)
