"""Scoring with Splink: a table of pairs in, a table of weights per comparison out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from splink import DuckDBAPI, Linker
from splink.internals.exceptions import SplinkException

from golden_record.errors import EngineError
from golden_record.stages.link.model import Model, frequency_columns, frequency_table, splink_settings
from golden_record.warehouse import Warehouse, engine_errors

# Splink reports its own progress at INFO, with the parameters of the model; a run has its own report.
logging.getLogger("splink").setLevel(logging.ERROR)


FAILED = "Splink could not score the pairs"


@dataclass(frozen=True)
class Scoring:
    """What to score: a table of pairs (`join_key_l`, `join_key_r`, `match_key`) over a table of records."""

    records: str
    pairs: str
    term_frequencies: bool = True
    """Whether frequent values weigh less; the tables `frequency_table` of each column say how frequent they are."""

    at_least: float | None = None
    """Match weight below which a pair is dropped at once."""


@contextmanager
def scores(warehouse: Warehouse, model: Model, scoring: Scoring) -> Iterator[str]:
    """Score pairs with Splink, for the length of a block.

    Yields the name of Splink's table: `match_weight`, `record_id_l`, `record_id_r`, `match_key` and, per comparison,
    `mw_<name>` and where frequencies count `mw_tf_adj_<name>`. All that Splink made is gone after the block.

    Raises:
        EngineError: Splink or the engine below it failed.
    """
    api = DuckDBAPI(connection=warehouse.connection)
    settings = splink_settings(model, term_frequencies=scoring.term_frequencies)
    try:
        with engine_errors(FAILED), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Its own check of settings only warns of what the engine will refuse, and takes as long as a small scoring.
            linker = Linker(api.register(scoring.records), settings, log_level=None, validate_settings=False)
            for name in frequency_columns(model.comparisons) if scoring.term_frequencies else ():
                known = api.register(frequency_table(name))
                linker.table_management.register_term_frequency_lookup(known, name)
            linker.table_management.register_blocked_pairs_for_predict(api.register(scoring.pairs))
            scored = linker.inference.predict(threshold_match_weight=scoring.at_least, warning_mode="never")
    except SplinkException as error:
        msg = f"{FAILED}: {type(error).__name__}"
        raise EngineError(msg, hint="give the job more memory, or a larger disk to spill to: `resources:`") from error
    try:
        yield str(scored.physical_name)
    finally:
        with engine_errors(FAILED):
            api.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]  # Splink gives it no types
