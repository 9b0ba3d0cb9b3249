"""Table contracts of what elections tell of golden values: lineage, candidates, and the accuracy of sources."""

from __future__ import annotations

from golden_record.model.tables import ATTRIBUTE, PROFILE_ID, SOURCE, Table, columns_of

ATTRIBUTE_LINEAGE = Table(
    "attribute_lineage",
    "profile x attribute",
    "survive",
    columns_of(
        PROFILE_ID,
        ATTRIBUTE,
        ("value", "VARCHAR", "the golden value, lists as JSON; null when a rule let none survive"),
        (
            "source",
            "VARCHAR",
            "source of the winning record; null when the value is computed from several, or pinned and said by none",
        ),
        ("source_id", "VARCHAR", "key of the winning record in its source"),
        (
            "observed_at",
            "TIMESTAMP",
            "when the winning value was observed, UTC; of one said by none, when it was pinned",
        ),
        ("rule", "VARCHAR", "the strategy that decided; `pinned` where a steward did"),
        ("candidate_count", "BIGINT", "values that were candidates, one per record and value"),
        ("agreement", "DOUBLE", "share of the candidates that agree with the golden value, 0..1"),
        ("runner_up", "VARCHAR", "the best value that lost; null when all agree"),
        ("agreeing_count", "BIGINT", "records that say the golden value, in whatever form"),
        ("value_count", "BIGINT", "candidates that differ after cleaning"),
        ("written", "VARCHAR", "the value as the winning record writes it; another record may write it better"),
        ("quality", "VARCHAR", "good, repaired, or suspicious where nothing better stands"),
        ("computed", "BOOLEAN", "whether the value is made of all claims, and is none of them"),
        (
            "confidence",
            "DOUBLE",
            "probability that the value is true (of a name: its family name and initial), by the accuracy of sources; "
            "null for lists, computed values, and where no sources can be compared",
        ),
        ("pinned_by", "VARCHAR", "steward who pinned the value; null where it was elected or computed"),
    ),
)
ATTRIBUTE_CANDIDATE = Table(
    "attribute_candidate",
    "profile x attribute x candidate value",
    "survive",
    columns_of(
        PROFILE_ID,
        ATTRIBUTE,
        (
            "rank",
            "INTEGER",
            "place in the election, from 1, which is the golden value unless a rule lets none survive or one is pinned",
        ),
        ("value", "VARCHAR", "the candidate, in its best form"),
        ("source", "VARCHAR", "source of the best record that says it"),
        ("source_id", "VARCHAR", "key of that record in its source"),
        ("observed_at", "TIMESTAMP", "when that record says it was observed, UTC"),
        ("quality", "VARCHAR", "good, repaired or suspicious"),
        ("record_count", "BIGINT", "records that say it"),
        ("source_count", "INTEGER", "sources that say it"),
        ("reason", "VARCHAR", "of the first: the rule that decided; of others: the rule on which it lost to the first"),
    ),
)
SOURCE_ACCURACY = Table(
    "source_accuracy",
    "attribute x source",
    "survive",
    columns_of(
        ATTRIBUTE,
        SOURCE,
        ("trust", "DOUBLE", "trust that the job declares, 0 to 100"),
        (
            "accuracy",
            "DOUBLE",
            "share of the source's values that are true, as pins and agreement between sources have it, 0..1; null "
            "where nothing could be compared",
        ),
        (
            "compared_count",
            "BIGINT",
            "profiles in which the source and another one, or a pin, say something of the attribute",
        ),
        (
            "agreeing_share",
            "DOUBLE",
            "share of these in which another source or a pin says the same, 0..1; null without any",
        ),
        ("used", "BOOLEAN", "whether the elections read the accuracy in place of the trust"),
    ),
)
SOURCE_AGREEMENT = Table(
    "source_agreement",
    "profile x attribute of which several sources say something",
    "survive",
    columns_of(
        PROFILE_ID,
        ATTRIBUTE,
        (
            "pattern",
            "VARCHAR",
            "who agrees: per value the sum of the bits of the sources that say it, counted from -1 down where a pin "
            "says so too; sorted, as a list",
        ),
    ),
)
