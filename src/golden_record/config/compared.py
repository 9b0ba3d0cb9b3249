"""Checks of `match.comparisons` that need the whole job: columns, names of Splink, levels in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from golden_record.config.comparisons import SplinkArguments
from golden_record.config.document import Document, Value
from golden_record.config.expressions import expression_columns, expression_fault
from golden_record.config.level_order import check_level_order
from golden_record.config.patterns import mapping_at, select
from golden_record.config.positions import KeyPath
from golden_record.config.references import attribute_types
from golden_record.config.splink_names import (
    COLUMN_ARGUMENTS,
    OVER_LISTS,
    REQUIRED,
    SPLINK_COMPARISONS,
    UNUSABLE,
    splink_argument,
)
from golden_record.errors import nearest
from golden_record.model.attribute_types import PART_SEPARATOR, TYPES, comparable_columns, part_column

FORMS = ("levels", "splink", "sql")
DERIVED = {"personal": "VARCHAR[]", "first": "VARCHAR"}
"""Columns that matching adds to those of a list: the values of this person alone, and the first value."""

NAME_PARTS = ("given", "family", "patronymic")
"""Parts of a name that have an automatic comparison each."""

ELSE = "else"


def check_comparisons(document: Document) -> None:
    """Report every entry that could not be compared, at the place where it is wrong."""
    _check_only_listed(document)
    columns = _columns(document.data)
    seen: set[str] = set()
    for path, item in select(document.data, "match.comparisons.*"):
        if not isinstance(item, dict):
            continue
        name = item.get("attribute")
        if isinstance(name, str) and name in seen:
            message = f"{document.shown(path, name)} is compared by an earlier entry"
            document.report((*path, "attribute"), message, "keep one of them: the same evidence would count twice")
        seen.add(str(name))
        if _one_form(document, path, item):
            _check_levels(document, path, item)
            check_level_order(document, path, item, whole=not columns.get(str(name), "").endswith("[]"))
            _check_splink(document, path, item, columns)
            _check_sql(document, path, item, columns)
    _check_conflicts(document)


def _columns(data: Value) -> dict[str, str]:
    """Columns that conditions may name, without their side, with their types."""
    declared = mapping_at(data, "attributes")
    columns: dict[str, str] = {}
    for name, type_name in attribute_types(data).items():
        given = declared[name]
        if not type_name or (isinstance(given, dict) and given.get("compare") is False):
            continue
        columns |= comparable_columns([(name, type_name)])
        if TYPES[type_name].multiple:
            columns |= {part_column(name, part): sql_type for part, sql_type in DERIVED.items()}
    return columns


def _check_only_listed(document: Document) -> None:
    match = mapping_at(document.data, "match")
    if match.get("only_listed") is True and not isinstance(match.get("comparisons"), list):
        message = "there is no list of comparisons, so nothing would be compared"
        document.report(("match", "only_listed"), message, "list them under `match.comparisons`, or remove the key")


def _one_form(document: Document, path: KeyPath, item: Mapping[str, Value]) -> bool:
    given = [form for form in FORMS if form in item]
    if len(given) == 1:
        return True
    message = f"has {' and '.join(f'`{form}`' for form in given)}" if given else "says nothing of how to compare"
    document.report(path, message, "give exactly one of `levels`, `splink` and `sql`", at_key=False)
    return False


def _check_levels(document: Document, path: KeyPath, item: Mapping[str, Value]) -> None:
    for form, words in (("levels", _level_words), ("sql", _sql_words)):
        levels = item.get(form)
        if isinstance(levels, list):
            _check_order(document, (*path, form), [words(level) for level in levels])
    for place, level in enumerate(_list(item.get("levels"))):
        if isinstance(level, dict) and len(level) != 1:
            message = "asks for several things at once, or for none"
            document.report((*path, "levels", place), message, "give one of them; each level asks one question")
    if "missing" in item and "sql" not in item:
        document.report((*path, "missing"), "belongs to `sql`", "remove it", at_key=True)


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _level_words(level: Value) -> str:
    return str(level).lower() if isinstance(level, str) else repr(level)


def _sql_words(level: Value) -> str:
    condition = level.get("sql_condition") if isinstance(level, dict) else None
    return str(condition).strip().lower()


def _check_order(document: Document, path: KeyPath, words: Sequence[str]) -> None:
    if not [word for word in words if word != ELSE]:
        document.report(path, "has no level of agreement", "give one, such as `exact`, before `else`")
    for place, word in enumerate(words):
        if word == ELSE and place < len(words) - 1:
            document.report((*path, place), "`else` hides the levels below it", "move it to the end, or remove it")
        elif word in words[:place]:
            document.report((*path, place), "the level stands here a second time", "keep one of them")


def _check_splink(document: Document, path: KeyPath, item: Mapping[str, Value], columns: Mapping[str, str]) -> None:
    given = [name for name in item if name in SplinkArguments.model_fields]
    comparison = item.get("splink")
    if not isinstance(comparison, str):
        for name in given:
            document.report((*path, name), "is an argument of Splink's comparisons", "remove it", at_key=True)
        return
    if comparison not in SPLINK_COMPARISONS:
        message = f"Splink has no comparison {document.shown((*path, 'splink'), comparison)} that a job can use"
        hint = UNUSABLE.get(comparison) or nearest(comparison, SPLINK_COMPARISONS)
        document.report((*path, "splink"), message, hint)
        return
    known = SPLINK_COMPARISONS[comparison]
    for name in given:
        if splink_argument(comparison, name) not in known:
            hint = nearest(name, known) if known else "it has no arguments"
            document.report((*path, name), f"{comparison} has no argument of this name", hint, at_key=True)
    for name in REQUIRED.get(comparison, ()):
        if name not in {splink_argument(comparison, own) for own in given}:
            document.report((*path, "splink"), f"{comparison} needs the argument `{name}`", "add it beside `splink`")
    _check_splink_columns(document, path, item, columns)


def _check_splink_columns(
    document: Document, path: KeyPath, item: Mapping[str, Value], columns: Mapping[str, str]
) -> None:
    for name in COLUMN_ARGUMENTS:
        column = item.get(name)
        if isinstance(column, str) and column not in columns:
            message = f"there is no attribute or part {document.shown((*path, name), column)}"
            document.report((*path, name), message, nearest(column, columns))
    attribute = item.get("attribute")
    if item["splink"] in OVER_LISTS and not columns.get(str(attribute), "[]").endswith("[]"):
        message = f"{item['splink']} compares lists, and {attribute!r} holds one value"
        document.report((*path, "splink"), message, "name an attribute of type phone, email or identifier")


def _check_sql(document: Document, path: KeyPath, item: Mapping[str, Value], columns: Mapping[str, str]) -> None:
    known = {f"{column}_{side}" for column in columns for side in ("l", "r")}
    for place, condition in _conditions(path, item):
        if condition.strip().lower() == ELSE:
            continue
        if fault := expression_fault(condition):
            document.report(
                place, fault, "write a condition over both records, such as `phone__first_l = phone__first_r`"
            )
            continue
        for name in sorted(expression_columns(condition) - known):
            message = f"there is no column {name!r}: columns end in _l or _r"
            document.report(place, message, nearest(name, known))


def _conditions(path: KeyPath, item: Mapping[str, Value]) -> Iterator[tuple[KeyPath, str]]:
    for place, level in enumerate(_list(item.get("sql"))):
        condition = level.get("sql_condition") if isinstance(level, dict) else None
        if isinstance(condition, str):
            yield (*path, "sql", place, "sql_condition"), condition
    missing = item.get("missing")
    if isinstance(missing, str):
        yield (*path, "missing"), missing


def _check_conflicts(document: Document) -> None:
    """A conflict is the level of clear difference of a comparison, so there must be one over the whole attribute."""
    listed = {str(name) for _, name in select(document.data, "match.comparisons.*.attribute")}
    only = mapping_at(document.data, "match").get("only_listed") is True
    types = attribute_types(document.data)
    for path, name in select(document.data, "cluster.conflicts.*"):
        if listed and not _compared_whole(str(name), types.get(str(name), ""), listed, only=only):
            message = f"{document.shown(path, name)} is not compared as a whole, so a conflict would go unseen"
            document.report(path, message, f"list a comparison of `{name}`, or remove it here")


def _compared_whole(name: str, type_name: str, listed: set[str], *, only: bool) -> bool:
    """Whether a comparison tells two values of an attribute apart; of a name, that of the given name does."""
    if name in listed or (type_name == "person_name" and part_column(name, "given") in listed):
        return True
    parts = {one for one in listed if one.startswith(f"{name}{PART_SEPARATOR}")}
    compared = {part_column(name, part) for part in NAME_PARTS} if type_name == "person_name" else set()
    return not only and parts <= compared
