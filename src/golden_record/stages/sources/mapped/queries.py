"""The SQL that makes of the rows of a file one row each of keys, times and values, numbers of cards replaced."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.config.sources import PartsMapping, SourceConfig, SqlMapping
from golden_record.stages.sources.mapping import Entry, entries, mapped_columns
from golden_record.stages.sources.queries import LINE
from golden_record.warehouse import literal, stack, tidy
from golden_record.warehouse.sql import column

SEALED_CARD, RAW, SEALED = "sealed_card", "raw", "sealed"
"""Registered frame of a source's payment cards: each value as found, and what stands in its place."""

# Spaces as people and spreadsheets type them: space, tab, line ends, no-break space, zero-width space, BOM.
_SPACES = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(65279)"
_NOT_SPACE = r"[^\s\x{00A0}\x{200B}\x{FEFF}]"
_TRUE_WORDS = ("true", "t", "1", "yes", "y", "да")
_DATE_TIME = r"\d{1,2}\.\d{1,2}\.\d{4}( \d{1,2}:\d{2}(:\d{2})?)?"
_SECONDS = r"\d{9,10}"
_MILLISECONDS = r"\d{12,13}"
_ISO = r"\d{4}-\d{1,2}-\d{1,2}.*"


def mapped_rows(relation: str, config: SourceConfig, cards: Sequence[int] = (), *, by_line: bool = False) -> str:
    """One row per row of a file: its key, time, hashes, and a column per entry of the mapping.

    `unread_times` counts times of the row that could not be understood; `source_id` is null where the key is blank.
    The values of the entries `cards` are those of `sealed_card`. Such rows have no `row_hash`: whoever knows the rest
    of the row could find the number by it; nor have rows that are known `by_line`.
    """
    mapping = entries(config)
    hashed = "null::ubigint" if cards or by_line else row_hash(config)
    values = [f"{value} as {name}" for name, value in _value_columns(mapping).items()]
    found = tidy(f"""
        with entry as (
            select
                {column(LINE)} as line,
                nullif({trimmed(column(config.key))}, '') as source_id,
                {_moment(config.updated_at)} as observed_at,
                {_stated(config.updated_at)} as states_observed_at,
                {hashed} as row_hash,
                {stack(values, indent=16)}
            from {relation}
        )
    """)
    return (
        found
        + _sealed_entries(mapping, cards)
        + tidy(f"""
        select
            *,
            {_unread_times(mapping)} as unread_times,
            {_content_hash(mapping)} as content_hash
        from {"sealed_entry" if cards else "entry"}
    """)
    )


def row_hash(config: SourceConfig) -> str:
    """The engine's own hash, as fast as reading: it need only hold as long as nobody reads with another engine."""
    return f"hash({', '.join(column(name) for name in mapped_columns(config))})"


def card_texts(relation: str, config: SourceConfig, cards: Sequence[int]) -> str:
    """One row per distinct value of the entries `cards`, as found."""
    mapping = entries(config)
    values = ", ".join(_value(mapping[index]) for index in cards)
    return tidy(f"""
        select distinct raw
        from (select unnest([{values}]) as raw from {relation})
        where raw is not null
        order by raw
    """)


def _sealed_entries(mapping: Sequence[Entry], cards: Sequence[int]) -> str:
    """The entries again, cards replaced; every column by name, since a star would bring the numbers along."""
    if not cards:
        return "\n"
    sealed = {f"value_{index}": f"card_{index}.{SEALED} as value_{index}" for index in cards}
    names = ("line", "source_id", "observed_at", "states_observed_at", "row_hash", *_value_columns(mapping))
    columns = [sealed.get(name, name) for name in names]
    joins = [f"left join {SEALED_CARD} as card_{index} on card_{index}.{RAW} = entry.value_{index}" for index in cards]
    return (
        tidy(f"""
        ,
        sealed_entry as (
            select
                {stack(columns, indent=16)}
            from entry
            {stack(joins, indent=12, separator="")}
        )
    """)
        + "\n"
    )


