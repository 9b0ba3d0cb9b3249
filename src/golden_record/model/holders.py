"""Table contracts of what the standardize stage keeps to find out again, in the next run, what several people hold."""

from __future__ import annotations

from golden_record.model.tables import ATTRIBUTE, HOLDERS, RECORD_ID, SOURCE, Table, columns_of

CROWD_RECORD = Table(
    "crowd_record",
    "source record that holds a crowd's value, as it would be compared with it",
    "standardize",
    columns_of(RECORD_ID, SOURCE),
    open_ended=True,
)
VALUE_EVIDENCE = Table(
    "value_evidence",
    "identifying attribute x value whose holders may be several people",
    "standardize",
    columns_of(
        ATTRIBUTE,
        ("key", "VARCHAR", "comparison key"),
        ("initials", "BIGINT", "distinct initials of its holders' given names"),
        *HOLDERS,
    ),
)
