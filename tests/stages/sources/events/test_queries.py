"""The SQL of events: its text, and cards of which no number is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from golden_record.config.activity import EventConfig
from golden_record.config.load import load_job
from golden_record.model.run import RunContext
from golden_record.stages import sources
from golden_record.stages.sources.events import queries
from golden_record.warehouse import Warehouse, added, temporary
from tests.golden_text import assert_golden

CARDS = """\
version: 1
name: bank
sources: {crm: {path: crm.csv, key: id, attributes: {card: pan}}}
attributes: {card: {type: card}}
activity: {payments: {path: payments.csv, attribute: card, key: pan, at: paid}}
privacy: {key: "${KEY}"}
"""


def test_the_statements_are_the_reviewed_ones() -> None:
    block = {
        "path": "r.csv",
        "source": "pos",
        "key": "card no",
        "at": "sold",
        "amount": "total",
        "channel": "shop",
        "id": "no",
    }
    config = EventConfig.model_validate(block)
    typed = queries.Rows(
        "typed", "file_row_number + 1", {"card no": "BIGINT", "sold": "TIMESTAMP_NS", "total": "DECIMAL(9,2)"}
    )
    statements = [
        temporary(queries.STAGED, queries.events_of(queries.Rows("rows_0"), config, sealed=False)),
        queries.events_of(typed, config, sealed=True),
        queries.keys_of(typed, config),
        queries.staged_counts(),
        added("event", queries.staged_events()),
        queries.loaded_files(),
        queries.forgotten("event"),
    ]
    assert_golden("events", ";\n\n".join(statements))


def test_of_payment_cards_the_keyed_hash_alone_is_kept(tmp_path: Path) -> None:
    number = "2200 7007 1234 5670"
    (tmp_path / "crm.csv").write_text(f"id,pan\n1,{number}\n", encoding="utf-8")
    (tmp_path / "payments.csv").write_text(f"pan,paid\n{number},2024-01-05\nnone,2024-01-05\n", encoding="utf-8")
    path = tmp_path / "job.yml"
    path.write_text(CARDS, encoding="utf-8")
    job = load_job(path, {"KEY": "0123456789abcdef0123456789abcdef"})
    with Warehouse(tmp_path / "state.duckdb") as warehouse, warehouse.transaction():
        sources.run(warehouse, job, RunContext("run", datetime(2024, 1, 6)))
        keys = [key for (key,) in warehouse.rows("select key from event order by line")]
        ((raw,),) = warehouse.rows("select raw from source_value")
    assert keys[1] is None
    assert str(keys[0]) in str(raw)
    assert "1234" not in str(keys[0])
    assert b"1234 5670" not in (tmp_path / "state.duckdb").read_bytes()
