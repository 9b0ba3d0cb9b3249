"""The model in Splink's form, tried by Splink itself."""

from __future__ import annotations

import json

import pytest
from splink import DuckDBAPI, Linker

from golden_record.model.keys import EQUAL
from golden_record.stages import link
from golden_record.stages.link import queries
from golden_record.warehouse import Warehouse
from tests.stages.link.conftest import job_of, lay_out, links_in, population, put_standard, run_link


def test_plain_splink_gives_the_pairs_the_same_weights(warehouse: Warehouse) -> None:
    """Of attributes that relatives do not share, so that Splink's sum is all that there is."""
    types = {"birth_date": "birth_date", "email": "email", "number": "number"}
    job = job_of(types)
    rows = [fields | {"number": str(person % 7)} for person, fields in population(60)]
    put_standard(warehouse, job, [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])
    run_link(warehouse, job)
    settings = json.loads(str(link.current_settings(warehouse)))
    lay_out(warehouse, types)
    api = DuckDBAPI(connection=warehouse.connection)
    scored = Linker(api.register(queries.NODE), settings).inference.predict()
    found = warehouse.rows(f"select record_id_l, record_id_r, match_weight from {scored.physical_name}")
    weights = {(left, right): weight for left, right, weight in found}
    kept = [pair for pair in links_in(warehouse) if pair["blocking_rule"] != EQUAL]
    assert len(kept) > 20
    for pair in kept:
        assert weights[(pair["left_id"], pair["right_id"])] == pytest.approx(pair["weight"], abs=1e-6)
