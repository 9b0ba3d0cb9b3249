"""What the job format describes and this version does not do: refused by name, never ignored in silence."""

from __future__ import annotations

from collections.abc import Iterator

from golden_record.config.document import Document, Value
from golden_record.config.patterns import select
from golden_record.config.positions import KeyPath, key_path

PLANNED_KEYS = (
    "consent",
    "privacy.sensitivity",
    "privacy.purposes",
    "privacy.retention",
    "checks",
    "match.review",
    "publish.audiences",
    "publish.exports",
    "trusted_sql",
)
"""Key paths that must not appear yet."""

_REMOTE = (
    "mysql://",
    "s3://",
    "gs://",
    "az://",
    "http://",
    "https://",
    "iceberg:",
)


def refuse_planned(document: Document) -> None:
    """Report everything that belongs to a later version, once per place."""
    for pattern in PLANNED_KEYS:
        for path, _ in select(document.data, pattern):
            _refuse(document, path, f"`{path[-1]}`", "remove it", at_key=True)
    for path, what, hint in _planned_values(document.data):
        _refuse(document, path, what, hint, at_key=False)


def _refuse(document: Document, path: KeyPath, what: str, hint: str, *, at_key: bool) -> None:
    message = f"{what} is described for a later version; this one does not do it"
    document.report(path, message, hint, at_key=at_key)
    document.closed.add(key_path(path))


def _planned_values(data: Value) -> Iterator[tuple[KeyPath, str, str]]:
    for path, engine in select(data, "engine"):
        if engine != "duckdb" and engine is not None:
            yield path, "an engine other than `duckdb`", "remove it, or write `engine: duckdb`"
    for pattern in ("sources.*.path", "activity.*.path"):
        for path, source in select(data, pattern):
            if isinstance(source, str) and source.startswith(_REMOTE):
                yield path, "a source of this kind", "export it to a file, or to a database that this version reads"
