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
JUNK_HOLDER = Table(
    "junk_holder",
    "attribute x text that cleaning calls a placeholder x source record that says it",
    "standardize",
    columns_of(
        ATTRIBUTE,
        ("value", "VARCHAR", "the text, without the spaces around it, in lower case"),
        RECORD_ID,
        ("reason", "VARCHAR", "why the text stands for no value"),
    ),
)
DRAFT_TALLY = Table(
    "draft_tally",
    "attribute x part of its values",
    "standardize",
    columns_of(
        ATTRIBUTE,
        (
            "part",
            "VARCHAR",
            "a date of birth; of other values a coarse hash; empty of those that identify",
        ),
        ("records", "BIGINT", "source records that have such a value, a crowd's included"),
    ),
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
