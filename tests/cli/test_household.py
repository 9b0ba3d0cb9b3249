"""Families of a shop, as the commands tell of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.small import invoke

PROJECT = Path(__file__).parents[1] / "projects" / "families"


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The job of the families, run once; others read it and leave it alone."""
    folder = tmp_path_factory.mktemp("families") / "job"
    shutil.copytree(PROJECT, folder)
    assert invoke("run", folder / "job.yml").exit_code == 0
    return folder / "job.yml"


def test_a_run_counts_who_shares_a_home(families: Path) -> None:
    again = invoke("run", families)
    assert "sharing a home" in again.stdout
    assert "in 3 households of up to 3" in again.stdout
    summary = json.loads(invoke("run", families, "--json").stdout)["summary"]
    assert summary["households"] == {"households": 3, "profiles": 8, "largest": 3}


def test_a_job_without_households_does_not_speak_of_them(finished_job: Path) -> None:
    assert "home" not in invoke("run", finished_job).stdout
    assert json.loads(invoke("run", finished_job, "--json").stdout)["summary"]["households"] is None


def test_a_profile_tells_who_shares_its_home_and_why(families: Path) -> None:
    text = invoke("explain", families, "--profile", "app:a-03").stdout
    title, address, _, _, *mates = text[text.index("Household h-") :].splitlines()
    assert title == "Household h-uqsdyo7xfigzcq2o"
    assert address == "г. Тула, Мира ул. 7-3"
    assert [line.split()[0] for line in mates] == ["this", "kmcne7vs6wp7xdr2", "uqsdyo7xfigzcq2o"]
    assert "phone and family_name" in mates[0]
    assert mates[0].endswith("kmcne7vs6wp7xdr2, last seen 2024-01-10")


def test_a_profile_that_lives_with_nobody_tells_of_no_household(families: Path) -> None:
    assert "Household" not in invoke("explain", families, "--profile", "register:r-06").stdout
    assert json.loads(invoke("explain", families, "--profile", "register:r-06", "--json").stdout)["household"] is None


def test_households_are_compared_with_the_truth(families: Path) -> None:
    homes = {"r-01": "orlov", "r-02": "orlov", "r-04": "zuev", "r-05": "zuev", "r-06": "lebedev", "r-07": "lebedev"}
    rows = [f"register,{record},{record},{home}" for record, home in homes.items()]
    truth = families.parent / "truth.csv"
    truth.write_text("\n".join(["source,source_id,person_id,household_id", *rows]) + "\n", encoding="utf-8")
    told = json.loads(invoke("evaluate", families, "--truth", truth, "--json").stdout)["households"]
    assert (told["true_pairs"], told["found_pairs"], told["right_pairs"]) == (3, 2, 2)
    assert "Households: pairs of people who live together" in invoke("evaluate", families, "--truth", truth).stdout


def test_a_truth_without_households_judges_none(families: Path) -> None:
    truth = families.parent / "people.csv"
    truth.write_text("source,source_id,person_id\nregister,r-01,P1\nregister,r-02,P2\n", encoding="utf-8")
    assert json.loads(invoke("evaluate", families, "--truth", truth, "--json").stdout)["households"] is None
