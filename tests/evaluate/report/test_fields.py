"""The section on fields: what the published file says of them, and nothing where it says nothing."""

from __future__ import annotations

from dataclasses import replace

from golden_record.evaluate.report.fields import field_section
from golden_record.evaluate.report.page import Share, Table
from golden_record.model.mart import SOURCE_QUALITY
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.shop import Shop


def _publish(shop: Shop, *fields: tuple[str, str, list[str] | None, str | None]) -> None:
    """A mart that holds these fields and nothing else."""
    shop.mart.parent.mkdir()
    counts = (10, 5, 5, 4, 1, 0, 5, 0.5, 2.25, 3, 0.9, 7, 6, 2, 1)
    with Warehouse(shop.mart) as mart:
        mart.execute("create schema ops")
        put(mart, SOURCE_QUALITY, [("r", *field[:2], *counts, *field[2:]) for field in fields])


def test_fields_that_serve_nothing_come_first_with_the_reason(shop: Shop) -> None:
    _publish(shop, ("app", "fax", None, "never filled"), ("crm", "email", ["golden values", "matching"], None))
    section = field_section(shop.job)
    assert section.conclusion == "1 of 2 fields serves nothing, and might as well not be collected: fax of app."
    needless, all_of_them, _ = section.parts
    assert isinstance(needless, Table)
    assert list(needless.rows) == [["app", "fax", "never filled"]]
    assert isinstance(all_of_them, Table)
    assert list(all_of_them.rows[1]) == [
        *("crm", "email", Share(0.5), Share(0.8), Share(0.9), "2.2", 3, 7, 6, 2, 1),
        "golden values, matching",
    ]


def test_where_all_fields_serve_there_is_nothing_to_list(shop: Shop) -> None:
    _publish(shop, ("crm", "email", ["matching"], None))
    section = field_section(shop.job)
    assert section.conclusion == "Each of 1 field serves something."
    assert len(section.parts) == 2


def test_without_a_mart_or_with_an_older_one_the_section_says_what_to_do(shop: Shop) -> None:
    assert "run the job" in field_section(shop.job).conclusion
    shop.mart.parent.mkdir()
    older = replace(SOURCE_QUALITY, columns=SOURCE_QUALITY.columns[:5])
    with Warehouse(shop.mart) as mart:
        mart.execute("create schema ops")
        put(mart, older, [])
    assert "run the job" in field_section(shop.job).conclusion
