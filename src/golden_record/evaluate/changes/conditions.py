"""Conditions on what a run may change: `merged>5%`, one kind, one comparison, a number or a share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from golden_record.config.quantities import percent
from golden_record.errors import UsageError, nearest
from golden_record.evaluate.changes.foretold import Foretold

_FORM = re.compile(r"\s*(?P<kind>[a-z_]+)\s*(?P<sign>>=|>)\s*(?P<bound>\d{1,12}(?:\.\d{1,4})?)\s*(?P<share>%?)\s*")

_COUNTS: Mapping[str, Callable[[Foretold], int]] = {
    "created": lambda found: found.events["created"],
    "merged": lambda found: found.events["merged"],
    "split": lambda found: found.events["split"],
    "moved": lambda found: found.events["record_moved"],
    "updated": lambda found: found.events["updated"],
    "retired": lambda found: found.events["retired"],
    "gone": lambda found: found.gone,
    "records_new": lambda found: found.changed_records("new"),
    "records_changed": lambda found: found.changed_records("changed"),
    "records_gone": lambda found: found.changed_records("gone"),
}
KINDS = tuple(_COUNTS)
"""What a condition may be about: events of profiles, ids that go out of use (`gone`), and records."""


@dataclass(frozen=True)
class Condition:
    """A bound that a run must not pass."""

    text: str
    kind: str
    bound: float
    """A number, or, with `is_share`, a share of the profiles (or records) before the run."""

    is_share: bool
    reached: bool
    """Whether the bound itself is too much already: `>=`."""


@dataclass(frozen=True)
class Held:
    """A condition and the figure that it was held against."""

    condition: Condition
    count: int
    of: int
    """Profiles, or records, that there were before."""

    @property
    def broken(self) -> bool:
        """Whether the run would pass the bound; where there was nothing before, any change is all of it."""
        bound = self.condition.bound * self.of if self.condition.is_share else self.condition.bound
        return self.count >= bound and self.count > 0 if self.condition.reached else self.count > bound

    @property
    def told(self) -> str:
        """The figure in words: `merged>5%: 412 of 6,077 (6.78%)`."""
        what = "records" if self.condition.kind.startswith("records_") else "profiles"
        share = f" ({percent(self.count / self.of)})" if self.of else ""
        return f"{self.condition.text}: {self.count:,} of {self.of:,} {what}{share}"


def condition(text: str) -> Condition:
    """A condition as people write it.

    Raises:
        UsageError: it is none, or is about something that is not counted.
    """
    written = _FORM.fullmatch(text)
    if written is None:
        msg = f"{text!r} is no condition"
        raise UsageError(msg, hint="write a kind, > or >=, and a number or a percentage: merged>5%, records_gone>1000")
    kind = written["kind"]
    if kind not in _COUNTS:
        msg = f"there is no {kind!r} to count"
        raise UsageError(msg, hint=nearest(kind, KINDS))
    bound, is_share = float(written["bound"]), bool(written["share"])
    return Condition(text.strip(), kind, bound / 100 if is_share else bound, is_share, written["sign"] == ">=")


def held(asked: Condition, found: Foretold) -> Held:
    """Hold a condition against what a run would change."""
    of = found.records_before if asked.kind.startswith("records_") else found.profiles_before
    return Held(asked, _COUNTS[asked.kind](found), of)
