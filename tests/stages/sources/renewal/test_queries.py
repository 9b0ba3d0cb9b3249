"""The exact text of the statements that hold a load against the last one; what they mean, `test_changes` asks."""

from __future__ import annotations

from datetime import timedelta

from golden_record.config.sources import SourceConfig
from golden_record.model.tables import REJECTED_ROW
from golden_record.stages.sources.renewal import queries
from golden_record.stages.sources.renewal.records import queries as record_queries
from golden_record.stages.sources.renewal.records.queries import Mapped
from tests.golden_text import assert_golden


def test_the_statements_about_the_last_load_are_the_reviewed_ones() -> None:
    block = {"path": "crm.csv", "key": "id", "updated_at": "at", "attributes": {"name": {"given": "g", "family": "f"}}}
    crm = SourceConfig.model_validate(block)
    statements = [
        queries.former_loads(),
        queries.former_entries(),
        queries.known_sources(),
        queries.name_taken_over(REJECTED_ROW),
        queries.name_noted(),
        queries.names_in_use_again(["crm", "app"]),
        queries.odd_rows("(select * from rows_0)", crm, queries.records_of("crm")),
        queries.known_counts(queries.records_left("odd_0")),
        queries.odd_counts("odd_0"),
        queries.other_rows("odd_0"),
        queries.doubtful_keys("crm", ["mapped_0", "mapped_1"], "odd_1"),
    ]
    assert_golden("sources_renewal", ";\n\n".join(statements))


def test_the_statements_about_records_are_the_reviewed_ones() -> None:
    crm = SourceConfig.model_validate({"path": "crm.csv", "key": "id", "attributes": {"name": "n"}})
    terms = {"app": timedelta(days=30), "crm": timedelta.max, "pos": None, "web": timedelta(hours=2)}
    mapped = {"mapped_0": ("crm", crm)}
    later = record_queries.renewed(REJECTED_ROW, "frame", ["web"])
    statements = [
        record_queries.arrivals([Mapped("mapped_0", "crm", "lines_0"), Mapped("mapped_1", "app")]),
        record_queries.arrivals([]),
        record_queries.absences(["crm", "app"], terms, {"crm": "odd_0"}),
        record_queries.absences(["crm"], {"crm": None}, {}),
        record_queries.returned(["odd_0", "odd_1"]),
        record_queries.returned([]),
        record_queries.changes(),
        record_queries.due_records({"app": timedelta(days=30), "web": timedelta(hours=2)}),
        record_queries.expired_ever(),
        record_queries.missing_counts(),
        record_queries.let_go(["app", "web"]),
        record_queries.all_records(),
        record_queries.all_values(mapped),
        record_queries.other_values(mapped),
        record_queries.without_former_values(),
        record_queries.without_former_records(),
        record_queries.arrived_records(),
        record_queries.missing_noted(),
        record_queries.return_noted(),
        later,
        record_queries.moved_rows(REJECTED_ROW, later),
        record_queries.cut_values(),
        record_queries.without_cut_values(),
        record_queries.cut_noted(),
        record_queries.cut_changes(),
    ]
    assert_golden("sources_records", ";\n\n".join(statements))
