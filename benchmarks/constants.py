"""The constants of the recipe that were looked at on labelled data, with values around the chosen one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from golden_record.stages.cluster import decisions
from golden_record.stages.link import model, threshold, training
from golden_record.stages.link.blocking import choice


@dataclass(frozen=True)
class Constant:
    """A constant of a module, what it does, and the values to try; the one in force is among them."""

    module: ModuleType
    name: str
    meaning: str
    values: tuple[float, ...]

    @property
    def chosen(self) -> float:
        """The value in force."""
        return float(getattr(self.module, self.name))

    @contextmanager
    def at(self, value: float) -> Iterator[None]:
        """Work with another value for the length of a block."""
        chosen = getattr(self.module, self.name)
        setattr(self.module, self.name, type(chosen)(value))
        try:
            yield
        finally:
            setattr(self.module, self.name, chosen)


CONSTANTS = (
    Constant(threshold, "OWN_CUT", "match weight from which the engine links by itself", (0.0, -1.0, -2.0, -3.0, -4.0)),
    Constant(model, "DISAGREEMENT", "share of its bits that a disagreement keeps", (1.0, 0.9, 0.8, 0.7)),
    Constant(model, "TF_MINIMUM_U", "rarest that a value may count", (1e-6, 1e-5, 1e-4)),
    Constant(training, "PRIOR_STRENGTH", "imaginary matches behind the starting weights", (5.0, 20.0, 80.0)),
    Constant(training, "U_FLOOR_SHARE", "least share of agreements that chance keeps", (0.005, 0.02, 0.08)),
    Constant(decisions, "PLAUSIBLE", "bits from which a link ties a group together", (-8.0, -6.0, -4.0, -2.0)),
    Constant(choice, "FREE_PAIRS", "pairs that are cheap at any size", (1e6, 3e6, 9e6)),
)
"""What tuning could have fitted to the datasets in sight."""
