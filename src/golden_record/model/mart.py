"""Table contracts of the mart: what readers of the published file may rely on."""

from __future__ import annotations

from dataclasses import replace

from golden_record.model.activity import EVENT_QUALITY, PROFILE_ACTIVITY
from golden_record.model.attribute_types import TYPES
from golden_record.model.elections import ATTRIBUTE_CANDIDATE, ATTRIBUTE_LINEAGE, SOURCE_ACCURACY
from golden_record.model.history import PROFILE_EVENT, PROFILE_REDIRECT
from golden_record.model.matching import BLOCKING_ESTIMATE, BLOCKING_RULE
from golden_record.model.tables import (
    GOLDEN_PROFILE,
    HOUSEHOLD,
    PROFILE_ID,
    SHARED_VALUE,
    SOURCE,
    SOURCE_ID,
    Column,
    Table,
    columns_of,
)


def _for_readers(column: Column) -> Column:
    """A column of `shared_value` as the mart has it: the value of a family is data about people, and stays behind."""
    if column.name != "value":
        return column
    return replace(column, comment=f"{column.comment}; null for families, whose values are personal data")


_RUN_ID = ("run_id", "VARCHAR", "run: its start in UTC and a counter; sorts by time")
_PAIR = (
    ("left_source", "VARCHAR", "source of the pair's first record, in the order of source and source_id"),
    ("left_source_id", "VARCHAR", "key of the first record in its source"),
    ("right_source", "VARCHAR", "source of the pair's second record"),
    ("right_source_id", "VARCHAR", "key of the second record in its source"),
    ("weight", "DOUBLE", "match weight, log2 of the Bayes factor with the prior"),
    ("probability", "DOUBLE", "match probability, 0 to 1"),
)

# --- main: what BI and the CDP read ---------------------------------------------------------------------------

MART_GOLDEN_PROFILE = replace(GOLDEN_PROFILE, writer="publish")
MART_ATTRIBUTE_LINEAGE = replace(ATTRIBUTE_LINEAGE, writer="publish")
MART_ATTRIBUTE_CANDIDATE = replace(ATTRIBUTE_CANDIDATE, writer="publish")
MART_HOUSEHOLD = replace(HOUSEHOLD, writer="publish")
MART_PROFILE_ACTIVITY = replace(PROFILE_ACTIVITY, writer="publish")
PROFILE_RECORD = Table(
    "profile_record",
    "source record",
    "publish",
    columns_of(
        SOURCE,
        SOURCE_ID,
        PROFILE_ID,
        (
            "matched_by",
            "VARCHAR",
            "how the record came into the profile: founder, judgement, a rule's name, or probabilistic",
        ),
        ("match_probability", "DOUBLE", "probability of its strongest link inside the profile; null when alone"),
        ("assigned_at", "TIMESTAMP", "start of the run that brought the record into the profile, UTC"),
    ),
)
PROFILE_IDENTIFIER = Table(
    "profile_identifier",
    "profile x identifier type x value",
    "publish",
    columns_of(
        PROFILE_ID,
        ("type", "VARCHAR", "attribute of the job that holds the identifier: email, phone, loyalty_card, ..."),
        ("value", "VARCHAR", "the identifier, normalised: E.164 for phones; of payment cards the last four digits"),
        (
            "value_sha256",
            "VARCHAR",
            "SHA-256 in hex of the value in lower case, the form that ad platforms accept; null for payment cards",
        ),
        ("is_primary", "BOOLEAN", "whether it is the golden value of its type, or the best of a golden list"),
        ("first_seen_at", "TIMESTAMP", "earliest observation in any source, UTC; null when no source says"),
        ("last_seen_at", "TIMESTAMP", "latest observation in any source, UTC; null when no source says"),
        ("sources", "VARCHAR[]", "names of the sources that know it, sorted"),
        ("record_count", "BIGINT", "source records of the profile that hold it"),
    ),
)

