"""The steps of `clean`: what a job does to the values of an attribute before its type reads them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Discriminator, StringConstraints, Tag, TypeAdapter, field_validator
from pydantic_core import SchemaError

from golden_record.config.base import ConfigModel
from golden_record.config.expressions import expression_columns, expression_fault

Word: TypeAlias = Literal["trim", "upper", "lower", "collapse_spaces", "digits"]
"""Steps that need no more than their name: `digits` keeps digits alone, `collapse_spaces` makes one of several."""

SQL_COLUMN = "value"
"""The one column that the SQL of a step may name."""


class RegexStep(ConfigModel):
    """Replace every place that a pattern fits."""

    regex: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    """Pattern in the syntax of Rust's regex crate: no look-around, no references back."""

    replace: str = ""
    """What to put there; nothing by default. `$${1}` is the pattern's first group."""

    @field_validator("regex")
    @classmethod
    def _is_a_pattern(cls, value: str) -> str:
        """Refuse now what would stop the run: the engine's patterns and those of pydantic are of one library."""
        if fault := _pattern_fault(value):
            msg = f"is no pattern: {fault}; write it as Rust's regex crate reads it, without look-around"
            raise ValueError(msg)
        return value


class MapStep(ConfigModel):
    """Replace whole values by a list."""

    map: Annotated[str, StringConstraints(min_length=1)]
    """CSV file in UTF-8, relative to the job, with the columns `from` and `to`; other values stay as they are."""


class SqlStep(ConfigModel):
    """Replace a value by what an expression makes of it."""

    sql: str
    """SQL expression over the text `value`, such as `split_part(value, '/', 1)`; null leaves nothing."""

    @field_validator("sql")
    @classmethod
    def _over_the_value(cls, value: str) -> str:
        """Refuse what is no expression, and columns that a value does not have."""
        fault = expression_fault(value)
        strangers = sorted(name for name in expression_columns(value) if name.lower() != SQL_COLUMN)
        if not fault and strangers:
            fault = f"names the column {strangers[0]!r}, and there is only `{SQL_COLUMN}`"
        if fault:
            msg = f"{fault}; write an expression over `{SQL_COLUMN}`, such as `split_part(value, '/', 1)`"
            raise ValueError(msg)
        return value


_TASKS = ("regex", "map", "sql")


def _one_task(step: object) -> object:
    """Refuse a step of several tasks: which comes first would be anyone's guess."""
    tasks = [task for task in _TASKS if task in step] if isinstance(step, dict) else []
    if len(tasks) > 1:
        msg = f"holds both `{tasks[0]}` and `{tasks[1]}`; write a step for each, in the order in which they are done"
        raise ValueError(msg)
    return step


def _step_kind(step: object) -> str:
    """Which form of step the user wrote, so that errors speak of that form alone."""
    if isinstance(step, str):
        return "<word>"
    for model, tag in ((MapStep, "<map>"), (SqlStep, "<sql>")):
        if isinstance(step, model) or (isinstance(step, dict) and tag.strip("<>") in step):
            return tag
    return "<regex>"


CleanStep: TypeAlias = Annotated[
    Annotated[Word, Tag("<word>")]
    | Annotated[RegexStep, Tag("<regex>")]
    | Annotated[MapStep, Tag("<map>")]
    | Annotated[SqlStep, Tag("<sql>")],
    Discriminator(_step_kind),
    BeforeValidator(_one_task),
]


def _pattern_fault(pattern: str) -> str:
    try:
        TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    except SchemaError as error:
        return str(error).strip().splitlines()[-1].strip().removeprefix("error: ").removeprefix("SchemaError: ")
    return ""
