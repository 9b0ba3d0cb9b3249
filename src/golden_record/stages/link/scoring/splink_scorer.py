"""Scoring with Splink: a table of pairs in, a table of weights per comparison out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from splink import DuckDBAPI, Linker
from splink.internals.exceptions import SplinkException

from golden_record.errors import EngineError
from golden_record.stages.link.model import Model, frequency_columns, frequency_table, splink_settings
from golden_record.stages.link.queries import NODE
from golden_record.warehouse import Warehouse, engine_errors

# Splink reports its own progress at INFO, with the parameters of the model; a run has its own report.
logging.getLogger("splink").setLevel(logging.ERROR)


FAILED = "Splink could not score the pairs"


class Scorer:
    """Splink over what is laid out to be compared, set up for a model at the first scoring: that takes a while.

    The tables of records and of frequencies are looked at anew by every scoring: they are known by their names.
    """

    def __init__(self, warehouse: Warehouse, model: Model, *, term_frequencies: bool = True) -> None:
        """`term_frequencies`: frequent values weigh less, as the tables `frequency_table` of each column say."""
        self._warehouse, self._model = warehouse, model
        self._term_frequencies = term_frequencies
        self._ready: tuple[DuckDBAPI, Linker] | None = None

    @contextmanager
    def scores(self, pairs: str, *, at_least: float | None = None) -> Iterator[str]:
        """Score a table of pairs (`join_key_l`, `join_key_r`, `match_key`), for the length of a block.

        Pairs below the match weight `at_least` are dropped at once.
        Yields the name of Splink's table: `match_weight`, `record_id_l`, `record_id_r`, `match_key` and, per
        comparison, `mw_<name>` and where frequencies count `mw_tf_adj_<name>`. It is gone after the block.

        Raises:
            EngineError: Splink or the engine below it failed.
        """
        try:
            with engine_errors(FAILED), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._ready = api, linker = self._ready or self._set_up()
                linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
                scored = linker.inference.predict(threshold_match_weight=at_least, warning_mode="never")
        except SplinkException as error:
            msg = f"{FAILED}: {type(error).__name__}"
            hint = "give the job more memory, or a larger disk to spill to: `resources:`"
            raise EngineError(msg, hint=hint) from error
        try:
            yield str(scored.physical_name)
        finally:
            with engine_errors(FAILED):
                api.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]  # Splink gives no types

    def _set_up(self) -> tuple[DuckDBAPI, Linker]:
        api = DuckDBAPI(connection=self._warehouse.connection)
        settings = splink_settings(self._model, term_frequencies=self._term_frequencies)
        # Its own check of settings only warns of what the engine will refuse, and takes as long as a small scoring.
        linker = Linker(api.register(NODE), settings, log_level=None, validate_settings=False)
        for name in frequency_columns(self._model.comparisons) if self._term_frequencies else ():
            known = api.register(frequency_table(name))
            linker.table_management.register_term_frequency_lookup(known, name)
        return api, linker
