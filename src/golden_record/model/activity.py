"""Table contracts of events and of what profiles do: events as read, whose they are, and what they come to."""

from __future__ import annotations

from golden_record.model.tables import PROFILE_ID, Table, columns_of

_EVENTS = ("events", "VARCHAR", "name of the table of events in the job")
_PATH = ("path", "VARCHAR", "file of the events, relative to the job")

EVENT = Table(
    "event",
    "event read",
    "sources",
    columns_of(
        _EVENTS,
        _PATH,
        ("line", "BIGINT", "line or row number in the file, from 1"),
        (
            "key",
            "VARCHAR",
            "whose it is, as the file says; of payment cards the keyed hash; null where it does not say",
        ),
        ("happened_at", "TIMESTAMP", "when, UTC; null where the file does not say, or not so that it can be read"),
        ("amount", "DECIMAL(18,4)", "what it was worth, refunds negative; null where no number can be read"),
        ("channel", "VARCHAR", "where it happened, as the file says"),
        ("payment", "VARCHAR", "how it was paid for, as the file says"),
        ("event_id", "VARCHAR", "what tells it apart, as the file says; null where the job names no column for it"),
    ),
)
EVENT_LOAD = Table(
    "event_load",
    "file of events of the current load",
    "sources",
    columns_of(
        _EVENTS,
        _PATH,
        ("reading", "VARCHAR", "fingerprint of how the job reads it"),
        ("fingerprint", "VARCHAR", "hash of the content"),
        ("event_count", "BIGINT", "events read"),
        ("rejected_count", "BIGINT", "rows refused"),
        ("unread_times", "BIGINT", "events whose time is missing or cannot be read"),
        ("first_unread_time", "BIGINT", "line of the first of them"),
        ("unread_amounts", "BIGINT", "events whose amount stands there and cannot be read"),
        ("first_unread_amount", "BIGINT", "line of the first of them"),
    ),
)
REJECTED_EVENT = Table(
    "rejected_event",
    "row of a file of events that could not be read",
    "sources",
    columns_of(
        _EVENTS,
        _PATH,
        ("line", "BIGINT", "line or row number in the file, from 1"),
        ("reason", "VARCHAR", "why it could not be read"),
    ),
)

LIFECYCLES = ("new", "active", "cooling", "sleeping", "lost")
"""What the last event makes of a profile, from the liveliest on."""

PROFILE_ACTIVITY = Table(
    "profile_activity",
    "live profile",
    "activity",
    columns_of(
        PROFILE_ID,
        (
            "recency_days",
            "INTEGER",
            "days from the last event to the day of the run, or of the job's `as_of`; null without any dated event",
        ),
        ("frequency", "BIGINT", "events, refunds not counted"),
        ("monetary", "DECIMAL(38,4)", "sum of the amounts, refunds taken off; 0 where none is known"),
        ("first_activity_at", "TIMESTAMP", "first event, UTC"),
        ("last_activity_at", "TIMESTAMP", "last event, UTC"),
        ("channel_preference", "VARCHAR", "the channel of most events; among equals that of the latest event"),
        ("payment_preference", "VARCHAR", "the way of payment of most events; among equals that of the latest event"),
        (
            "rfm_score",
            "VARCHAR",
            "three digits from 1 to 5: how recent, how frequent, how valuable, in fifths of the profiles with events, "
            "5 being best; null without any dated event",
        ),
        ("lifecycle", "VARCHAR", f"{', '.join(LIFECYCLES[:-1])} or {LIFECYCLES[-1]}; null without any dated event"),
    ),
    open_ended=True,
)
EVENT_QUALITY = Table(
    "event_quality",
    "table of events",
    "activity",
    columns_of(
        _EVENTS,
        ("owner", "VARCHAR", "what its key is: a source, or an attribute"),
        ("event_count", "BIGINT", "events read"),
        ("rejected_count", "BIGINT", "rows that could not be read, see ops.rejected_row"),
        ("assigned_count", "BIGINT", "events that belong to a profile"),
        ("keyless_count", "BIGINT", "events that do not say whose they are"),
        ("unknown_count", "BIGINT", "events whose key no record holds"),
        ("ambiguous_count", "BIGINT", "events whose key the records of several profiles hold"),
        ("undated_count", "BIGINT", "events whose time is missing or cannot be read; they count but for recency"),
        ("future_count", "BIGINT", "events of a day after that of the run, or of the job's `as_of`; they do not count"),
        ("repeated_count", "BIGINT", "events that are told again later under the same `id`; they do not count"),
        ("unread_amount_count", "BIGINT", "events whose amount cannot be read; they count but for money"),
        ("amount", "DECIMAL(38,4)", "sum of all amounts, repeated events not counted"),
        ("assigned_amount", "DECIMAL(38,4)", "sum of the amounts of the events that belong to a profile and count"),
    ),
)
