"""Statements that count the records that have an attribute as drafted: all of them, or what touched ones change."""

from __future__ import annotations

from collections.abc import Mapping

from golden_record.model.attribute_types import TYPES
from golden_record.model.holders import CROWD_RECORD, DRAFT_TALLY
from golden_record.stages.standardize.evidence.queries import FORMER_HOLDERS
from golden_record.stages.standardize.records.queries import DRAFT, drafts_of
from golden_record.stages.standardize.scope import TOUCHED_IDS
from golden_record.warehouse import added, ident, indented, literal, temporary, tidy
from golden_record.warehouse.sql import column

FORMER_DRAFT = "former_draft"
"""Temporary table of the touched records as drafted before: attributes that do not identify, without their parts."""

_PARTS = 64
"""Parts of an attribute's values: so few that they cost nothing, so many that hardly a part holds nearly everybody."""


def draft_tallies(attributes: Mapping[str, str]) -> str:
    """Add one row per attribute, name to type, and part of its values: the records that have one, as drafted."""
    return added(DRAFT_TALLY.name, _tallies(attributes, DRAFT))


def former_drafts(attributes: Mapping[str, str]) -> str:
    """The touched records as drafted, as a temporary table."""
    return temporary(FORMER_DRAFT, drafts_of(TOUCHED_IDS, ["record_id", *map(column, _others(attributes))]))


def tallies_moved(attributes: Mapping[str, str]) -> str:
    """The same as `draft_tallies`, as a query, while the touched records stand aside as they are drafted now."""
    others = _others(attributes)
    held = (
        f"select attribute, '' as part, count(distinct record_id) as records from {FORMER_HOLDERS} group by attribute"
    )
    former = "\nunion all\n".join([held, *([_tallies(others, FORMER_DRAFT)] if others else [])])
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
                {indented(former, 16)}
            )
            union all
            {indented(_tallies(attributes, "present_draft"), 12)}
        )
        group by attribute, part
        having sum(records) > 0
    """)


def _others(attributes: Mapping[str, str]) -> Mapping[str, str]:
    """The attributes that do not identify: `former_draft` has these, and who held the others is known anyway."""
    return {name: type_ for name, type_ in attributes.items() if not TYPES[type_].identifies}


def _tallies(attributes: Mapping[str, str], records: str) -> str:
    return "\nunion all\n".join(_tally(name, type_, records) for name, type_ in attributes.items())


def _tally(attribute: str, type_: str, records: str) -> str:
    """One row per part of an attribute's values: a date of birth is one by itself, and all that identifies is one."""
    own = column(attribute)
    part = "''" if TYPES[type_].identifies else own if type_ == "birth_date" else f"(hash({own}) % {_PARTS})::varchar"
    return tidy(f"""
        select {literal(attribute)} as attribute, {part} as part, count(*) as records
        from {ident(records)}
        where {own} is not null
        group by all
        having count(*) > 0
    """)
