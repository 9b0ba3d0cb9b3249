"""What is known of the tables of a database, so that nobody asks again: to look at its catalog takes 2 to 5 ms."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping


class KnownTables:
    """Tables that are there, by name, with the columns that are known of them.

    That a table is not there is never remembered: any statement may make it.
    """

    def __init__(self) -> None:
        self._columns: dict[str, frozenset[str]] = {}

    def hold(self, tables: Mapping[str, Collection[str]]) -> bool:
        """Whether all of these tables are known, with at least these columns."""
        return all(
            name in self._columns and self._columns[name].issuperset(columns) for name, columns in tables.items()
        )

    def learn(self, tables: Mapping[str, Collection[str]]) -> None:
        """Remember tables that are there, with some of their columns."""
        for name, columns in tables.items():
            self._columns[name] = self._columns.get(name, frozenset()).union(columns)

    def forget(self, sql: str) -> None:
        """Forget what a statement may change."""
        replaced = _REPLACES.match(sql)
        if replaced:
            self._columns.pop(replaced[1], None)
        elif _CHANGES.match(sql):
            self.forget_all()

    def forget_all(self) -> None:
        """Forget everything, as after a transaction that was rolled back."""
        self._columns.clear()


_REPLACES = re.compile(r'\s*create or replace table "?(\w+)"?[\s(]', re.IGNORECASE)
_CHANGES = re.compile(
    r"\s*(drop\b(?! table if exists temp\.)|alter\b|rollback\b|use\b|detach\b|create or replace table\b)", re.IGNORECASE
)
