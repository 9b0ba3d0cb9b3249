from __future__ import annotations

import hashlib
import json
from datetime import datetime

import pytest

from golden_record.model.history import PROFILE_HISTORY
from golden_record.model.mart import SOURCE_QUALITY
from golden_record.model.matching import BLOCKING_ESTIMATE, BLOCKING_RULE, MODEL, MODEL_USE
from golden_record.model.tables import REFUSED_LINK, REJECTED_ROW, RUN, SHARED_VALUE, STAGE_RUN
from golden_record.stages import publish
from golden_record.stages.publish import queries
from golden_record.warehouse import Warehouse
from tests.builders import model_row, put
from tests.golden_text import assert_golden
from tests.stages.publish.conftest import Folder
from tests.stages.survive.conftest import STARTED_AT, Said, on

OLD, NEW = on("2023-01-01"), on("2024-01-01")


def test_profile_record_maps_every_record_to_its_profile(folder: Folder) -> None:
    folder.say(Said("web", "Omsk"), Said("crm", None), Said("crm", "Perm", record="2", person="q"))
    folder.publish()
    assert folder.rows("select * from profile_record") == [
        ("crm", "1", "p", "founder", None, STARTED_AT),
        ("crm", "2", "q", "founder", None, STARTED_AT),
        ("web", "1", "p", "founder", None, STARTED_AT),
    ]


def test_profile_identifier_has_one_row_per_profile_type_and_value(folder: Folder) -> None:
    folder.say(
        Said("web", "B@x.org", NEW, key="b@x.org", attribute="email"),
        Said("crm", "b@x.org", OLD, attribute="email"),
        Said("app", "a@x.org", OLD, attribute="email", verified=True),
        Said("pos", "+79161234567", None, attribute="phone"),
        Said("pos", "Omsk", NEW, position=1),
    )
    folder.publish()
    columns = "type, value, is_primary, first_seen_at, last_seen_at, sources, record_count"
    assert folder.rows(f"select {columns} from profile_identifier") == [
        ("email", "B@x.org", False, OLD, NEW, ["crm", "web"], 2),
        ("email", "a@x.org", True, OLD, OLD, ["app"], 1),
        ("phone", "+79161234567", True, None, None, ["pos"], 1),
    ]


def test_identifiers_are_hashed_in_lower_case(folder: Folder) -> None:
    folder.say(Said("web", "B@x.org", attribute="email"))
    folder.publish()
    assert folder.rows("select value_sha256 from profile_identifier") == [(hashlib.sha256(b"b@x.org").hexdigest(),)]


def test_the_primary_identifier_has_the_form_of_the_golden_value(folder: Folder) -> None:
    folder.say(
        Said("crm", "b@x.org", OLD, attribute="email"),
        Said("web", "B@x.org", NEW, key="b@x.org", attribute="email"),
    )
    folder.publish()
    assert folder.rows("select value, is_primary, record_count from profile_identifier") == [("b@x.org", True, 2)]


def test_only_one_of_two_identifiers_that_look_alike_is_primary(folder: Folder) -> None:
    folder.say(
        Said("crm", "•1234", key="one card", attribute="phone"),
        Said("web", "•1234", key="another card", attribute="phone"),
    )
    folder.publish()
    query = "select value, sources, is_primary from profile_identifier order by sources"
    assert folder.rows(query) == [("•1234", ["crm"], True), ("•1234", ["web"], False)]


def test_shared_values_are_published_but_for_those_of_families(folder: Folder) -> None:
    evidence = (3, 1, 3, 2, 3, "held by several people")
    put(
        folder.state,
        SHARED_VALUE,
        [
            ("phone", "+74957654321", "+74957654321", "organisation", *evidence),
            ("phone", "+79161234567", "+79161234567", "family", *evidence),
            ("email", "test@test.ru", None, "placeholder", *evidence),
        ],
    )
    folder.say(Said("web", "b@x.org", attribute="email"))
    folder.publish()
    assert folder.rows("select * from ops.shared_value") == [
        ("email", "test@test.ru", "placeholder", *evidence),
        ("phone", None, "family", *evidence),
        ("phone", "+74957654321", "organisation", *evidence),
    ]


