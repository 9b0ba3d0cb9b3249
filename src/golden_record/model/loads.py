"""Table contracts of what is remembered of a load, for the next one to be held against."""

from __future__ import annotations

from golden_record.model.tables import ATTRIBUTE, SOURCE, Table, columns_of

SOURCE_LOAD = Table(
    "source_load",
    "source file of the current load",
    "sources",
    columns_of(
        SOURCE,
        ("path", "VARCHAR", "file, or table, relative to the job"),
        ("fingerprint", "VARCHAR", "hash of the content"),
        ("row_count", "BIGINT", "rows read"),
        ("rejected_count", "BIGINT", "rows refused"),
        ("unread_times", "BIGINT", "times that could not be understood"),
        ("reading", "VARCHAR", "fingerprint of what the job says of how to read it"),
    ),
)

SOURCE_COLUMN = Table(
    "source_column",
    "column of a source",
    "sources",
    columns_of(
        SOURCE,
        ("position", "INTEGER", "position among the columns of the source, from 0"),
        ("name", "VARCHAR", "name of the column"),
        ("type", "VARCHAR", "type as the source names it; VARCHAR where its format has no types"),
    ),
)

SOURCE_SEQUENCE = Table(
    "source_sequence",
    "state",
    "sources",
    columns_of(
        ("last_id", "BIGINT", "highest record_id ever given: ids of records that are gone are not given again"),
        ("expired", "BIGINT", "records ever let go because the span of `missing` was over"),
    ),
)

SOURCE_ENTRY = Table(
    "source_entry",
    "column that feeds an attribute of a source",
    "sources",
    columns_of(
        SOURCE,
        ATTRIBUTE,
        ("position", "INTEGER", "position among the columns that feed the attribute, from 0"),
        ("seal", "VARCHAR", "fingerprint of how payment cards in it are replaced; empty where it holds none"),
    ),
)

SOURCE_NAME = Table(
    "source_name",
    "name that a source of the job had before",
    "sources",
    columns_of(
        ("former", "VARCHAR", "the name that the source had; no source of the job has it now"),
        SOURCE,
        ("since", "TIMESTAMP", "start of the run that took account of the new name, UTC"),
    ),
)

CARD_KEY = Table(
    "card_key",
    "load of payment cards",
    "sources",
    columns_of(
        ("mark", "VARCHAR", "tells the secret key of the load from another one; the key cannot be found from it")
    ),
)
