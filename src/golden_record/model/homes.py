"""Table contracts of what the household stage keeps to find out again, in the next run, who lives with whom."""

from __future__ import annotations

from golden_record.model.tables import PROFILE_ID, Table, columns_of

_TRAIT = ("trait", "VARCHAR", "what members of a household may share, as `household.on` names it")
_RULE = ("rule", "INTEGER", "place of the rule in `household.on`, from 0")
_VALUE = ("value", "VARCHAR", "comparison key; of several traits one after another, with a unit separator between")
_SEEN_AT = ("seen_at", "TIMESTAMP", "when it was last observed with it, UTC; null when no source says")

HOUSEHOLD_PLACE = Table(
    "household_place",
    "profile x place where an address of its records says that it lives, or has lived",
    "household",
    columns_of(
        PROFILE_ID,
        ("town", "VARCHAR", "town; empty where nobody names it"),
        ("street", "VARCHAR", "street; empty where the address names none"),
        ("house", "VARCHAR", "house number"),
        ("flat", "VARCHAR", "flat; null where the address names none"),
        _SEEN_AT,
        ("records", "BIGINT", "records of the profile that say so"),
        ("shown", "VARCHAR", "the address as it was last written"),
    ),
)
HOUSEHOLD_TRAIT = Table(
    "household_trait",
    "profile x trait x value that members of a household may share",
    "household",
    columns_of(_TRAIT, PROFILE_ID, _VALUE, _SEEN_AT),
)
HOUSEHOLD_CROWD = Table(
    "household_crowd",
    "value of a trait, or of all traits of a rule, that more profiles hold than a household may have",
    "household",
    columns_of(
        ("trait", "VARCHAR", "the trait; null where it is the values of all traits of a rule together"),
        ("rule", "INTEGER", "place of that rule in `household.on`, from 0; null where it is one trait's"),
        _VALUE,
    ),
)
HOUSEHOLD_TIE = Table(
    "household_tie",
    "pair of profiles x rule x value that ties them to each other",
    "household",
    columns_of(
        ("left_id", "VARCHAR", "the smaller profile id"),
        ("right_id", "VARCHAR", "the greater profile id"),
        _RULE,
        _VALUE,
        ("seen_at", "TIMESTAMP", "when both were last observed with it, UTC; null when no source says"),
        ("component", "VARCHAR", "the smallest of all profiles that ties lead to from these two"),
        (
            "standing",
            "VARCHAR",
            "together in one household; or apart, as their homes differ; or beyond what one household may hold",
        ),
    ),
)
