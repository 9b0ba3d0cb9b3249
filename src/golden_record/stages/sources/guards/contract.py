"""The columns of a source against those of its last load, as its contract says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from golden_record.errors import SourceError
from golden_record.stages.sources.guards import queries
from golden_record.stages.sources.guards.former import Columns
from golden_record.stages.sources.reading import Loaded, refuse
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Drift:
    """How the columns of a source differ from those of its last load."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    retyped: Mapping[str, tuple[str, str]]

    @classmethod
    def between(cls, former: Columns, now: Columns) -> Drift:
        """What became of the columns."""
        return cls(
            added=tuple(name for name in now if name not in former),
            removed=tuple(name for name in former if name not in now),
            retyped={name: (former[name], now[name]) for name in former if now.get(name, former[name]) != former[name]},
        )

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.retyped)

    def __str__(self) -> str:
        return "; ".join(self._words())

    def _words(self) -> Iterator[str]:
        for what, names in (("new columns", self.added), ("columns gone", self.removed)):
            if names:
                yield f"{what}: {', '.join(map(repr, names))}"
        if self.retyped:
            yield "columns of another type: " + ", ".join(
                f"{name!r} was {old}, is {new}" for name, (old, new) in self.retyped.items()
            )


@dataclass(frozen=True)
class Agreement:
    """What a contract led to: the loads that are left, the columns to hold the next load against, and a note."""

    loads: list[Loaded]
    columns: Columns
    note: str = ""


def kept_contract(warehouse: Warehouse, loads: Sequence[Loaded], former: Columns | None) -> Agreement:
    """Hold the files of one source against its last load, None when there was none.

    Raises:
        SourceError: the columns changed in a way that the contract does not allow.
    """
    now, contract = _columns(loads), loads[0].file.config.contract
    if now is None or former is None:
        return Agreement(list(loads), now if now is not None else former or {})
    drift = Drift.between(former, now)
    if not drift:
        return Agreement(list(loads), now)
    if contract == "freeze" or (contract == "discard_row" and drift.removed):
        raise _broken(loads[0], contract, drift)
    note = f"sources.{loads[0].file.source}: {drift}"
    if contract == "evolve":
        return Agreement(list(loads), now, note)
    return Agreement(_without_misfits(warehouse, loads, former, drift), former, note)


def _columns(loads: Sequence[Loaded]) -> Columns | None:
    """The columns of all files of a source, each file's after those before; None when no file tells."""
    told = [load.types for load in loads if load.types is not None]
    kinds: dict[str, set[str]] = {}
    for types in told:
        for name, kind in types.items():
            kinds.setdefault(name, set()).add(kind)
    return {name: " or ".join(sorted(found)) for name, found in kinds.items()} if told else None


def _without_misfits(warehouse: Warehouse, loads: Sequence[Loaded], former: Columns, drift: Drift) -> list[Loaded]:
    settled = []
    for load in loads:
        types = {name: former[name] for name in load.types or {} if name in drift.retyped}
        query = queries.misfit_rows(load.table, load.relation, types) if types else ""
        settled += refuse(warehouse, [load], query) if query else [load]
    return settled


def _broken(load: Loaded, contract: str, drift: Drift) -> SourceError:
    msg = f"the columns are not those of the last load, and the contract is `{contract}`: {drift}"
    hint = "if this is meant, run once with `contract: evolve`"
    return SourceError(msg, where=f"sources.{load.file.source}.contract", hint=hint)
