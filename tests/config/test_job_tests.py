"""The `tests` block: every mistake in it is found at its place, and what is right means what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.load import load_job
from golden_record.config.resolved import resolved_yaml
from golden_record.config.tests import StatedValue
from golden_record.errors import ConfigError

JOB = """\
version: 1
name: shop
sources:
  crm: {path: crm.csv, key: id, attributes: {full_name: name, email: mail, phone: [mobile, home]}}
  app: {path: app.csv, key: id, attributes: {full_name: name, email: mail}}
attributes:
  full_name: {type: person_name}
  email: {type: email, many: true}
  phone: {type: phone, region: RU, many: true}
tests:
"""
OWN = "records: [{source: crm, full_name: Иван}, {source: app, full_name: Ivan}]"


def _write(folder: Path, *tests: str) -> Path:
    path = folder / "job.yml"
    path.write_text(JOB + "".join(f"  - {test}\n" for test in tests), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("test", "key", "message", "hint"),
    [
        ("{must_match: [crm:1, «ap:2]}", "must_match[1]", "there is no source 'ap'", "did you mean 'app'?"),
        ("{must_match: [crm:1, «crm:1]}", "must_match[1]", "named twice", "name another"),
        ("{must_match: [«crm1, crm:2]}", "must_match[0]", "a record as source:id, such as crm:1001", "Records"),
        ("{must_match: «[crm:1]}", "must_match", "at least 2", "Records"),
        ("«{must_match: all}", "", "the records of the test itself", "two or more"),
        ("«{golden: crm:1}", "", "asks nothing", "must_match"),
        ("«{golden: crm:1, must_match: [crm:1, crm:2]}", "", "nothing is expected", "add `expect"),
        ("«{expect: {email: a@b.c}}", "", "needs a record", "golden: source:id"),
        ("{golden: crm:1, expect: {«emial: a@b.c}}", "expect.emial", "no attribute 'emial'", "'email'?"),
        ("{golden: crm:1, expect: {email: «5}}", "expect.email", "it should be text or a list", "quotes: '5'"),
        ("{«must_macth: [crm:1, crm:2]}", "must_macth", "unknown key", "'must_match'?"),
        (f"{{must_match: [crm:1, «crm:9], {OWN}}}", "must_match[1]", "no record 'crm:9' of its own", "'crm:1'"),
        (f"{{golden: «app:1, expect: {{email: a}}, {OWN}}}", "golden", "no record 'app:1' of its own", "'app:2'"),
        ("{must_match: all, records: [{source: crm}, {source: «ap}]}", "records[1].source", "no source 'ap'", "'app'?"),
        ("{must_match: all, records: [{source: crm}, {«sorce: app}]}", "records[1].sorce", "no attribute", "'source'?"),
        (
            "{must_match: all, «records: [{source: crm, id: a}, {source: crm, id: a}]}",
            "records",
            "two records of the test are 'crm:a'",
            "an `id` of its own",
        ),
        (
            "{must_match: all, records: [{source: crm}, {source: app, «phone: '1'}]}",
            "records[1].phone",
            "source 'app' does not feed this attribute",
            "'email'",
        ),
        (
            "{must_match: all, records: [{source: crm}, {source: app, full_name: {«gven: a}}]}",
            "records[1].full_name.gven",
            "no part 'gven'",
            "'given'?",
        ),
        (
            "{must_match: all, records: [{source: crm}, {source: app, email: {«given: a}}]}",
            "records[1].email.given",
            "has no parts",
            "verified",
        ),
        (
            "{must_match: all, records: [{source: crm}, {source: app, email: {value: a, «verifed: true}}]}",
            "records[1].email.verifed",
            "unknown key",
            "'verified'?",
        ),
        (
            "{must_match: all, records: [{source: crm}, {source: app, updated_at: «yesterday}]}",
            "records[1].updated_at",
            "a moment such as 2024-05-01",
            "last changed",
        ),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, test: str, key: str, message: str, hint: str) -> None:
    column = 5 + test.index("«")
    with pytest.raises(ConfigError) as refused:
        load_job(_write(tmp_path, test.replace("«", "")), {})
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (11, column)
    assert problem.key == "tests[0]" + (f".{key}" if key else "")
    assert message in problem.message
    assert hint in problem.hint


def test_numbers_of_cards_do_not_come_into_a_job(tmp_path: Path) -> None:
    path = _write(tmp_path, "{must_match: all, records: [{source: crm, email: '4111111111111111'}, {source: app}]}")
    text = path.read_text(encoding="utf-8").replace("{type: email, many: true}", "{type: card}")
    path.write_text(text + "privacy: {key: '${KEY}'}\n", encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"records\[0\]\.email: a number of a payment card does not belong"
    ) as refused:
        load_job(path, {"KEY": "0123456789abcdef" * 4})
    assert "4111" not in str(refused.value)


def test_a_job_whose_attribute_is_called_id_cannot_give_its_test_records_one(tmp_path: Path) -> None:
    path = _write(tmp_path, f"{{must_match: all, {OWN}}}")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("email: mail", "id: mail").replace("email: {", "id: {"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"attributes\.id: records of `tests` have a key of this name"):
        load_job(path, {})


def test_records_of_a_test_are_named_by_their_source_and_their_id_or_number(tmp_path: Path) -> None:
    record = "{source: crm, id: father, phone: ['1', '2'], email: {value: a@b.c, verified: true}}"
    named = (
        f"{{must_match: all, expect: {{email: null}}, records: [{record}, {{source: app, full_name: {{given: A}}}}]}}"
    )
    (test,) = load_job(_write(tmp_path, named), {}).config.tests
    assert list(test.own) == ["crm:father", "app:2"]
    assert test.listed("all") == ("crm:father", "app:2")
    assert test.asked == "crm:father"
    assert test.own["crm:father"].values == {
        "phone": ("1", "2"),
        "email": StatedValue(value="a@b.c", verified=True),
    }


def test_the_resolved_job_holds_the_same_tests(tmp_path: Path) -> None:
    record = "{source: crm, id: a, phone: ['1', '2'], email: {value: a@b.c, at: 2024-05-01}, full_name: {given: A}}"
    job = load_job(
        _write(
            tmp_path,
            f"{{name: one, why: because, must_match: all, records: [{record}, {{source: app, email: x}}]}}",
            "{golden: crm:1, expect: {email: null, phone: ['+79161234567'], full_name: '${NAME}'}}",
        ),
        {"NAME": "Secret Name"},
    )
    text = resolved_yaml(job)
    assert "Secret Name" not in text
    (tmp_path / "job.yml").write_text(text, encoding="utf-8")
    assert load_job(tmp_path / "job.yml", {"NAME": "Secret Name"}).config == job.config
