"""Table contracts of how pairs were found and weighed: models and blocking."""

from __future__ import annotations

from golden_record.model.tables import ATTRIBUTE, RECORD_ID, Table, columns_of

MODEL = Table(
    "model",
    "version of the model",
    "link",
    columns_of(
        ("version", "INTEGER", "number of the version, from 1"),
        ("model_id", "VARCHAR", "fingerprint of the parameters"),
        ("current", "BOOLEAN", "whether runs score with this version: true for one of them"),
        ("created_at", "TIMESTAMP", "start of the run that trained it, or time of its import, UTC"),
        ("run_id", "VARCHAR", "run that trained it; null for an imported model"),
        ("origin", "VARCHAR", "trained or imported"),
        ("signature", "VARCHAR", "fingerprint of the attributes, comparisons and judged pairs that the model fits"),
        ("settings", "VARCHAR", "Splink settings with trained parameters, JSON"),
        ("diagnostics", "VARCHAR", "weights as scoring uses them, what was found and repaired, JSON"),
        ("threshold", "DOUBLE", "match weight from which a pair counts as a link, as the last run had it"),
        ("records", "BIGINT", "records that it was trained on, equal ones counted twice at most; null when imported"),
        ("pairs", "BIGINT", "candidate pairs among them; null when imported"),
    ),
)

MODEL_FREQUENCY = Table(
    "model_frequency",
    "version of the model x column x value that is not rare",
    "link",
    columns_of(
        ("version", "INTEGER", "version of the model"),
        ("column_name", "VARCHAR", "column whose values weigh by their frequency"),
        ("value", "VARCHAR", "comparison key; null stands for every value without a row of its own"),
        ("frequency", "DOUBLE", "share of the records with a value that have this one, when the model was made"),
    ),
)

MODEL_USE = Table(
    "model_use",
    "run that scored pairs",
    "link",
    columns_of(
        ("run_id", "VARCHAR", "run that scored"),
        ("version", "INTEGER", "version of the model that it scored with"),
        ("model_id", "VARCHAR", "fingerprint of that version's parameters"),
        ("threshold", "DOUBLE", "match weight from which a pair counted as a link"),
        ("records", "BIGINT", "records compared, equal ones counted twice at most"),
        ("pairs", "BIGINT", "candidate pairs"),
        ("links", "BIGINT", "pairs at or above the threshold"),
        ("level_shares", "VARCHAR", "per comparison, the share of these links at each level, missing first, JSON"),
    ),
)

LEVEL_TALLY = Table(
    "level_tally",
    "comparison x level that links stand at",
    "link",
    columns_of(
        ("place", "BIGINT", "position of the comparison, from 1"),
        ("level", "TINYINT", "level, from 0; -1 where a value is missing"),
        ("links", "BIGINT", "links at or above the threshold, but for those that copies follow"),
    ),
)

SCORING_VIEW = Table(
    "scoring_view",
    "view that scoring reads, as Splink compiled it last",
    "link",
    columns_of(
        ("fits", "VARCHAR", "fingerprint of the model, the columns compared and the version of Splink"),
        ("position", "INTEGER", "order in which the views are made, from 0; the last one scores"),
        ("name", "VARCHAR", "name of the view"),
        ("query", "VARCHAR", "its query"),
    ),
)

BLOCKING_RULE = Table(
    "blocking_rule",
    "blocking rule in use",
    "link",
    columns_of(
        ("position", "INTEGER", "order in which the rules run, from 0"),
        ("name", "VARCHAR", "what must be equal"),
        ("pair_count", "BIGINT", "pairs that the rule finds"),
        ("new_pair_count", "BIGINT", "pairs that no earlier rule found, when the rules were chosen"),
        ("skipped_values", "BIGINT", "values too frequent to be compared pair by pair under this rule"),
        ("largest_block", "INTEGER", "records that one value may bring together under this rule"),
        (
            "heaviest_value",
            "BIGINT",
            "records that held the rule's most frequent value, compared or not, when the rules were chosen",
        ),
        ("attributes", "VARCHAR[]", "attributes that the rule looks at"),
    ),
)

BLOCKING_ESTIMATE = Table(
    "blocking_estimate",
    "choice of the blocking rules in use",
    "link",
    columns_of(
        ("likely_matches", "DOUBLE", "matches that any candidate rule finds, estimated from a sample without labels"),
        ("found_matches", "DOUBLE", "those of them that the rules in use find"),
        ("unseen_matches", "DOUBLE", "further matches that no rule finds, a lower bound from how the rules overlap"),
        ("recall", "DOUBLE", "found among likely and unseen together; matches that share nothing are in no figure"),
    ),
)

LINK_PLAN = Table(
    "link_plan",
    "choice that the link stage keeps: blocking rules, component floor and threshold",
    "link",
    columns_of(
        ("run_id", "VARCHAR", "run that chose"),
        ("signature", "VARCHAR", "fingerprint of the settings, the model and the versions that the choice is for"),
        ("records", "BIGINT", "records compared when it was made, equal ones counted twice at most"),
        ("pairs", "BIGINT", "pairs that the rules brought together then"),
        ("listed_pairs", "BIGINT", "the same, a pair counted once per rule that found it"),
        ("floor", "DOUBLE", "match weight of the weakest pair that ties records into a component"),
        ("threshold", "DOUBLE", "match weight from which a pair counts as a link"),
        ("rules", "VARCHAR", "the rules and their limits, JSON"),
    ),
)

LINK_NODE = Table(
    "link_node",
    "source record with anything comparable",
    "link",
    columns_of(
        RECORD_ID,
        ("mark", "UBIGINT", "hash of everything comparable: records of one mark are a node"),
        ("node_id", "BIGINT", "smallest record_id of the node"),
        ("copy", "BIGINT", "position of the record in its node, from 1; the first two are compared"),
    ),
)

BLOCK_KEY = Table(
    "block_key",
    "blocking rule x compared record x value",
    "link",
    columns_of(
        ("place", "USMALLINT", "position of the rule"),
        RECORD_ID,
        ("key", "UBIGINT", "hash of the rule's position and the value: equal keys are one block"),
    ),
)

CROWDED_BLOCK = Table(
    "crowded_block",
    "block that its rule does not compare",
    "link",
    columns_of(
        ("place", "USMALLINT", "position of the rule"),
        ("key", "UBIGINT", "the block, as `block_key` has it"),
        ("records", "BIGINT", "its records, more than the rule may compare"),
    ),
)

LINK_SHARED = Table(
    "link_shared",
    "attribute x shared value, as links were last made",
    "link",
    columns_of(ATTRIBUTE, ("key", "VARCHAR", "comparison key that the records did not have to themselves")),
)

LINK_GROUP = Table(
    "link_group",
    "source record that has a link",
    "link",
    columns_of(
        RECORD_ID,
        ("group_id", "BIGINT", "smallest record_id that links lead to, whatever their weight"),
    ),
)
