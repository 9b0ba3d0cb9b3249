"""Tests of a job against its last run, and as the gate of the next publication."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from golden_record.config.load import load_job
from golden_record.errors import ChecksFailedError, UsageError
from golden_record.evaluate.expectations.verdicts import Verdict
from golden_record.line import STAGES
from golden_record.proving import proved
from golden_record.trial.gate import verdicts_on
from golden_record.warehouse import Warehouse
from golden_record.warehouse.lock import readable_state
from tests.shop import CRM, CRM_LATER, FIRST_DAY, Shop, statuses

IVAN = "[crm:crm-0001, app:app-0001]"
OTHERS = "[crm:crm-0001, crm:crm-0002]"
OWN = """\
    records:
      - {source: crm, id: a, full_name: Иванов Иван, birth_date: 12.03.1980, phone: "+79161234567"}
      - {source: app, id: b, full_name: {given: Ivan, family: Ivanov}, birth_date: 1980-03-12, phone: "89161234567"}
"""


def _tests(*tests: str) -> str:
    """The block of tests."""
    return "tests:\n" + "".join(f"  - {test.rstrip()}\n" for test in tests)


def _verdicts(shop: Shop, *tests: str) -> list[Verdict]:
    shop.more = _tests(*tests)
    with readable_state(shop.state) as state:
        return list(verdicts_on(state, shop.job, FIRST_DAY))


def _misses(shop: Shop, *tests: str) -> list[tuple[str, str]]:
    return [(miss.expected, miss.found) for each in _verdicts(shop, *tests) for miss in each.misses]


# --- verdicts


def test_what_the_last_run_did_is_held_against_what_must_be(published: Shop) -> None:
    assert not _misses(
        published,
        f"{{must_match: {IVAN}}}",
        f"{{must_not_match: {OTHERS}}}",
        "{golden: app:app-0001, expect: {full_name: Иванов Иван Петрович, email: ivan.ivanov@mail.ru, town: Москва}}",
        "{golden: app:app-0003, expect: {town: London}}",
        "{golden: app:app-0006, expect: {town: null}}",
    )


def test_a_test_that_fails_says_what_was_found_and_why(published: Shop) -> None:
    apart, together, golden = _verdicts(
        published,
        f"{{must_match: {OTHERS}, why: wife}}",
        f"{{name: no Ivans, must_not_match: {IVAN}}}",
        "{golden: crm:crm-0001, expect: {email: ivan@example.org, town: null}}",
    )
    assert (apart.name, apart.why) == ("crm:crm-0001 and crm:crm-0002 are one person", "wife")
    (miss,) = apart.misses
    assert (miss.found, miss.wanted) == ("two people", None)
    assert miss.because.startswith("nothing brought them together")
    assert together.name == "no Ivans"
    assert "their own link is strong enough; weight" in together.misses[0].because
    assert [(miss.found, miss.wanted, miss.got) for miss in golden.misses] == [
        ("another value", ("ivan@example.org",), ("ivan.ivanov@mail.ru",)),
        ("a value", (None,), ("Москва",)),
    ]
    assert [miss.trail for miss in golden.misses] == ["crm:crm-0001", "crm:crm-0001"]
    assert golden.line == 29


def test_a_record_that_is_not_there_is_named(published: Shop) -> None:
    (verdict,) = _verdicts(published, "{must_match: [crm:crm-0001, crm:crm-0099, app:app-0001]}")
    (miss,) = verdict.misses
    assert (miss.expected, miss.found) == ("crm:crm-0099 is there", "no such record")
    assert "ids are values of its column 'customer'" in miss.because


def test_of_many_records_each_that_stands_apart_is_told_once(published: Shop) -> None:
    listed = "[crm:crm-0001, app:app-0001, crm:crm-0002, app:app-0002, crm:crm-0003]"
    assert len(_misses(published, f"{{must_match: {listed}}}")) == 2
    assert len(_misses(published, f"{{must_not_match: {listed}}}")) == 2


def test_records_of_a_test_meet_each_other_and_nobody_else(published: Shop) -> None:
    # The shop itself has an Ivan with this telephone.
    verdicts = _verdicts(published, f"must_match: all\n    expect: {{phone: '+79161234567'}}\n{OWN}".rstrip("\n"))
    assert [each.passed for each in verdicts] == [True]
    stranger = '    records:\n      - {source: crm, id: a, full_name: Anna Petrova, phone: "+79031112233"}\n'
    (verdict,) = _verdicts(
        published, f"must_match: [crm:a, app:b]\n{stranger}{OWN.partition(chr(10))[2].splitlines()[1]}"
    )
    assert [miss.found for miss in verdict.misses] == ["two people"]


def test_records_of_a_test_need_a_model_that_fits_the_job(published: Shop) -> None:
    published.more = _tests(f"must_match: all\n{OWN}")
    with Warehouse() as empty, pytest.raises(UsageError, match="no model that fits the job"):
        verdicts_on(empty, published.job, FIRST_DAY)


# --- the command's work


def _files(shop: Shop) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(shop.folder.rglob("*")) if path.is_file()}


def test_the_last_run_answers_and_nothing_is_written(published: Shop) -> None:
    published.more = _tests(f"{{must_match: {IVAN}}}", f"must_match: all\n{OWN}")
    job = published.job
    before = _files(published)
    proof = proved(job, FIRST_DAY)
    assert _files(published) == before
    assert (len(proof.verdicts), proof.failed, proof.run_id) == (2, (), "20310101T060001Z")


def test_a_job_that_has_not_run_is_tried_out_and_leaves_nothing(tmp_path: Path) -> None:
    fresh = Shop(tmp_path / "fresh", more=_tests(f"{{must_match: {IVAN}}}", f"must_match: all\n{OWN}")).open()
    job = fresh.job
    before = _files(fresh)
    proof = proved(job, FIRST_DAY)
    assert _files(fresh) == before
    assert (proof.failed, proof.run_id, proof.why_tried) == ((), None, "the job has not run to its end yet")


def test_a_model_that_no_longer_fits_is_not_asked(published: Shop) -> None:
    published.more = _tests(f"must_match: all\n{OWN}")
    path = published.write_job()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("town: {type: city}", "town: {type: city, compare: false}"), encoding="utf-8")
    proof = proved(load_job(path, {}), FIRST_DAY)
    assert (proof.run_id, proof.why_tried) == (None, "the job compares in another way than its model was trained for")
    assert not proof.failed


def test_a_job_without_tests_has_nothing_to_prove(published: Shop) -> None:
    assert proved(published.job, FIRST_DAY).verdicts == ()


# --- the gate


def test_a_run_that_breaks_a_test_does_not_publish_and_says_which(published: Shop) -> None:
    published.more = _tests("{must_not_match: [crm:crm-0008, app:app-0006], why: twins}")
    published.write("crm.csv", CRM_LATER)
    mart = published.mart.read_bytes()
    with pytest.raises(ChecksFailedError, match=r"(?s)1 test failed, so nothing was published:.*\(twins\)") as failed:
        published.run()
    assert failed.value.exit_code == 1
    assert "Волкова" not in str(failed.value)
    assert published.mart.read_bytes() == mart
    results = json.loads(
        sorted((published.folder / "target").glob("*/run_results.json"))[-1].read_text(encoding="utf-8")
    )
    assert results["status"] == "failed"
    assert "twins" in results["error"]


def test_the_run_after_a_failed_test_tries_again_from_there(published: Shop) -> None:
    published.more = _tests("{must_not_match: [crm:crm-0008, app:app-0006]}")
    published.write("crm.csv", CRM_LATER)
    for _ in range(2):
        with pytest.raises(ChecksFailedError):
            published.run()
    published.more = _tests("{must_match: [crm:crm-0008, app:app-0006]}")
    result = published.run()
    assert [stage for stage, status in statuses(result).items() if status == "done"] == ["publish"]
    assert published.rows("select count(*) from profile_event where event = 'updated'") == [(2,)]


def test_tests_that_are_new_are_asked_although_nothing_else_has_changed(published: Shop) -> None:
    assert published.run().unchanged
    published.more = _tests(f"{{must_match: {OTHERS}}}")
    with pytest.raises(ChecksFailedError):
        published.run()
    published.more = _tests(f"{{must_not_match: {OTHERS}}}")
    assert [stage for stage, status in statuses(published.run()).items() if status == "done"] == ["publish"]
    assert published.run().unchanged


def test_golden_values_in_the_way_of_a_publication_are_not_repeated(published: Shop) -> None:
    published.more = _tests("{golden: crm:crm-0001, expect: {email: other@example.org}}")
    with pytest.raises(ChecksFailedError) as failed:
        published.run()
    assert "email of crm:crm-0001 as stated; found: another value" in str(failed.value)
    assert "chosen by unanimous, from a record of crm" in str(failed.value)
    assert "ivan" not in f"{failed.value}{failed.value.hint}"


def test_what_tests_look_at_is_no_sql_of_the_publication(published: Shop) -> None:
    published.more = _tests(f"{{must_match: {IVAN}}}")
    published.write("crm.csv", CRM.replace("Саратов", "Самара"))
    target = published.run().target
    assert "unnest(?::varchar[]) as source" not in (target / "compiled" / f"{len(STAGES)}_publish.sql").read_text(
        encoding="utf-8"
    )


def test_a_test_answers_alike_whenever_it_is_asked(published: Shop) -> None:
    """Unless the job's own rules look at the clock."""
    published.more = _tests(f"must_match: all\n    expect: {{phone: '+70000000000'}}\n{OWN}")
    job, later = published.job, FIRST_DAY + timedelta(days=400)
    with readable_state(published.state) as state:
        assert verdicts_on(state, job, FIRST_DAY) == verdicts_on(state, job, later)
