"""Table contracts of judgements: what stewards decided by command, and what became of every decision."""

from __future__ import annotations

from golden_record.model.tables import Table, columns_of

_RECORDS = (
    ("left_source", "VARCHAR", "source of one record"),
    ("left_source_id", "VARCHAR", "key of that record in its source"),
    ("right_source", "VARCHAR", "source of the other record"),
    ("right_source_id", "VARCHAR", "key of that record in its source"),
)
_WORD = (
    ("decided_by", "VARCHAR", "who decided"),
    ("decided_at", "TIMESTAMP", "when, UTC"),
    ("why", "VARCHAR", "the reason given"),
    ("valid_until", "TIMESTAMP", "last moment at which it counts, UTC; null when it has no end"),
)

GIVEN_JUDGEMENT = Table(
    "given_judgement",
    "judgement given by command x pair of records; rows are added, never changed",
    "cluster",
    columns_of(
        ("number", "INTEGER", "number of the judgement, from 1 in the order in which they were given"),
        *_RECORDS,
        ("decision", "VARCHAR", "same, different, or withdrawn: of an earlier judgement, and without records"),
        ("withdraws", "INTEGER", "number of the judgement that is taken back; null unless withdrawn"),
        *_WORD,
    ),
)
JUDGEMENT = Table(
    "judgement",
    "judgement of a steward x pair of records",
    "cluster",
    columns_of(
        ("origin", "VARCHAR", "file (cluster.overrides) or command (`golden-record judge`)"),
        ("number", "INTEGER", "line in the file, from 1, the header being line 1; or number of the judgement"),
        *_RECORDS,
        ("decision", "VARCHAR", "same or different"),
        *_WORD,
        ("left_id", "BIGINT", "record_id of one record; null when it is gone"),
        ("right_id", "BIGINT", "record_id of the other record; null when it is gone"),
        (
            "status",
            "VARCHAR",
            "in force, expired, withdrawn, superseded, record gone, contradicted or too large: howto-judge.md",
        ),
    ),
)