@pytest.mark.parametrize("quality", ["placeholder", "invalid"])
def test_identifiers_that_mean_nothing_are_not_published(folder: Folder, quality: str) -> None:
    folder.say(Said("web", "test@test.ru", quality=quality, attribute="email"))
    folder.publish()
    assert folder.rows("select * from profile_identifier") == []


def test_runs_are_published_with_their_stages_and_the_current_one_as_done(folder: Folder) -> None:
    first, second = datetime(2025, 5, 1), datetime(2025, 6, 1)
    put(
        folder.state,
        RUN,
        [
            ("1", first, first, "failed", "h", "DuckDB 2.0.0", "0.1.0"),
            ("2", second, None, "running", "h", "DuckDB 2.0.0", "0.1.0"),
        ],
    )
    put(
        folder.state,
        STAGE_RUN,
        [
            ("2", "sources", "f", "done", 1.5, '{"source_record": 3}', 100.0),
            ("2", "link", "f", "done", 2.0, '{"link": 1}', 300.0),
        ],
    )
    put(folder.state, MODEL_USE, [("1", 1, "old"), ("2", 2, "new")])
    folder.publish("2")
    failed, done = folder.rows("select * exclude (config_hash, engine, product_version) from ops.run")
    assert failed == ("1", first, first, "failed", "old", 1, None, None, None, None)
    assert done[:7] == ("2", second, None, "done", "new", 2, 3.5)
    assert json.loads(str(done[7])) == {"link": 2.0, "sources": 1.5}
    assert json.loads(str(done[8])) == {"link": {"link": 1}, "sources": {"source_record": 3}}
    assert done[9] == 300.0


def test_source_quality_counts_every_field_that_a_source_feeds(folder: Folder) -> None:
    folder.say(
        Said("crm", "Omsk", record="1"),
        Said("crm", "OMSK", record="2", key="Omsk", quality="repaired"),
        Said("crm", "Om?sk", record="2", position=1, quality="suspicious"),
        Said("crm", "n/a", record="3", quality="placeholder"),
        Said("crm", None, record="4", quality="invalid"),
        Said("web", "Perm"),
    )
    folder.publish("r1")
    columns = [name for name in SOURCE_QUALITY.column_names if name != "attribute"][:11]
    cities = folder.rows(f"select {', '.join(columns)} from ops.source_quality where attribute = 'city'")
    assert cities == [
        ("r1", "app", 0, 0, 0, 0, 0, 0, 0, None, None),
        ("r1", "crm", 4, 4, 5, 2, 1, 1, 4, 0.4, None),
        ("r1", "pos", 0, 0, 0, 0, 0, 0, 0, None, None),
        ("r1", "web", 1, 1, 1, 1, 0, 0, 1, 1.0, None),
    ]
    assert folder.rows("select count(*) from ops.source_quality") == [(12,)]


def test_match_weight_averages_what_an_attribute_adds_to_links_inside_profiles(folder: Folder) -> None:
    folder.say(
        Said("crm", "Omsk"),
        Said("web", "Omsk"),
        Said("app", "Omsk"),
        Said("pos", "Perm", person="q"),
    )
    folder.link(
        (0, 1, 9.0, [1, 2], [4.0, -1.0]),
        (0, 2, 8.0, [1, 2], [2.0, 3.0]),
        (0, 3, 1.0, [0, 0], [-100.0, -100.0]),
        comparisons=["email", "city"],
    )
    folder.publish()
    weights = folder.rows(
        "select source, attribute, match_weight from ops.source_quality where attribute <> 'phone' order by all"
    )
    assert weights == [
        ("app", "city", 3.0),
        ("app", "email", 2.0),
        ("crm", "city", 2.0),
        ("crm", "email", 3.0),
        ("pos", "city", None),
        ("pos", "email", None),
        ("web", "city", 1.0),
        ("web", "email", 4.0),
    ]


