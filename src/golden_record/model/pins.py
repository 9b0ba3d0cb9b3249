"""Table contracts of pins: golden values that stewards have set, what was said then, and what became of them."""

from __future__ import annotations

from golden_record.model.tables import ATTRIBUTE, PROFILE_ID, SOURCE, SOURCE_ID, Table, columns_of

_PIN_ID = ("pin_id", "INTEGER", "number of the pin, from 1 in the order in which they were set")

PIN = Table(
    "pin",
    "golden value that a steward pinned; rows are added, never changed",
    "survive",
    columns_of(
        _PIN_ID,
        ("origin", "VARCHAR", "file (survivorship.pins) or command (`golden-record pin`)"),
        SOURCE,
        SOURCE_ID,
        ATTRIBUTE,
        ("written", "VARCHAR", "the value as the steward wrote it"),
        ("value", "VARCHAR", "the value that is shown: what cleaning makes of it"),
        ("key", "VARCHAR", "its comparison key"),
        ("pinned_by", "VARCHAR", "who pinned it"),
        ("pinned_at", "TIMESTAMP", "when, UTC"),
        ("why", "VARCHAR", "the reason given"),
        ("valid_until", "TIMESTAMP", "last moment at which it counts, UTC; null when it has no end"),
    ),
)
PIN_SIGHT = Table(
    "pin_sight",
    "pin, once its record has been seen; rows are added, never changed",
    "survive",
    columns_of(
        _PIN_ID,
        ("last_id", "BIGINT", "highest record_id that there was: records beyond it came later"),
        ("said", "VARCHAR", "what the records of the profile said of the attribute then, as hashes by record, JSON"),
    ),
)
PIN_END = Table(
    "pin_end",
    "pin that counts no more; rows are added, never changed",
    "survive",
    columns_of(
        _PIN_ID,
        ("outcome", "VARCHAR", "withdrawn by a person, agreed or overtaken: docs/survivorship.md"),
        ("ended_at", "TIMESTAMP", "when, UTC"),
        ("ended_by", "VARCHAR", "who withdrew it; null when it retired itself, or left the file"),
        ("why", "VARCHAR", "the reason given or found"),
    ),
)
PIN_STATUS = Table(
    "pin_status",
    "pin in the last run",
    "survive",
    columns_of(
        _PIN_ID,
        PROFILE_ID,
        (
            "status",
            "VARCHAR",
            "in force, superseded, expired, record gone, attribute gone, withdrawn, agreed or overtaken",
        ),
    ),
)
