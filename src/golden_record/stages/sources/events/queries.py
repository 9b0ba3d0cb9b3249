"""The SQL of events: rows of a file as events, and what is kept of earlier loads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from golden_record.config.activity import EventConfig
from golden_record.model.activity import EVENT, EVENT_LOAD
from golden_record.model.tables import Table
from golden_record.stages.sources.mapped.queries import moment, trimmed
from golden_record.stages.sources.queries import LINE
from golden_record.warehouse import ident, literal, tidy
from golden_record.warehouse.files import as_text
from golden_record.warehouse.sql import column

EVENT_CARD, FOUND, HASH = "event_card", "found", "hash"
"""Registered frame of the payment cards of a table: each key as found, and the keyed hash in its place."""

STAGED = "event_staged"
"""Temporary table of the events of one file, with marks of what could not be read."""

# Digits may be grouped by spaces of any width, and by apostrophes.
_GROUPING = r"[\s\x{00A0}\x{2009}\x{202F}'’]"
_CURRENCY = r"^[\p{L}\p{Sc}]+\.?|[\p{L}\p{Sc}]+\.?$"
_USUAL = r"-?\d+(\.\d+)?"
_PLAIN = r"[-+]?(\d+|\d*[.,]\d+|\d+[.,])"
_GROUPED_BY_COMMAS = r"[-+]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})"
_GROUPED_BY_POINTS = r"[-+]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})"
_EXACT = "decimal(18, 4)"
_TEXT = "VARCHAR"
_TIMES = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"})
_NUMBERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
    | {"FLOAT", "DOUBLE", "DECIMAL"}
)


@dataclass(frozen=True)
class Rows:
    """The rows of a file: a relation, the expression of the line, and columns that are no text, with their types.

    What has a type is read by it: to make a text of a time and a time of the text takes five times as long.
    """

    relation: str
    line: str = column(LINE)
    types: Mapping[str, str] = field(default_factory=dict)

    def kind(self, name: str | None) -> str:
        """The type of a column, without what stands in its brackets."""
        return self.types.get(name or "", _TEXT).partition("(")[0]

    def text(self, name: str | None) -> str:
        """A column as text; null where it holds nothing but spaces."""
        return (
            f"null::{_TEXT}" if name is None else f"nullif({trimmed(as_text(name, self.types.get(name, _TEXT)))}, '')"
        )

    def said(self, name: str | None, kinds: Collection[str]) -> str:
        """A column as it is where it is of one of these types, else as text."""
        return column(name) if name is not None and self.kind(name) in kinds else self.text(name)


def events_of(rows: Rows, config: EventConfig, *, sealed: bool) -> str:
    """One row per row of a file: its event, and whether its amount is stated; `sealed` keys are those of cards."""
    hashes = f"\n        left join {EVENT_CARD} on {EVENT_CARD}.{FOUND} = said.key" if sealed else ""
    return tidy(f"""
        with said as (
            select
                {rows.line} as line,
                {rows.text(config.key)} as key,
                {rows.said(config.at, _TIMES)} as said_at,
                {rows.said(config.amount, _NUMBERS)} as said_amount,
                {rows.text(config.channel)} as channel,
                {rows.text(config.payment)} as payment,
                {rows.text(config.id)} as event_id
            from {rows.relation}
        )
        select
            line,
            {HASH if sealed else "key"} as key,
            {_time(rows.kind(config.at))} as happened_at,
            {_amount(rows.kind(config.amount))} as amount,
            channel,
            payment,
            event_id,
            said_amount is not null as states_amount
        from said{hashes}
    """)


def keys_of(rows: Rows, config: EventConfig) -> str:
    """One row per distinct key of a file, as found."""
    return tidy(f"""
        select distinct {FOUND}
        from (select {rows.text(config.key)} as {FOUND} from {rows.relation})
        where {FOUND} is not null
        order by {FOUND}
    """)


def staged_counts() -> str:
    """One row: events, those without a time and the first of their lines, and the same of amounts not understood."""
    undated, unread = "happened_at is null", "states_amount and amount is null"
    return tidy(f"""
        select
            count(*),
            count(*) filter (where {undated}),
            min(line) filter (where {undated}),
            count(*) filter (where {unread}),
            min(line) filter (where {unread})
        from {STAGED}
    """)


def staged_events() -> str:
    """The events of a file; parameters are the name of their table, and the path."""
    names = ", ".join(item.name for item in EVENT.columns[2:])
    return f"select ? as events, ? as path, {names} from {STAGED}"


def loaded_files() -> str:
    """One row per file of events of the last load: table, path, how and what was read, and what could not be."""
    return f"select {', '.join(EVENT_LOAD.column_names)} from {EVENT_LOAD.name} order by events, path"


def forgotten(table: str) -> str:
    """Take what came from one file out of a table; parameters are the name of the table of events, and the path."""
    return f"delete from {ident(table)} where events = ? and path = ?"


def framed(frame: str, table: Table) -> str:
    """The rows of a registered frame in the types of a table."""
    return f"select {', '.join(f'{item.name}::{item.type} as {item.name}' for item in table.columns)} from {frame}"


def _time(kind: str) -> str:
    if kind == "TIMESTAMP WITH TIME ZONE":
        return "said_at at time zone 'UTC'"
    return "said_at::timestamp" if kind in _TIMES else moment("said_at")


def _amount(kind: str) -> str:
    """A number with a point or a comma, grouped or not, with a currency or not; brackets take off, as accountants do.

    A single comma or point before three digits is taken for the decimal one, as everywhere in the job.
    """
    if kind in _NUMBERS:
        return f"try_cast(said_amount as {_EXACT})"
    bare = f"regexp_replace(replace(said_amount, '−', '-'), {literal(_GROUPING)}, '', 'g')"
    number = f"regexp_replace(regexp_replace({bare}, {literal(_CURRENCY)}, '', 'g'), '^\\((.*)\\)$', '-\\1')"
    readings = {
        _PLAIN: "replace(number, ',', '.')",
        _GROUPED_BY_COMMAS: "replace(number, ',', '')",
        _GROUPED_BY_POINTS: "replace(replace(number, '.', ''), ',', '.')",
    }
    cases = (f"when regexp_full_match(number, {literal(form)}) then {value}" for form, value in readings.items())
    unusual = f"list_transform([{number}], lambda number: case {' '.join(cases)} end)[1]"
    usual = f"regexp_full_match(said_amount, {literal(_USUAL)})"
    return f"try_cast(case when {usual} then said_amount else {unusual} end as {_EXACT})"
