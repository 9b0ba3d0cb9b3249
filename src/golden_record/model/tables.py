"""Table contracts: name, grain, columns, types and single writer of every table of state and mart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its name, its DuckDB type, and what it means to a reader."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True)
class Table:
    """What a table promises. Names may carry a schema (`ops.run`); `open_ended` tables add columns per attribute."""

    name: str
    grain: str
    writer: str
    columns: tuple[Column, ...]
    open_ended: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the fixed columns, in order."""
        return tuple(column.name for column in self.columns)


def columns_of(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns as (name, type, comment)."""
    return tuple(Column(*row) for row in rows)


# Columns that several tables share, each with one type and one meaning.
RECORD_ID = ("record_id", "BIGINT", "dense integer key of a source record, stable in the state")
ATTRIBUTE = ("attribute", "VARCHAR", "canonical attribute of the job")
PROFILE_ID = ("profile_id", "VARCHAR", "id of the person's profile; it never changes meaning")
SOURCE = ("source", "VARCHAR", "name of the source in the job")
SOURCE_ID = ("source_id", "VARCHAR", "key of the record in its source")
PAIR = (
    ("left_id", "BIGINT", "record_id of the pair's smaller record"),
    ("right_id", "BIGINT", "record_id of the pair's larger record"),
)

# --- state: sources -------------------------------------------------------------------------------------------

SOURCE_RECORD = Table(
    "source_record",
    "source record",
    "sources",
    columns_of(
        RECORD_ID,
        SOURCE,
        SOURCE_ID,
        ("observed_at", "TIMESTAMP", "last change by the source (updated_at), UTC; null when it does not say"),
        (
            "content_hash",
            "UBIGINT",
            "hash of the mapped raw values: tells a changed record from an unchanged one; 0 where a record that is no"
            " longer delivered has lost values that the job reads no more",
        ),
        ("loaded_at", "TIMESTAMP", "start of the run that first saw this content, UTC"),
        (
            "row_hash",
            "UBIGINT",
            "hash of the line of a text file, else of the row's mapped columns, as found: a row that has it still need"
            " not be mapped; null where no single line is the row, and for payment cards",
        ),
        ("unread_times", "INTEGER", "times of the row that could not be understood"),
        (
            "missing_since",
            "TIMESTAMP",
            "start of the run that first missed the record, UTC; null while it is delivered",
        ),
    ),
)
SOURCE_VALUE = Table(
    "source_value",
    "source record x attribute x position",
    "sources",
    columns_of(
        RECORD_ID,
        ATTRIBUTE,
        ("position", "INTEGER", "position among the columns that feed the attribute, from 0"),
        (
            "raw",
            "VARCHAR",
            "the value as found; parts are packed (model.cleaned), numbers of payment cards replaced (model.cards)",
        ),
        ("verified", "BOOLEAN", "whether the source has proof of the value; null when it does not say"),
        ("observed_at", "TIMESTAMP", "when the value was observed, UTC: its own time or else the record's"),
    ),
)
REJECTED_ROW = Table(
    "rejected_row",
    "row that could not be read",
    "sources",
    columns_of(
        SOURCE,
        ("path", "VARCHAR", "file of the row, relative to the job"),
        ("line", "BIGINT", "line or row number in the file, from 1"),
        ("reason", "VARCHAR", "why it could not be read"),
        (
            "content",
            "VARCHAR",
            "the row as found, at most 10,000 characters; long numbers cut to four digits where a payment card is fed",
        ),
    ),
)
# --- state: standardize ---------------------------------------------------------------------------------------

CLAIM = Table(
    "claim",
    "source record x attribute x value",
    "standardize",
    columns_of(
        RECORD_ID,
        ATTRIBUTE,
        ("position", "INTEGER", "position of the value within the record, from 0"),
        ("raw", "VARCHAR", "the value as found"),
        ("value", "VARCHAR", "display value; null when nothing usable was found"),
        ("key", "VARCHAR", "comparison key, ASCII; null when the value proves nothing"),
        ("quality", "VARCHAR", "good, repaired, suspicious, placeholder or invalid"),
        ("reason", "VARCHAR", "why the quality is not good"),
        ("verified", "BOOLEAN", "whether the source has proof of the value"),
        ("observed_at", "TIMESTAMP", "when the value was observed, UTC"),
    ),
)
COLUMN_READING = Table(
    "column_reading",
    "column of a source whose way of writing matters",
    "standardize",
    columns_of(
        SOURCE,
        ATTRIBUTE,
        ("position", "INTEGER", "position among the columns that feed the attribute, from 0"),
        (
            "reading",
            "VARCHAR",
            "how values that leave it open are read: dmy, mdy or ymd; the region of telephone numbers; which end of a"
            " name the family name stands at, by alphabet unless the job says it",
        ),
        ("origin", "VARCHAR", "declared by the job, learnt from the values, or usual where neither tells"),
        (
            "telling",
            "BIGINT",
            "distinct values that tell one way, at most 10,000 values having been asked; null if declared",
        ),
        ("agreeing", "BIGINT", "those of them that agree with the reading; null if declared"),
    ),
)
STANDARD_RECORD = Table(
    "standard_record",
    "source record",
    "standardize",
    columns_of(RECORD_ID, SOURCE),
    open_ended=True,
)

HOLDERS = (
    ("records", "BIGINT", "source records that hold the value"),
    ("sources", "BIGINT", "sources in which it occurs"),
    ("given_names", "BIGINT", "distinct given names of its holders, told apart by their first three letters"),
    ("family_names", "BIGINT", "distinct family names of its holders, told apart by the start of their sound"),
    ("birth_dates", "BIGINT", "distinct birth dates of its holders"),
)
SHARED_VALUE = Table(
    "shared_value",
    "attribute x value that proves nothing by itself",
    "standardize",
    columns_of(
        ATTRIBUTE,
        ("value", "VARCHAR", "display value; of placeholders that cleaning knows, the text as found, in lower case"),
        ("key", "VARCHAR", "comparison key; null for what cleaning knows as a placeholder"),
        ("class", "VARCHAR", "family, organisation or placeholder"),
        *HOLDERS,
        ("reason", "VARCHAR", "what gave it away"),
    ),
)

# --- state: link ----------------------------------------------------------------------------------------------

LINK = Table(
    "link",
    "scored pair kept",
    "link",
    columns_of(
        *PAIR,
        ("weight", "DOUBLE", "match weight, log2 of the Bayes factor with the prior"),
        ("probability", "DOUBLE", "match probability"),
        ("blocking_rule", "VARCHAR", "first blocking rule that found the pair"),
        ("matched_by", "VARCHAR", "name of the deterministic rule that holds, else `probabilistic`"),
        ("levels", "TINYINT[]", "comparison level per comparison, in the order of the model; -1 is null"),
        ("weights", "FLOAT[]", "match weight per comparison, in the order of the model"),
    ),
)

# --- state: cluster -------------------------------------------------------------------------------------------

MEMBERSHIP = Table(
    "membership",
    "source record",
    "cluster",
    columns_of(
        RECORD_ID,
        PROFILE_ID,
        ("matched_by", "VARCHAR", "founder, judgement, name of a deterministic rule, or probabilistic"),
        ("match_probability", "DOUBLE", "probability of the record's strongest link inside the profile; null alone"),
    ),
)
PROFILE = Table(
    "profile",
    "live profile",
    "cluster",
    columns_of(
        PROFILE_ID,
        ("founder_id", "BIGINT", "record_id of the founding record"),
        ("record_count", "BIGINT", "source records of the profile"),
        ("confidence", "DOUBLE", "lowest link probability on the maximum spanning tree; 1.0 for a single record"),
    ),
)
REFUSED_LINK = Table(
    "refused_link",
    "link refused by a guard",
    "cluster",
    columns_of(
        *PAIR,
        ("weight", "DOUBLE", "match weight of the link; null for a must-link of a pair that has none"),
        ("probability", "DOUBLE", "match probability of the link; null for a must-link of a pair that has none"),
        (
            "guard",
            "VARCHAR",
            "what refused it: judgement, conflict, limit, unique, max_records, component, or evidence",
        ),
        ("reason", "VARCHAR", "what the guard saw, without values"),
    ),
)

CROWD = Table(
    "crowd",
    "group of links too large to be weighed whole, or record of which not all refused links are listed",
    "cluster",
    columns_of(
        ("record_id", "BIGINT", "the smallest record of the group; or the smaller one of the links"),
        ("kind", "VARCHAR", "large group, or links left out"),
        ("size", "BIGINT", "records of the group; or links of the record that are not in refused_link"),
    ),
)

# --- state: household -----------------------------------------------------------------------------------------

_HOUSEHOLD_ID = ("household_id", "VARCHAR", "id of the household, named after its oldest profile; never a profile_id")
HOUSEHOLD = Table(
    "household",
    "household of two profiles or more",
    "household",
    columns_of(
        _HOUSEHOLD_ID,
        ("profile_count", "BIGINT", "profiles that live in it"),
        ("address", "VARCHAR", "the home of its members as last written; null when no address says where it is"),
        ("profile_ids", "VARCHAR[]", "ids of its profiles, sorted"),
        ("reason", "VARCHAR", "what ties its members to each other, strongest first, as `household.on` names it"),
    ),
)
HOUSEHOLD_MEMBER = Table(
    "household_member",
    "profile that lives with another",
    "household",
    columns_of(
        PROFILE_ID,
        _HOUSEHOLD_ID,
        ("reason", "VARCHAR", "what it shares with the member that it is tied to most strongly"),
        ("other_profile_id", "VARCHAR", "that member"),
        ("seen_at", "TIMESTAMP", "when both were last observed with it, UTC; null when no source says"),
    ),
)

# --- state: survive -------------------------------------------------------------------------------------------

GOLDEN_PROFILE = Table(
    "golden_profile",
    "live profile",
    "survive",
    columns_of(
        PROFILE_ID,
        ("record_count", "BIGINT", "source records behind the profile"),
        ("source_count", "BIGINT", "sources behind the profile"),
        ("sources", "VARCHAR[]", "names of these sources, sorted"),
        ("first_seen_at", "TIMESTAMP", "earliest observation of the person in any source, UTC"),
        ("last_seen_at", "TIMESTAMP", "latest observation of the person in any source, UTC"),
        ("confidence", "DOUBLE", "lowest link probability on the maximum spanning tree; 1.0 for a single record"),
        ("household_id", "VARCHAR", "household of the profile; null where it shares a home with no other"),
        ("updated_at", "TIMESTAMP", "start of the last run that changed anything in this row, or its records, UTC"),
    ),
    open_ended=True,
)

# --- state: runs ----------------------------------------------------------------------------------------------

RUN = Table(
    "run",
    "run",
    "pipeline",
    columns_of(
        ("run_id", "VARCHAR", "start of the run in UTC and a counter: sorts by time"),
        ("started_at", "TIMESTAMP", "start, UTC"),
        ("finished_at", "TIMESTAMP", "end, UTC; null while running or after a kill"),
        ("status", "VARCHAR", "running, done, failed or interrupted"),
        ("config_hash", "VARCHAR", "fingerprint of the resolved job"),
        ("engine", "VARCHAR", "engine and version"),
        ("product_version", "VARCHAR", "version of golden_record"),
    ),
)
STAGE_RUN = Table(
    "stage_run",
    "run x stage",
    "pipeline",
    columns_of(
        ("run_id", "VARCHAR", "run"),
        ("stage", "VARCHAR", "stage"),
        ("fingerprint", "VARCHAR", "fingerprint of everything the stage's result depends on"),
        ("status", "VARCHAR", "done or reused"),
        ("seconds", "DOUBLE", "wall-clock seconds"),
        ("row_counts", "VARCHAR", "rows per table written, JSON"),
        ("peak_memory_mb", "DOUBLE", "highest resident memory seen so far in the process, MiB"),
    ),
)

STAGE_BASIS = Table(
    "stage_basis",
    "stage",
    "pipeline",
    columns_of(
        ("stage", "VARCHAR", "stage"),
        ("version", "VARCHAR", "run that last changed anything in the stage's tables"),
        ("before", "VARCHAR", "version from which its change table leads to this one; null where everything is new"),
        ("settings", "VARCHAR", "fingerprint of what would make everything in its tables anew"),
        ("seen", "VARCHAR", "versions of the stages before it that are taken account of, JSON"),
    ),
)

STATE_INFO = Table(
    "state_info",
    "state",
    "pipeline",
    columns_of(("version", "INTEGER", "version of the state's tables")),
)
