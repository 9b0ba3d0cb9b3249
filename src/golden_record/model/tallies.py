"""Table contracts of what is counted per field of a source, and kept to be moved by what changes."""

from __future__ import annotations

from golden_record.model.tables import ATTRIBUTE, PROFILE_ID, SOURCE, Table, columns_of

FIELD_TALLY = Table(
    "field_tally",
    "source x attribute of which it says anything",
    "standardize",
    columns_of(
        SOURCE,
        ATTRIBUTE,
        ("filled_count", "BIGINT", "records with anything in the attribute"),
        ("value_count", "BIGINT", "values found; a record may hold several"),
        ("valid_count", "BIGINT", "good or repaired values"),
        ("suspicious_count", "BIGINT", "suspicious values"),
        ("placeholder_count", "BIGINT", "values that stand for none"),
    ),
)
VALUE_SPREAD = Table(
    "value_spread",
    "source x attribute x number of times that a value occurs",
    "standardize",
    columns_of(
        SOURCE,
        ATTRIBUTE,
        ("frequency", "BIGINT", "how often a value occurs in the attribute, after cleaning"),
        ("distinct_count", "BIGINT", "values that occur so often"),
    ),
)
"""How many values occur how often: all that must be known of them to count the distinct ones and find the top one."""
VALUE_TALLY = Table(
    "value_tally",
    "source x attribute x value that is counted one by one: if there are few by nature, or if it could not be read",
    "standardize",
    columns_of(
        SOURCE,
        ATTRIBUTE,
        ("identity", "VARCHAR", "the value after cleaning, or as it stands where nothing came of it"),
        ("times", "BIGINT", "how often it occurs in the attribute; where values are many by nature, how often unread"),
    ),
)

LINK_TALLY = Table(
    "link_tally",
    "source x attribute by which links inside profiles are compared",
    "cluster",
    columns_of(
        SOURCE,
        ATTRIBUTE,
        ("total", "DECIMAL(38,6)", "sum of the sizes of the attribute's match weight in the links of the records"),
        ("link_count", "BIGINT", "links that have such a weight"),
        ("telling_count", "BIGINT", "links in which the attribute speaks with one bit or more"),
    ),
)
RULE_TALLY = Table(
    "rule_tally",
    "source x blocking rule",
    "cluster",
    columns_of(
        SOURCE,
        ("blocking_rule", "VARCHAR", "first blocking rule that found a pair"),
        ("link_count", "BIGINT", "links inside profiles, of the source's records, that it found"),
    ),
)
FIELD_AGREEMENT = Table(
    "field_agreement",
    "profile that is asked x source x attribute",
    "survive",
    columns_of(
        PROFILE_ID,
        SOURCE,
        ATTRIBUTE,
        ("value_count", "BIGINT", "values that the source's records say of the profile"),
        ("agreeing_count", "BIGINT", "those of them that are the golden one, or in its list"),
        ("one_in", "BIGINT", "of how many profiles one is asked"),
    ),
)
