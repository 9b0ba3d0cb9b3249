"""Table contract of the publications: what a state knows of the marts that it has left for readers."""

from __future__ import annotations

from golden_record.model.tables import Table, columns_of

PUBLICATION = Table(
    "publication",
    "mart in its place, or kept beside it",
    "publish",
    columns_of(
        ("run_id", "VARCHAR", "run that published it"),
        ("mart", "VARCHAR", "path of the mart, as the job had it"),
        ("published_at", "TIMESTAMP", "start of that run, UTC"),
        ("mark", "VARCHAR", "size and hash of the headers: other ones if anybody has written to the file since"),
        ("whole_size", "BIGINT", "bytes of the file when all of it was last written anew"),
        ("cards", "VARCHAR", "attributes that were payment cards then, JSON"),
        ("held_at", "TIMESTAMP", "when it was put back, to stay until told otherwise, UTC; null for all others"),
        ("withdrawn_at", "TIMESTAMP", "when an earlier one was put in its place, UTC; null for all others"),
    ),
)
