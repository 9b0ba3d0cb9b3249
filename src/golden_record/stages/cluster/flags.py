"""What a person should look at, told from the tables as they stand: profiles in doubt, groups like chains and stars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from golden_record.stages.cluster import queries
from golden_record.stages.cluster.refusals import MOST_REFUSED
from golden_record.stages.cluster.writing import LARGE_GROUP, LEFT_OUT
from golden_record.warehouse import Warehouse

LARGE = 20
"""Records above which a profile is larger than nearly every person's: together at below even odds, it is a crowd."""

DOUBTFUL_SHARE = 0.01
"""Share of all records in such profiles from which on the report says so; a few are everywhere."""


def doubts(warehouse: Warehouse) -> Iterator[str]:
    """That profiles hang together by little in bulk: then the model is wrong, or a limit is missing."""
    ((profiles, records, everyone),) = warehouse.rows(queries.doubtful_profiles(), [LARGE])
    share = int(str(records)) / max(int(str(everyone)), 1)
    if share >= DOUBTFUL_SHARE:
        yield (
            f"{share:.0%} of all records are in profiles of more than {LARGE} records that hang together below even"
            f" odds ({profiles:,} of them): different people may be in one profile; look at the least certain, set"
            " `cluster.limits` or `cluster.conflicts`, or judge a sample (`golden-record audit sample`)"
        )


def crowds(warehouse: Warehouse) -> Mapping[str, tuple[int, int, int]]:
    """Per kind of crowd: how many there are, the size of the largest, and all sizes together."""
    rows = warehouse.rows(queries.crowds())
    return {str(kind): (int(str(count)), int(str(largest)), int(str(total))) for kind, count, largest, total in rows}


def flags(found: Mapping[str, tuple[int, int, int]], most_weighed: int) -> Iterator[str]:
    """Notes on crowds, as `crowds` finds them."""
    if LARGE_GROUP in found:
        count, largest, _ = found[LARGE_GROUP]
        subject = "1 group of links holds" if count == 1 else f"{count:,} groups of links hold"
        yield (
            f"{subject} more than {most_weighed:,} records, the largest {largest:,}: cut where the evidence is weakest,"
            " see refused_link"
        )
    if LEFT_OUT in found:
        *_, links = found[LEFT_OUT]
        yield f"{links:,} refused links are not in refused_link, which lists at most {MOST_REFUSED:,} of one record"
