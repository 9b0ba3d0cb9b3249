"""Rewrite raw values by the steps of a job, each distinct text once; a value in parts is rewritten part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from golden_record.config.cleaning import SQL_COLUMN, CleanStep, MapStep, RegexStep, Word
from golden_record.config.job import Job
from golden_record.model.cleaned import RAW, SEPARATOR
from golden_record.model.keys import fingerprint
from golden_record.stages.standardize.steps import queries
from golden_record.stages.standardize.steps.replacements import FROM, TO, replacements
from golden_record.warehouse import Warehouse, sql_of_the_job

_WORDS: Mapping[Word, Callable[[pl.Series], pl.Series]] = {
    "trim": lambda texts: texts.str.strip_chars(),
    "upper": lambda texts: texts.str.to_uppercase(),
    "lower": lambda texts: texts.str.to_lowercase(),
    "collapse_spaces": lambda texts: texts.str.replace_all(r"\s+", " "),
    "digits": lambda texts: texts.str.replace_all(r"\D+", ""),
}

_FRAME = "texts_to_rewrite"


@dataclass(frozen=True)
class Rewriting:
    """The steps of one attribute of a job."""

    job: Job
    attribute: str

    @property
    def steps(self) -> tuple[CleanStep, ...]:
        """The steps, in order."""
        return self.job.config.attributes[self.attribute].clean

    @cached_property
    def fingerprint(self) -> str:
        """Steps and the content of their lists; empty without steps.

        Raises:
            ConfigError: a list is missing or is none.
        """
        if not self.steps:
            return ""
        steps = [step if isinstance(step, str) else step.model_dump(mode="json") for step in self.steps]
        return fingerprint(steps, [[list(row) for row in table.iter_rows()] for table in self._lists.values()])

    def rewritten(self, warehouse: Warehouse, raw: pl.Series) -> pl.Series:
        """A text for each raw value, in order: empty where the steps leave nothing."""
        if not self.steps:
            return raw
        rows = _parts(raw)
        known = rows.select("text").unique(maintain_order=True)
        texts = known["text"]
        for place, step in enumerate(self.steps):
            texts = self._done(warehouse, place, step, texts).fill_null("")
        done = known.with_columns(texts.alias("done"))
        return _packed(rows.join(done, on="text", how="left", maintain_order="left"))

    @cached_property
    def _lists(self) -> Mapping[int, pl.DataFrame]:
        return replacements(self.job, self.attribute)

    def _done(self, warehouse: Warehouse, place: int, step: CleanStep, texts: pl.Series) -> pl.Series:
        if isinstance(step, str):
            return _WORDS[step](texts)
        if isinstance(step, RegexStep):
            return texts.str.replace_all(step.regex, step.replace)
        if isinstance(step, MapStep):
            return texts.replace(self._lists[place][FROM], self._lists[place][TO])
        with sql_of_the_job([self.job.place(f"attributes.{self.attribute}.clean[{place}].sql")]):
            return _computed(warehouse, texts, step.sql)


def _computed(warehouse: Warehouse, texts: pl.Series, expression: str) -> pl.Series:
    frame = pl.DataFrame({SQL_COLUMN: texts}).with_row_index("place")
    with warehouse.registered(frame, _FRAME) as name:
        return warehouse.frame(queries.computed_texts(name, expression))[SQL_COLUMN].cast(pl.String)


def _parts(raw: pl.Series) -> pl.DataFrame:
    """One row per text: `at` of its raw value, the name of its `part` (null for a value in one piece), and `text`."""
    rows = pl.DataFrame({RAW: raw}).with_row_index("at")
    packed = pl.col(RAW).str.starts_with(SEPARATOR)
    whole = rows.filter(~packed).select("at", pl.lit(None, pl.String).alias("part"), pl.col(RAW).alias("text"))
    pieces = rows.filter(packed).with_columns(pl.col(RAW).str.strip_prefix(SEPARATOR).str.split(SEPARATOR)).explode(RAW)
    named = pl.col(RAW).str.splitn("=", 2).struct
    parts = pieces.select("at", named.field("field_0").alias("part"), named.field("field_1").alias("text"))
    return pl.concat([whole, parts])


def _packed(rows: pl.DataFrame) -> pl.Series:
    """The rewritten texts of `_parts` as one raw value each; parts of which nothing is left are dropped."""
    text = pl.col("done")
    piece = (
        pl.when(pl.col("part").is_null())
        .then(text)
        .when(text != "")
        .then(pl.concat_str(pl.lit(SEPARATOR), pl.col("part"), pl.lit("="), text))
        .otherwise(pl.lit(""))
    )
    values = rows.select("at", piece.alias(RAW)).group_by("at", maintain_order=True).agg(pl.col(RAW).str.join(""))
    return values.sort("at")[RAW]