_VALID = (
    ("valid_from", "TIMESTAMP", "start of the run that made it so, UTC"),
    ("valid_to", "TIMESTAMP", "start of the run that ended it, UTC; null while it holds"),
    ("run_id", "VARCHAR", "run that made it so"),
)
PROFILE_HISTORY = Table(
    "profile_history",
    "profile version",
    "publish",
    columns_of(PROFILE_ID, ("household_id", "VARCHAR", "household of the profile then; null for none"), *_VALID),
    open_ended=True,
)
RECORD_HISTORY = Table(
    "profile_record_history",
    "source record x stay in a profile",
    "publish",
    columns_of(SOURCE, SOURCE_ID, PROFILE_ID, *_VALID),
)
MART_PROFILE_EVENT = replace(PROFILE_EVENT, writer="publish")
MART_PROFILE_REDIRECT = replace(PROFILE_REDIRECT, writer="publish")

# --- ops: how the run went ------------------------------------------------------------------------------------

OPS_RUN = Table(
    "ops.run",
    "run",
    "publish",
    columns_of(
        _RUN_ID,
        ("started_at", "TIMESTAMP", "start, UTC"),
        ("finished_at", "TIMESTAMP", "end, UTC; null for the run that published this file, which was still at it"),
        ("status", "VARCHAR", "done, failed, or interrupted: told to stop, or killed, as the next run finds out"),
        ("config_hash", "VARCHAR", "fingerprint of the resolved job"),
        ("model_id", "VARCHAR", "fingerprint of the match model behind the links that the run had"),
        ("model_version", "INTEGER", "number of that model's version in the state, from 1"),
        ("engine", "VARCHAR", "engine and version"),
        ("product_version", "VARCHAR", "version of golden_record"),
        ("seconds", "DOUBLE", "wall-clock seconds of all finished stages"),
        ("stage_seconds", "VARCHAR", "wall-clock seconds per finished stage, JSON"),
        ("row_counts", "VARCHAR", "rows written per finished stage and table, JSON"),
        ("peak_memory_mb", "DOUBLE", "highest resident memory of the process, MiB"),
    ),
)
SOURCE_QUALITY = Table(
    "ops.source_quality",
    "run x source x attribute",
    "publish",
    columns_of(
        _RUN_ID,
        SOURCE,
        ("attribute", "VARCHAR", "canonical attribute that the source feeds"),
        ("record_count", "BIGINT", "records of the source"),
        ("filled_count", "BIGINT", "records with anything in the attribute"),
        ("value_count", "BIGINT", "values found; a record may hold several"),
        ("valid_count", "BIGINT", "good or repaired values"),
        ("suspicious_count", "BIGINT", "suspicious values"),
        ("placeholder_count", "BIGINT", "values that stand for none"),
        ("distinct_count", "BIGINT", "distinct values after cleaning"),
        ("top_value_share", "DOUBLE", "share of the values that are the most frequent one, 0 to 1"),
        (
            "match_weight",
            "DOUBLE",
            "average size of the attribute's match weight in the links of the source's records, log2: "
            "near 0 means that the field is useless for matching; null when it is not compared",
        ),
        ("golden_count", "BIGINT", "golden values of live profiles that come from the source's records"),
        (
            "agreement",
            "DOUBLE",
            "share of the source's values that are the golden one, or in its list, 0 to 1; of many profiles about "
            "50,000 are asked; null without any",
        ),
        (
            "telling_count",
            "BIGINT",
            "links inside profiles, of the source's records, in which the attribute speaks with one bit or more",
        ),
        (
            "blocking_count",
            "BIGINT",
            "links inside profiles, of the source's records, found by a rule on the attribute",
        ),
        ("identifier_count", "BIGINT", "identifiers of profiles that no other source knows"),
        ("household_count", "BIGINT", "profiles of the source's records that the attribute ties to a household"),
        (
            "serves",
            "VARCHAR[]",
            "what the field is good for: each use that reaches one in a thousand of the records, and what the job names"
            " the attribute for; null where it serves nothing, or the source is empty",
        ),
        ("needless_because", "VARCHAR", "of a field that serves nothing, how little it is used; null for all others"),
    ),
)
MATCH_EDGE = Table(
    "ops.match_edge",
    "scored pair kept",
    "publish",
    columns_of(
        *_PAIR,
        ("blocking_rule", "VARCHAR", "first blocking rule that found the pair"),
        ("matched_by", "VARCHAR", "name of the deterministic rule that holds, else `probabilistic`"),
        ("evidence", "VARCHAR", "per comparison its level (-1: null) and match weight, JSON: the pair's waterfall"),
    ),
)
REFUSED_EDGE = Table(
    "ops.refused_edge",
    "link refused by a guard",
    "publish",
    columns_of(
        *_PAIR,
        (
            "guard",
            "VARCHAR",
            "what refused it: judgement, conflict, limit, unique, max_records, component, or evidence",
        ),
        ("reason", "VARCHAR", "what the guard saw, without values"),
    ),
)
OPS_REJECTED_ROW = Table(
    "ops.rejected_row",
    "row that could not be read",
    "publish",
    columns_of(
        ("source", "VARCHAR", "name of the source, or of the table of events, in the job"),
        ("path", "VARCHAR", "file of the row, relative to the job"),
        ("line", "BIGINT", "line or row number in the file, from 1"),
        ("reason", "VARCHAR", "why it could not be read; the row itself stays in the state"),
    ),
)
MISSING_RECORD = Table(
    "ops.missing_record",
    "source record that its source no longer delivers, and that is kept as it was last seen",
    "publish",
    columns_of(
        SOURCE,
        SOURCE_ID,
        ("missing_since", "TIMESTAMP", "start of the run that first missed it, UTC"),
    ),
)
OPS_BLOCKING_RULE = replace(BLOCKING_RULE, name="ops.blocking_rule", writer="publish")
OPS_BLOCKING_ESTIMATE = replace(BLOCKING_ESTIMATE, name="ops.blocking_estimate", writer="publish")
OPS_EVENT_QUALITY = replace(EVENT_QUALITY, name="ops.event_quality", writer="publish")
OPS_SOURCE_ACCURACY = replace(SOURCE_ACCURACY, name="ops.source_accuracy", writer="publish")
OPS_SHARED_VALUE = replace(
    SHARED_VALUE,
    name="ops.shared_value",
    writer="publish",
    columns=tuple(_for_readers(column) for column in SHARED_VALUE.columns if column.name != "key"),
)

MART_TABLES = (
    MART_GOLDEN_PROFILE,
    PROFILE_RECORD,
    PROFILE_IDENTIFIER,
    MART_ATTRIBUTE_LINEAGE,
    MART_ATTRIBUTE_CANDIDATE,
    MART_HOUSEHOLD,
    MART_PROFILE_ACTIVITY,
    PROFILE_HISTORY,
    RECORD_HISTORY,
    MART_PROFILE_EVENT,
    MART_PROFILE_REDIRECT,
    OPS_RUN,
    SOURCE_QUALITY,
    MATCH_EDGE,
    REFUSED_EDGE,
    OPS_REJECTED_ROW,
    MISSING_RECORD,
    OPS_EVENT_QUALITY,
    OPS_BLOCKING_RULE,
    OPS_BLOCKING_ESTIMATE,
    OPS_SHARED_VALUE,
    OPS_SOURCE_ACCURACY,
)
"""Every table of the published file, in the order in which it is written."""


def attribute_comment(type_name: str, *, is_list: bool = False) -> str:
    """What a reader is told of an attribute's column in the golden profile."""
    meaning = f"golden value: {TYPES[type_name].meaning}"
    return f"{meaning}; a list, best first" if is_list else meaning
