"""Scoring with Splink: a table of pairs in, a table of weights per comparison out."""

from __future__ import annotations

import logging
import warnings

from splink import DuckDBAPI, Linker

from golden_record.stages.link.model import Model, splink_settings
from golden_record.warehouse import Warehouse

# Splink reports its own progress at INFO, with the parameters of the model; a run has its own report.
logging.getLogger("splink").setLevel(logging.ERROR)


def score(warehouse: Warehouse, model: Model, *, records: str, pairs: str, term_frequencies: bool = True) -> str:
    """Score the pairs of a table (`join_key_l`, `join_key_r`, `match_key`) over a table of records.

    Returns the name of Splink's table: `match_weight`, `record_id_l`, `record_id_r`, `match_key` and, per
    comparison, `mw_<name>` and where frequencies count `mw_tf_adj_<name>`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = DuckDBAPI(connection=warehouse.connection)
        linker = Linker(
            api.register(records), splink_settings(model, term_frequencies=term_frequencies), log_level=None
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
        scored = linker.inference.predict(warning_mode="never")
    return str(scored.physical_name)
