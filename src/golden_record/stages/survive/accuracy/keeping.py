"""When accuracies are kept: they change with every record, and every golden value's confidence with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from golden_record.stages.survive.accuracy.learning import Accuracy

MOST_MOVED = 0.01
"""By how much a kept accuracy may differ from what is learnt now.

One hundredth is what chance does to a source that was compared a thousand times. A lesser difference would have all
profiles elected anew for the sake of the third digit.
"""


def kept_or_learned(kept: Mapping[str, float], learned: Mapping[str, Accuracy]) -> tuple[dict[str, Accuracy], bool]:
    """The accuracies of an attribute that count in this run, per source, and whether they are the kept ones.

    They stay together: as soon as one of them has moved, or a source can be compared that could not, all are learnt.
    """
    now = {source: known.accuracy for source, known in learned.items() if known.compared_count}
    still = now.keys() == kept.keys() and all(abs(kept[source] - now[source]) <= MOST_MOVED for source in now)
    if not still:
        return dict(learned), False
    return {
        source: replace(known, accuracy=kept.get(source, known.accuracy)) for source, known in learned.items()
    }, True
