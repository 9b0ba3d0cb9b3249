"""The bars that results are held against, and what others reached on the same data when it was measured earlier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccuracyBar:
    """Pairwise F1 after clustering on one dataset: peers' and ours to reach.

    `unlabelled` is the best found without labels, and `by_truth` the same with its threshold chosen by truth;
    `labelled` is a trained classifier with 500 labels.
    """

    unlabelled: float
    peer: str
    by_truth: float | None
    labelled: float
    bar: float


ACCURACY: dict[str, AccuracyBar] = {
    "fake_1000": AccuracyBar(0.841, "Splink, tutorial model", 0.842, 0.908, 0.91),
    "historical_50k": AccuracyBar(0.846, "goldenmatch", 0.827, 0.872, 0.89),
    "febrl3": AccuracyBar(0.9999, "recordlinkage ECM", 0.998, 0.928, 0.999),
    "febrl4": AccuracyBar(0.9987, "recordlinkage ECM", 0.9995, 0.947, 0.999),
    "pseudopeople_multi": AccuracyBar(0.906, "exact SSN, or name and address", 0.913, 0.957, 0.98),
    "dupehell_ecommerce_medium": AccuracyBar(0.807, "goldenmatch", 0.767, 0.663, 0.86),
    "dqbench_er_t2": AccuracyBar(0.980, "goldenmatch", 1.0, 1.0, 0.999),
    "customers_20k": AccuracyBar(0.794, "c1v-id", 0.805, 0.933, 0.97),
}
"""By dataset, in the order of the page."""

MEAN_LABELLED = 0.851
MEAN_BAR = 0.951

SPLINK_THRESHOLD = 0.9
"""Match probability from which plain Splink's pairs form clusters: the customary fixed threshold."""

PEERS_NOTE = """\
Figures of others were measured earlier, once, on the same files, with each tool as its own documentation shows it:
*without labels* is the best of several tools, *by truth* that of Splink when the truth picks its threshold, and
*500 labels* is custmatch, a classifier trained on so many labelled pairs. They are quoted and not run again here.
*Splink here* is: plain Splink 5 in this very command, over the values that this engine has cleaned, with a model as
its tutorials build them, clusters at match probability 0.9; *by truth* beside it is the best of five thresholds.
Cleaned values make it stronger than on raw ones.
"""

ACCURACY_AT_SIZE = 0.96
"""F1 on a million records of the sample."""

MILLION = 1_000_000

FIRST_RUN = 4.0
"""Times plain Splink, from reading to the published mart."""

SCHEDULED_RUN = 2.0
"""Times plain Splink, under `--full`, with what the state may keep."""

CHANGED_RUN = 0.10
"""Share of the scheduled run when 1 % of the records changed."""

UNCHANGED_RUN = 0.03
"""Share of the scheduled run when nothing changed."""

JUNK_RUN = 1.2
"""Times the clean first run, when thousands of records share junk."""

MEMORY_MB = 5_000.0
"""Most memory of a first run at a million records, in MB."""

GRAPH_SECONDS = 5.0
GRAPH_MEMORY_MB = 1_000.0
"""Of the cluster stage over a chain of 100,000 links, or a star of 2 million: seconds, and memory in MiB."""

ELECTION_SECONDS = 12.0
ELECTION_MEMORY_MB = 4_096.0
"""Of the survive stage over a million records with twelve attributes: seconds, and memory in MiB."""

LINEAR = 1.2
"""Times the growth of the data that a stage may take longer: no quadratic step hides below."""
