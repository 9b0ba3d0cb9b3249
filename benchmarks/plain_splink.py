"""The rival: Splink as its tutorials use it, over the same cleaned values, its model chosen by the job's attributes.

No labels, no cleaning, no survivorship, no publishing: train, predict, cluster at a fixed match probability.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_library import (
    DateOfBirthComparison,
    EmailComparison,
    ExactMatch,
    JaroWinklerAtThresholds,
    NameComparison,
)
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.exceptions import EMTrainingException
from splink.internals.splink_dataframe import SplinkDataFrame

from benchmarks import queries
from benchmarks.bars import SPLINK_THRESHOLD
from golden_record.config.job import Job
from golden_record.model.attribute_types import TYPES, AttributeType, part_column
from golden_record.warehouse import Warehouse

KEEP_FROM = 0.5
"""Match probability from which `predict` keeps a pair."""

STRICTER = (0.99, 0.999, 0.9999, 0.99999)
"""Thresholds beside the customary one, of which the truth may pick the best: what a user with labels could reach."""

RANDOM_PAIRS = 1e7
"""Pairs behind the u probabilities: with fewer, a million records never show two equal cards by chance."""

TRAINING_PAIRS = 1e6
"""Pairs of a blocking that expectation maximisation looks at; more take longer and change little."""

PAIRS_PER_RECORD = 10
"""Pairs per record from which a blocking rule is left out: whoever counts first drops the loose ones."""

ASSUMED_RECALL = 0.7
"""Share of the true pairs that the deterministic rules are said to find, when the prior is estimated."""

SEED = 42

Block = tuple[str, ...]
"""Columns that must all be equal."""


@dataclass(frozen=True)
class Roles:
    """Columns of the flat table by what they say of a person."""

    given: Block
    family: Block
    dates: Block
    proofs: Block
    addresses: Block
    places: Block


@dataclass(frozen=True)
class RivalResult:
    """Clusters, how many pairs were compared, and seconds by step.

    `clusters` has `record_id`, `cluster_id` for the customary threshold, and one column for each stricter one, named by
    `stricter_column`; those cost no seconds here.
    """

    clusters: pl.DataFrame
    compared_pairs: int
    seconds: Mapping[str, float]

    @property
    def total_seconds(self) -> float:
        """Seconds of all steps."""
        return sum(self.seconds.values())


def run_plain_splink(state: Path, job: Job) -> RivalResult:
    """Resolve the standardised records of a state that the job has left behind.

    The values are copied into a database in memory first, so that both sides compare the same cleaned values.
    """
    attributes = {name: config.type for name, config in job.config.attributes.items() if config.compare}
    shared = {name for name, config in job.config.attributes.items() if config.shared or config.type == "anonymous"}
    watch = _Watch()
    with Warehouse() as warehouse, _quiet():
        with watch.step("read"):
            warehouse.execute(queries.attach_state(state))
            warehouse.execute(queries.flat_records(list(flat_columns(attributes).items())))
            rules = affordable(warehouse, blocks(roles(attributes, shared)))
        api = DuckDBAPI(connection=warehouse.connection)
        linker = Linker(api.register(queries.FLAT), settings(attributes, rules), log_level=None)
        with watch.step("train"):
            _train(linker, attributes, shared)
        with watch.step("predict"):
            compared = warehouse.count(str(linker.inference.compute_blocked_pairs_for_predict().physical_name))
            predicted = linker.inference.predict(threshold_match_probability=KEEP_FROM, warning_mode="never")
        with watch.step("cluster"):
            found = _clusters(linker, warehouse, predicted, SPLINK_THRESHOLD)
        for threshold in STRICTER:
            stricter = _clusters(linker, warehouse, predicted, threshold)
            found = found.join(stricter.rename({"cluster_id": stricter_column(threshold)}), on="record_id")
    return RivalResult(found, compared, watch.seconds)


def stricter_column(threshold: float) -> str:
    """Name of the column with the clusters at a threshold."""
    return f"cluster_id_at_{threshold:g}"


# --- the model


def flat_columns(attributes: Mapping[str, str]) -> dict[str, str]:
    """Columns of the flat table, with their expression over a standardised record: one value of each list."""
    columns: dict[str, str] = {}
    for name, type_ in attributes.items():
        columns |= _own_columns(name, TYPES[type_])
    return columns


def settings(attributes: Mapping[str, str], rules: Iterable[Block]) -> SettingsCreator:
    """Comparisons by attribute type, and the blocking rules."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=list(comparisons(attributes)),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        retain_matching_columns=False,
    )