def _value_columns(mapping: Sequence[Entry]) -> dict[str, str]:
    """Columns of the entries, name to expression over the row."""
    found: dict[str, str] = {}
    for index, entry in enumerate(mapping):
        found[f"value_{index}"] = _value(entry)
        if entry.verified is not None:
            found[f"verified_{index}"] = _truth(entry.verified)
        if entry.at is not None:
            found |= {f"at_{index}": _moment(entry.at), f"states_at_{index}": _stated(entry.at)}
    return found


def _value(entry: Entry) -> str:
    if isinstance(entry.value, SqlMapping):
        # The line break ends a comment that the expression may close with.
        return _not_blank(f"(({entry.value.sql}\n)::varchar)")
    if isinstance(entry.value, PartsMapping):
        parts = ", ".join(_part(part, name) for part, name in entry.value.columns().items())
        return f"nullif(concat({parts}), '')"
    return _not_blank(column(entry.value))


def _part(part: str, name: str) -> str:
    value = f"replace({trimmed(column(name))}, chr(31), ' ')"
    return f"case when {_filled(column(name))} then chr(31) || {literal(part + '=')} || {value} end"


def trimmed(expression: str) -> str:
    """A text without the spaces around it; a key of nothing else is none."""
    return f"trim({expression}, {_SPACES})"


def _filled(expression: str) -> str:
    """Whether a text holds more than spaces; four times as fast as trimming it."""
    return f"regexp_matches({expression}, {literal(_NOT_SPACE)})"


def _not_blank(expression: str) -> str:
    return f"case when {_filled(expression)} then {expression} end"


def _truth(name: str) -> str:
    words = ", ".join(literal(word) for word in _TRUE_WORDS)
    return f"nullif(lower({trimmed(column(name))}), '') in ({words})"


def _moment(name: str | None) -> str:
    return "null::timestamp" if name is None else moment(trimmed(column(name)))


def moment(text: str) -> str:
    """A text as naive UTC: ISO with or without offset, dd.mm.yyyy, or seconds or milliseconds since 1970."""
    formats = "['%d.%m.%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S']"
    readings = {
        _ISO: f"try_cast({text} as timestamptz) at time zone 'UTC'",
        _DATE_TIME: f"try_strptime({text}, {formats})",
        _SECONDS: f"to_timestamp(try_cast({text} as bigint)) at time zone 'UTC'",
        _MILLISECONDS: f"epoch_ms(try_cast({text} as bigint))",
    }
    cases = (f"when regexp_full_match({text}, {literal(form)}) then {value}" for form, value in readings.items())
    return f"case {' '.join(cases)} end"


def _stated(name: str | None) -> str:
    return "false" if name is None else f"coalesce({_filled(column(name))}, false)"


def _unread_times(mapping: Sequence[Entry]) -> str:
    indexes = [index for index, entry in enumerate(mapping) if entry.at is not None]
    pairs = [("states_observed_at", "observed_at"), *((f"states_at_{index}", f"at_{index}") for index in indexes)]
    return " + ".join(f"({stated} and {read} is null)::integer" for stated, read in pairs)


def _content_hash(mapping: Sequence[Entry]) -> str:
    """MD5 rather than the engine's own hash, which may change from one version to the next.

    A proof or a time counts with its value only: alone it is kept nowhere.
    """
    pieces = ", ".join(f"coalesce({_hashed(index, entry)}, '')" for index, entry in enumerate(mapping))
    return f"md5_number_lower(concat({pieces}))"


def _hashed(index: int, entry: Entry) -> str:
    pieces = [literal(f"{entry.attribute}.{entry.position}="), f"value_{index}", "chr(30)"]
    if entry.verified is not None:
        pieces.append(f"coalesce('verified=' || verified_{index}::varchar || chr(30), '')")
    if entry.at is not None:
        pieces.append(f"coalesce('at=' || at_{index}::varchar || chr(30), '')")
    return " || ".join(pieces)
