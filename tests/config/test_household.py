from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.household import HouseholdConfig, automatic_evidence
from golden_record.config.job import JobConfig
from golden_record.config.load import load_job
from golden_record.config.manual import SMALLEST_JOB
from golden_record.config.resolved import resolved_yaml
from golden_record.errors import ConfigError


def _load(folder: Path, household: str, job: str = SMALLEST_JOB) -> JobConfig:
    path = folder / "job.yml"
    path.write_text(f"{job}{household}\n", encoding="utf-8")
    config = load_job(path, {}).config
    path.write_text(resolved_yaml(load_job(path, {})), encoding="utf-8")
    assert load_job(path, {}).config == config
    return config


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("", None),
        ("household: auto", "auto"),
        ("household: {}", HouseholdConfig()),
        ("household: {on: auto}", HouseholdConfig()),
        ("household: {on: [phone, family_name]}", HouseholdConfig(on=("phone", "family_name"))),
        (
            "household: {on: [[phone, full_name__family], [email]], max_profiles: 6}",
            HouseholdConfig(on=(("phone", "full_name__family"), ("email",)), max_profiles=6),
        ),
    ],
)
def test_every_form_is_understood_and_resolved_to_the_same(tmp_path: Path, text: str, block: object) -> None:
    assert _load(tmp_path, text).household == block


def test_auto_is_refused_where_there_is_nothing_to_share(tmp_path: Path) -> None:
    lonely = SMALLEST_JOB.replace("{type: email, many: true}", "{type: inn}")
    lonely = lonely.replace("{type: phone, region: RU, many: true}", "{type: snils}")
    for text in ("household: auto", "household: {}"):
        with pytest.raises(ConfigError, match="household: no attribute is an address"):
            _load(tmp_path, text, lonely)
    lent = lonely.replace("{type: inn}", "{type: anonymous, shared: true}")
    assert _load(tmp_path, "household: auto", lent).household == "auto"


def test_the_family_name_needs_a_name(tmp_path: Path) -> None:
    nameless = SMALLEST_JOB.replace("{type: person_name}", "{type: text}")
    with pytest.raises(ConfigError, match=r"household\.on\[1\]: there is no attribute or part"):
        _load(tmp_path, "household: {on: [phone, family_name]}", nameless)


def test_evidence_stands_strongest_first() -> None:
    types = {"card": "identifier", "phone": "phone", "home": "address", "work": "address", "name": "person_name"}
    assert automatic_evidence(types, []) == (("home", "family_name"), ("phone", "family_name"), ("card",))
    assert automatic_evidence(types | {"visitor": "anonymous"}, ["visitor", "phone"])[-1] == ("visitor",)