def comparisons(attributes: Mapping[str, str]) -> Iterator[ComparisonCreator]:
    """The ready-made comparison that Splink's documentation offers for each kind of attribute."""
    for name, type_ in attributes.items():
        kind = TYPES[type_].kind
        if kind == "name":
            yield NameComparison(part_column(name, "given")).configure(term_frequency_adjustments=True)
            yield NameComparison(part_column(name, "family")).configure(term_frequency_adjustments=True)
        elif kind == "date":
            yield DateOfBirthComparison(name, input_is_string=True)
        elif kind == "email":
            yield EmailComparison(name).configure(term_frequency_adjustments=True)
        elif kind == "address":
            yield ExactMatch(name).configure(term_frequency_adjustments=True)
            yield ExactMatch(part_column(name, "postcode")).configure(term_frequency_adjustments=True)
        elif kind == "text":
            yield JaroWinklerAtThresholds(name, [0.9]).configure(term_frequency_adjustments=True)
        else:
            yield ExactMatch(name).configure(term_frequency_adjustments=True)


def roles(attributes: Mapping[str, str], shared: Iterable[str]) -> Roles:
    """What each column is good for; values that the job calls shared are no proof, so nobody blocks on them."""
    kinds = {name: TYPES[type_].kind for name, type_ in attributes.items()}
    names = [name for name, kind in kinds.items() if kind == "name"]
    addresses = [name for name, kind in kinds.items() if kind == "address"]
    refused = set(shared)
    proofs = [name for name, type_ in attributes.items() if TYPES[type_].identifies and name not in refused]
    return Roles(
        given=tuple(part_column(name, "given") for name in names),
        family=tuple(part_column(name, "family") for name in names),
        dates=tuple(name for name, kind in kinds.items() if kind == "date"),
        proofs=tuple(proofs),
        addresses=tuple(addresses),
        places=(
            *(part_column(name, "postcode") for name in addresses),
            *(name for name, type_ in attributes.items() if type_ in {"postcode", "city"}),
        ),
    )


def blocks(known: Roles) -> list[Block]:
    """Blocking rules in the manner of Splink's demonstrations: each proof alone, everything else two by two."""
    pairs = list(zip(known.given, known.family, strict=True))
    names = [part for pair in pairs for part in pair]
    found: list[Block] = [(single,) for single in (*known.proofs, *known.addresses)]
    found += [(name, date) for name in names for date in known.dates]
    found += [(place, name) for place in known.places for name in names]
    found += [(place, date) for place in known.places for date in known.dates]
    return found + pairs


def training_blocks(known: Roles) -> list[Block]:
    """Two blockings for expectation maximisation that hold different columns fixed: names, and dates or a proof."""
    names: list[Block] = list(zip(known.given, known.family, strict=True))
    others: list[Block] = [(column,) for column in (*known.dates, *known.proofs)]
    return [*names[:1], *others[:1]]


def certain_blocks(known: Roles) -> list[Block]:
    """Rules that hardly ever join two people, behind the estimate of the prior."""
    names = list(zip(known.given, known.family, strict=True))
    full = [(*pair, date) for pair in names for date in known.dates]
    return [*full, *((proof,) for proof in known.proofs)] or list(names)


# --- its parts


def _own_columns(name: str, type_: AttributeType) -> dict[str, str]:
    if type_.kind == "name":
        return {column: f'"{column}"' for column in (part_column(name, "given"), part_column(name, "family"))}
    if type_.kind == "address":
        return {column: f'"{column}"' for column in (name, part_column(name, "postcode"))}
    return {name: f'"{name}"[1]' if type_.multiple else f'"{name}"'}


def _clusters(linker: Linker, warehouse: Warehouse, predicted: SplinkDataFrame, threshold: float) -> pl.DataFrame:
    table = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
    found = warehouse.frame(queries.clusters(str(table.physical_name)))
    table.drop_table_from_database_and_remove_from_cache()
    return found


def affordable(warehouse: Warehouse, rules: Iterable[Block]) -> list[Block]:
    """The rules that find few enough pairs."""
    most = PAIRS_PER_RECORD * warehouse.count(queries.FLAT)
    return [rule for rule in rules if int(str(warehouse.scalar(queries.block_pairs(rule)))) <= most]


def _train(linker: Linker, attributes: Mapping[str, str], shared: Iterable[str]) -> None:
    known = roles(attributes, shared)
    certain: list[str | BlockingRuleCreator] = [block_on(*block) for block in certain_blocks(known)]
    linker.training.estimate_probability_two_random_records_match(certain, recall=ASSUMED_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    _maximise(linker, training_blocks(known))


def _maximise(linker: Linker, rules: Sequence[Block]) -> None:
    for rule in rules:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule), max_pairs=TRAINING_PAIRS
            )
        except EMTrainingException:
            # No pair agrees on the rule. Its user would see the message, and try without.
            continue


class _Watch:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a block."""
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Splink's advice to the author of a model: this model is what it is."""
    log = logging.getLogger("splink")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
