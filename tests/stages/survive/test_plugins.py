"""Survivorship in Python: what a plug-in is given, what it may give back, and whose fault an error is."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.load import load_job
from golden_record.errors import ConfigError, EngineError
from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import Said, elected

MODULE = """
import polars as pl

def last_letter(claims):
    return claims.group_by("profile_id").agg(pl.col("value").sort_by(pl.col("value").str.slice(-1)).last())

def columns(claims):
    return pl.DataFrame({"profile_id": claims["profile_id"].unique(), "value": ",".join(claims.columns)})

def broken(claims):
    raise ValueError("Omsk")

def nothing(claims):
    return None

def twice(claims):
    return claims.select("profile_id", "value")

def stranger(claims):
    return pl.DataFrame({"profile_id": ["q"], "value": ["Omsk"]})
"""
NAMES = ("last_letter", "columns", "broken", "nothing", "twice", "stranger")
SAID = [Said("crm", "Omsk"), Said("app", "Perm"), Said("web", "Orel", quality="placeholder")]


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of somebody else's, as an installer would leave it."""
    facts = tmp_path / "house_rules-1.0.dist-info"
    facts.mkdir()
    points = "\n".join(f"{name} = house_rules_of_tests:{name}" for name in NAMES)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n", encoding="utf-8")
    (facts / "entry_points.txt").write_text(
        f"[golden_record.survivorship]\n{points}\nlost = no_such_module:f\n", encoding="utf-8"
    )
    (tmp_path / "house_rules_of_tests.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)


def test_a_plugin_chooses_from_the_claims_that_stand(warehouse: Warehouse) -> None:
    lineage = elected(warehouse, SAID, attributes={"city": {"plugin": "last_letter"}})
    assert (lineage["value"], lineage["rule"], lineage["computed"]) == ("Perm", "plugin last_letter", True)
    assert (lineage["candidate_count"], lineage["value_count"]) == (2, 2)


def test_a_plugin_is_given_what_sql_may_read(warehouse: Warehouse) -> None:
    lineage = elected(warehouse, SAID, attributes={"city": {"plugin": "columns"}})
    told = "profile_id,value,key,number,quality,verified,source,source_id,observed_at,age_days,trust,confidence"
    assert lineage["value"] == told


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("broken", "the survivorship plug-in 'broken' failed: ValueError"),
        ("nothing", "'nothing' gave back no frame with the columns"),
        ("twice", "'twice' gave a profile more than one value"),
        ("stranger", "'stranger' gave a value to a profile that it was not asked about"),
        ("lost", "'lost' cannot be loaded: ModuleNotFoundError"),
    ],
)
def test_an_error_names_the_plugin_and_no_value(warehouse: Warehouse, name: str, message: str) -> None:
    with pytest.raises(EngineError, match=message) as caught:
        elected(warehouse, SAID, attributes={"city": {"plugin": name}})
    assert "Omsk" not in str(caught.value)


def test_a_job_that_names_no_plugin_of_this_machine_is_refused_when_it_loads(tmp_path: Path) -> None:
    job = tmp_path / "job.yml"
    job.write_text(
        "version: 1\nname: x\nsources: {crm: {path: a.csv, key: id, attributes: {town: town}}}\n"
        "attributes: {town: {type: city}}\nsurvivorship: {attributes: {town: {plugin: last_leter}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match=r"plug-in 'last_leter'(.|\n)*did you mean 'last_letter'\?"):
        load_job(job, {})
