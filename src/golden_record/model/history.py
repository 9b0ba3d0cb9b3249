"""Table contracts of the history: what happened to whom, kept for ever."""

from __future__ import annotations

from golden_record.model.tables import PROFILE_ID, RECORD_ID, SOURCE, SOURCE_ID, Table, columns_of

MEMBER_HISTORY = Table(
    "member_history",
    "source record x stay in a profile",
    "history",
    columns_of(
        RECORD_ID,
        SOURCE,
        SOURCE_ID,
        PROFILE_ID,
        ("valid_from", "TIMESTAMP", "start of the run that brought the record into the profile, UTC"),
        ("valid_to", "TIMESTAMP", "start of the run that took it away, UTC; null while it is there"),
        ("run_id", "VARCHAR", "run that brought the record into the profile"),
    ),
)
PROFILE_HISTORY = Table(
    "profile_history",
    "profile version",
    "history",
    columns_of(
        PROFILE_ID,
        ("content", "VARCHAR", "golden values and household, JSON: whatever attributes the job had then"),
        ("valid_from", "TIMESTAMP", "start of the run that made this version, UTC"),
        (
            "valid_to",
            "TIMESTAMP",
            "start of the run that made the next one, or that ended the profile; null while live",
        ),
        ("run_id", "VARCHAR", "run that made this version"),
    ),
)
PROFILE_EVENT = Table(
    "profile_event",
    "identity change",
    "history",
    columns_of(
        ("sequence", "BIGINT", "number of the event, without gaps, increasing across runs"),
        ("run_id", "VARCHAR", "run that found the change"),
        ("occurred_at", "TIMESTAMP", "start of that run, UTC"),
        ("event", "VARCHAR", "created, merged, record_moved, split, updated or retired"),
        PROFILE_ID,
        ("other_profile_id", "VARCHAR", "the profile that was merged into it, split from it, or that gave the records"),
        ("details", "VARCHAR", "what a reader needs to follow, JSON: records, values, old and new values"),
    ),
)
PROFILE_REDIRECT = Table(
    "profile_redirect",
    "retired profile id whose records are still there",
    "history",
    columns_of(
        ("old_profile_id", "VARCHAR", "id that is no longer in use"),
        ("profile_id", "VARCHAR", "live profile that most of the records are in which the id stood for last"),
        ("since", "TIMESTAMP", "start of the run that retired the id, UTC"),
    ),
)
