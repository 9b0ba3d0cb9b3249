from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import polars as pl

from benchmarks.disturbance import JUNK_EMAIL, NEW_POSTCODE, change_records, with_junk
from golden_record.sample import generate, write
from golden_record.sample.files import CRM_ENCODING


def test_junk_spoils_a_tenth_of_the_e_mails_and_touches_no_key() -> None:
    clean = generate(400)
    spoiled = with_junk(clean)
    assert spoiled.crm["email"].eq(JUNK_EMAIL).sum() == -(-clean.crm.height // 10)
    for table, key in (("crm", "customer_id"), ("pos", "reg_id"), ("app", "user_id"), ("web", "visitor_id")):
        assert getattr(spoiled, table)[key].equals(getattr(clean, table)[key])
    assert [field.name for field in fields(spoiled)] == [field.name for field in fields(clean)]


def test_a_change_moves_that_many_customers_and_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    data = generate(400)
    write(data, tmp_path)
    assert change_records(tmp_path, 5) == 5
    text = (tmp_path / "crm.csv").read_bytes().decode(CRM_ENCODING)
    after = pl.read_csv(text.encode(), separator=";", infer_schema=False)
    before = data.crm.cast(pl.String)
    assert after["postcode"][:5].to_list() == [NEW_POSTCODE] * 5
    assert after["postcode"][5:].equals(before["postcode"][5:])
    assert after.drop("postcode", "modified_at").equals(before.drop("postcode", "modified_at"))
