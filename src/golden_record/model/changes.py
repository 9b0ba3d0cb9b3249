"""Table contracts of what a stage has changed since it last did its work: later stages look there and nowhere else.

Each is replaced whenever its stage does its work; it is empty where the stage has made everything anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from golden_record.model.tables import PAIR, PROFILE_ID, RECORD_ID, Table, columns_of

SOURCE_CHANGE = Table(
    "source_change",
    "source record that is new, other, or gone",
    "sources",
    columns_of(RECORD_ID, ("change", "VARCHAR", "new, changed or gone")),
)
STANDARD_CHANGE = Table(
    "standard_change",
    "source record, gone ones too, of which a claim, the comparable columns, or who shares its values is other",
    "standardize",
    columns_of(RECORD_ID),
)
LINK_CHANGE = Table(
    "link_change",
    "source record, gone ones too, of a group of links in which anything is other",
    "link",
    columns_of(RECORD_ID),
)
PAIR_CHANGE = Table(
    "pair_change",
    "pair of source records, gone ones too, whose link is new, other, or gone",
    "link",
    columns_of(
        *PAIR,
        ("linked", "BOOLEAN", "whether there was a link before"),
        ("blocking_rule", "VARCHAR", "first blocking rule that had found the pair; null where there was no link"),
        ("weights", "FLOAT[]", "match weight per comparison as it was, in the order of the model"),
    ),
)
MEMBERSHIP_CHANGE = Table(
    "membership_change",
    "profile, gone ones too, whose records or certainty are other",
    "cluster",
    columns_of(PROFILE_ID),
)
HOUSEHOLD_CHANGE = Table(
    "household_change",
    "profile, gone ones too, that lives in another household",
    "household",
    columns_of(PROFILE_ID),
)
ACTIVITY_CHANGE = Table(
    "activity_change",
    "profile, gone ones too, whose activity is other",
    "activity",
    columns_of(PROFILE_ID),
)
ELECTION_CHANGE = Table(
    "election_change",
    "profile, gone ones too, whose golden values were elected again: any of whose records or claims may be other",
    "survive",
    columns_of(PROFILE_ID),
)
GOLDEN_CHANGE = Table(
    "golden_change",
    "profile, gone ones too, whose golden values were elected again, or that lives in another household",
    "survive",
    columns_of(PROFILE_ID),
)

RECORDS_LISTED: Mapping[str, Table] = {table.writer: table for table in (SOURCE_CHANGE, STANDARD_CHANGE)}
"""By stage: its list of the records that it has changed."""

PROFILES_LISTED: Mapping[str, Table] = {
    table.writer: table for table in (MEMBERSHIP_CHANGE, HOUSEHOLD_CHANGE, GOLDEN_CHANGE)
}
"""By stage: its list of the profiles that it has changed."""
