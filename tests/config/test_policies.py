"""The shipped policies: the same records and the same matching, other values."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.load import load_job

CONFIGS = Path(__file__).parents[2] / "configs"
OWN = {"name", "state", "survivorship", "activity", "publish"}


@pytest.mark.parametrize("policy", ["policy_bank", "policy_shop"])
def test_policies_differ_from_the_retailer_in_what_survives_alone(policy: str) -> None:
    retail = load_job(CONFIGS / "retail.yml", {}).config
    other = load_job(CONFIGS / f"{policy}.yml", {}).config
    assert retail.model_dump(exclude=OWN) == other.model_dump(exclude=OWN)
    assert retail.survivorship != other.survivorship