def test_match_weight_of_an_attribute_that_is_compared_in_parts_is_their_sum(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"), Said("web", "Omsk"))
    folder.link((0, 1, 9.0, [1, 2, 0], [4.0, -1.0, 0.5]), comparisons=["city__given", "city__family", "email"])
    folder.publish()
    weights = folder.rows("select attribute, match_weight from ops.source_quality where source = 'crm' order by all")
    assert weights == [("city", 3.0), ("email", 0.5), ("phone", None)]


def test_match_edges_name_their_records_in_an_order_that_loading_does_not_change(folder: Folder) -> None:
    folder.say(Said("web", "Omsk"), Said("crm", "Omsk"))
    folder.link((0, 1, 9.5, [2, -1, 0], [6.0, 0.0, -1.234]), comparisons=["city", "full name", "email"])
    folder.publish()
    ((*pair, evidence),) = folder.rows("select * from ops.match_edge")
    assert pair == ["crm", "1", "web", "1", 9.5, 0.99, "email", "probabilistic"]
    assert json.loads(str(evidence)) == {
        "city": {"level": 2, "weight": 6.0},
        "full name": {"level": -1, "weight": 0.0},
        "email": {"level": 0, "weight": -1.23},
    }


@pytest.mark.parametrize("diagnostics", ["{}", None], ids=["a model without names", "no diagnostics"])
def test_edges_have_no_evidence_where_the_model_does_not_name_its_comparisons(
    folder: Folder, diagnostics: str | None
) -> None:
    folder.say(Said("web", "Omsk"), Said("crm", "Omsk"))
    folder.link((0, 1, 9.5, [2], [6.0]))
    put(folder.state, MODEL, [model_row(diagnostics, 0.0)])
    folder.publish()
    assert folder.rows("select evidence from ops.match_edge") == [(None,)]


def test_refused_edges_say_which_guard_refused_them(folder: Folder) -> None:
    folder.say(Said("web", "Omsk"), Said("crm", "Omsk", person="q"))
    put(folder.state, REFUSED_LINK, [(0, 1, 9.5, 0.98, "conflict", "tax_id differs")])
    folder.publish()
    assert folder.rows("select * from ops.refused_edge") == [
        ("crm", "1", "web", "1", 9.5, 0.98, "conflict", "tax_id differs")
    ]


def test_rejected_rows_are_published_without_what_stood_in_them(folder: Folder) -> None:
    put(folder.state, REJECTED_ROW, [("crm", "crm.csv", 7, "too many fields", "Ivan;secret")])
    folder.publish()
    assert folder.rows("select * from ops.rejected_row") == [("crm", "crm.csv", 7, "too many fields")]


def test_blocking_rules_are_published_in_the_order_in_which_they_ran(folder: Folder) -> None:
    rules = [(1, "phone", 5, 2, 0, 12, 9, ["phone"]), (0, "email", 3, 3, 1, 400, 900, ["email"])]
    put(folder.state, BLOCKING_RULE, rules)
    folder.publish()
    assert folder.rows("select * from ops.blocking_rule") == [
        (0, "email", 3, 3, 1, 400, 900, ["email"]),
        (1, "phone", 5, 2, 0, 12, 9, ["phone"]),
    ]


def test_the_estimated_recall_of_blocking_is_published(folder: Folder) -> None:
    put(folder.state, BLOCKING_ESTIMATE, [(90.0, 81.0, 10.0, 0.81)])
    folder.publish()
    assert folder.rows("select recall from ops.blocking_estimate") == [(0.81,)]


def test_the_sql_is_the_sql_that_was_reviewed(folder: Folder) -> None:
    assert_golden("publish", publish.explain(folder.job))


def test_what_was_one_value_is_told_as_a_list_of_one_and_of_a_list_the_first(memory: Warehouse) -> None:
    content = '{"phone": "+7916", "email": ["a@b.ru", "c@d.ru"], "city": null}'
    put(memory, PROFILE_HISTORY, [("p1", content, STARTED_AT, None, "r1")])
    query = queries.profile_history({"phone": True, "email": False, "city": True, "gone": False})
    assert memory.rows(query) == [("p1", ["+7916"], "a@b.ru", None, None, STARTED_AT, None, "r1")]
