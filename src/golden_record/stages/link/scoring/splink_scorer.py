"""Scoring with Splink: a table of pairs in, a view of weights per comparison out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from splink import DuckDBAPI, Linker
from splink.internals.exceptions import SplinkException

from golden_record.errors import EngineError
from golden_record.stages.link.model import Model, frequency_columns, frequency_table
from golden_record.stages.link.queries import NODE
from golden_record.stages.link.scoring.compiled import View, compiled_settings, fitting, keep_views, kept_views
from golden_record.warehouse import Warehouse, engine_errors, unviewed, viewed

# Splink reports its own progress at INFO, with the parameters of the model; a run has its own report.
logging.getLogger("splink").setLevel(logging.ERROR)


FAILED = "Splink could not score the pairs"


class _Views(DuckDBAPI):
    """Splink over a connection, with a view in place of each table that it would write to read it once."""

    def __init__(self, warehouse: Warehouse) -> None:
        super().__init__(connection=warehouse.connection)
        self.views: list[View] = []

    def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
        self.views.append(View(physical_name, sql))
        return viewed(physical_name, sql)

    def delete_table_from_database(self, name: str) -> None:
        """Keep what Splink believes it has done with: the view that it has made last reads it."""


class Scorer:
    """Splink over what is laid out to be compared, set up for a model at the first scoring: that takes a while.

    The tables of records, of frequencies and of pairs are known by their names: whatever they hold is scored.
    """

    def __init__(self, warehouse: Warehouse, model: Model, *, term_frequencies: bool) -> None:
        """`term_frequencies`: frequent values weigh less, as the tables `frequency_table` of each column say."""
        self._warehouse, self._model = warehouse, model
        self._term_frequencies = term_frequencies
        self._ready: tuple[_Views, Linker] | None = None
        self._compiled: dict[tuple[str, float | None], list[View]] = {}

    def scores(self, pairs: str, *, at_least: float | None = None) -> str:
        """Compile the scoring of a table of pairs (`join_key_l`, `join_key_r`, `match_key`), unless that is done.

        Pairs below the match weight `at_least` are left out.
        Returns the name of a view, which scores whenever it is read: `match_weight`, `record_id_l`, `record_id_r`,
        `match_key` and, per comparison, `gamma_<name>`, `mw_<name>` and where frequencies count `mw_tf_adj_<name>`.

        Raises:
            EngineError: Splink or the engine below it failed.
        """
        if (pairs, at_least) not in self._compiled:
            self._compiled[pairs, at_least] = self._compile(pairs, at_least)
        return self._compiled[pairs, at_least][-1].name

    def scores_again(self, pairs: str) -> str:
        """The same for a table of pairs that every run has, by the model in use: what Splink compiled is kept."""
        if (pairs, None) not in self._compiled:
            self._compiled[pairs, None] = self._recall(pairs)
        return self._compiled[pairs, None][-1].name

    def forget(self) -> None:
        """Drop the views."""
        for view in chain.from_iterable(self._compiled.values()):
            self._warehouse.execute(unviewed(view.name))

    def _recall(self, pairs: str) -> list[View]:
        fits = fitting(self._warehouse, self._model, pairs)
        views = kept_views(self._warehouse, fits)
        for view in views:
            self._warehouse.execute(viewed(view.name, view.query))
        if not views:
            views = self._compile(pairs, None)
            keep_views(self._warehouse, fits, views)
        return views

    def _compile(self, pairs: str, at_least: float | None) -> list[View]:
        try:
            with engine_errors(FAILED), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._ready = api, linker = self._ready or self._set_up()
                linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
                first = len(api.views)
                linker.inference.predict(threshold_match_weight=at_least, warning_mode="never")
        except SplinkException as error:
            msg = f"{FAILED}: {type(error).__name__}"
            hint = "give the job more memory, or a larger disk to spill to: `resources:`"
            raise EngineError(msg, hint=hint) from error
        return api.views[first:]

    def _set_up(self) -> tuple[_Views, Linker]:
        api = _Views(self._warehouse)
        settings = compiled_settings(self._model, term_frequencies=self._term_frequencies)
        # Its own check of settings only warns of what the engine will refuse, and takes as long as a small scoring.
        linker = Linker(api.register(NODE), settings, log_level=None, validate_settings=False)
        for name in frequency_columns(self._model.comparisons) if self._term_frequencies else ():
            known = api.register(frequency_table(name))
            linker.table_management.register_term_frequency_lookup(known, name)
        return api, linker


@contextmanager
def scoring(warehouse: Warehouse, model: Model, *, term_frequencies: bool = True) -> Iterator[Scorer]:
    """A scorer for the length of a block, after which its views are gone."""
    scorer = Scorer(warehouse, model, term_frequencies=term_frequencies)
    yield scorer
    # After an error they go with the transaction.
    scorer.forget()
