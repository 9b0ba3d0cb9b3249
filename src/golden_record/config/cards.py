"""What a job must say, and must not, for numbers of payment cards to stay unreadable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from golden_record.config.document import Document, Value
from golden_record.config.expressions import expression_columns
from golden_record.config.patterns import mapping_at, select
from golden_record.config.positions import KeyPath

HOW_TO_MAKE_A_KEY = (
    "write `key: ${GOLDEN_RECORD_KEY:-}` under `privacy:` and set that variable to what `openssl rand -hex 32` prints; "
    "keep it, another key gives other hashes"
)


def check_cards(document: Document, types: Mapping[str, str]) -> None:
    """Report payment cards without a key, and columns of cards that something else of the job would keep readable."""
    cards = frozenset(name for name, type_name in types.items() if type_name == "card")
    if not cards:
        return
    _check_key(document, sorted(cards)[0])
    for name in sorted(cards):
        _check_options(document, name)
    for source in mapping_at(document.data, "sources"):
        _check_columns(document, source, cards)


def _check_key(document: Document, attribute: str) -> None:
    privacy = mapping_at(document.data, "privacy")
    key = privacy.get("key")
    if key is None or (isinstance(key, str) and not key.strip()):
        written = "key" in privacy
        path: KeyPath = ("privacy", "key") if written else ("attributes", attribute, "type")
        message = "the secret key is empty" if written else "a payment card needs the secret key of `privacy`"
        document.report(
            path, f"{message}: numbers are kept as a hash under it, and in no other form", HOW_TO_MAKE_A_KEY
        )


def _check_options(document: Document, attribute: str) -> None:
    for path, _ in select(document.data, f"attributes.{attribute}.clean"):
        message = "a card's number is hashed as it is read, so no step could see it"
        hint = "spaces, dots and hyphens need none; for more, map the column as `{sql: ...}` in the source"
        document.report(path, message, hint, at_key=True)
    for path, _ in select(document.data, f"attributes.ignore.{attribute}"):
        message = "numbers of cards must not stand in a job"
        document.report(path, message, "remove it; map the column as `{sql: ...}` that leaves them out", at_key=True)


def _check_columns(document: Document, source: str, cards: frozenset[str]) -> None:
    named = list(_columns(document.data, source))
    feeding = {
        column.casefold(): attribute for attribute, _, column, proof in named if attribute in cards and not proof
    }
    for attribute, path, column, proof in named:
        card = feeding.get(column.casefold())
        if card is not None and (attribute not in cards or proof):
            message = f"this column feeds the payment card {card!r}, whose numbers would be readable here"
            document.report(path, message, "name another column, or leave it out")


def _columns(data: Value, source: str) -> Iterator[tuple[str, KeyPath, str, bool]]:
    """Every column that a source names: attribute, place, column, and whether it stands beside the value."""
    root: KeyPath = ("sources", source)
    block = mapping_at(data, f"sources.{source}")
    for key in ("key", "updated_at"):
        if isinstance(column := block.get(key), str):
            yield "", (*root, key), column, True
    mappings = block.get("attributes")
    for attribute, mapping in mappings.items() if isinstance(mappings, dict) else ():
        for step, column, proof in _columns_of(mapping):
            yield attribute, (*root, "attributes", attribute, *step), column, proof


def _columns_of(mapping: Value) -> Iterator[tuple[KeyPath, str, bool]]:
    if isinstance(mapping, str):
        yield (), mapping, False
    elif isinstance(mapping, list):
        yield from (((place,), column, False) for place, column in enumerate(mapping) if isinstance(column, str))
    elif isinstance(mapping, dict):
        for key, value in mapping.items():
            if key == "sql":
                yield from ((("sql",), column, False) for column in sorted(expression_columns(str(value))))
            elif isinstance(value, str):
                yield (key,), value, key in {"verified", "at"}
