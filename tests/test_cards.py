"""Payment cards from source to mart: they link records, and nobody who reads what a run leaves can read a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

import golden_record
from golden_record.errors import ConfigError
from golden_record.evaluate.profile import explain_profile
from golden_record.pipeline import RunResult
from golden_record.warehouse import Warehouse, ident
from golden_record.warehouse.connection import Row
from tests.shop import FIRST_DAY, Clock, statuses

KEY = "9f86d081884c7d659a2feaa0c55ad015"
ANOTHER_KEY = "b5bb9d8014a0f9b1d61e21e796d78dcc"

IVAN, ANNA, WRONG, UNREAD = "4276380012345679", "5469380012345673", "2200380012345671", "3569380012345676"
"""Numbers: two of sound digits, one with a wrong check digit, one that stands only in rows that are refused."""

CRM = """\
id,name,mail,pan
1,Иванов Иван,ivan@example.org,4276 3800 1234 5679
2,Petrova Anna,anna@example.org,5469-3800-1234-5673
3,Сидоров Олег,oleg@example.org,2200 3800 1234 5671
4,Olga Nova,olga@example.org,VISA 4276380012345679
4,Olga Nova,olga@example.org,3569 3800 1234 5676
,Nobody,,2200380012345671
5,Ragged,row,too,3569380012345676
"""
APP = pl.DataFrame(
    {"user": ["a", "b", "c"], "card": [int(IVAN), int(WRONG), None], "login": ["vanya", "oleg75", "nobody"]}
)
WEB = pl.DataFrame({"visitor": ["x", "y"], "paid": [ANNA, "n/a"], "nick": ["anya", "zed"]})

JOB = """\
version: 1
name: shop
sources:
  crm:
    path: crm.csv
    key: id
    duplicates: last
    attributes: {full_name: name, email: mail, card: pan}
  app: {path: app.parquet, key: user, attributes: {card: card, login: login}}
  web: {path: frame, key: visitor, attributes: {card: {sql: "trim(paid)"}, login: nick}}
attributes:
  full_name: {type: person_name}
  email: {type: email}
  card: {type: card}
  login: {type: identifier}
match:
  rules: [{name: same card, on: [card]}]
privacy:
  key: ${GOLDEN_RECORD_KEY:-}
publish: {mart: out/shop.duckdb}
"""


@dataclass
class Till:
    """A folder with the job, run under a key of one's choice."""

    folder: Path
    clock: Clock

    def run(self, key: str = KEY) -> RunResult:
        environ = {"GOLDEN_RECORD_KEY": key}
        return golden_record.run(self.folder / "job.yml", sources={"web": WEB}, environ=environ, clock=self.clock)

    def state(self, query: str) -> list[Row]:
        with Warehouse(self.folder / "state/shop.duckdb", read_only=True) as state:
            return state.rows(query)

    def mart(self, query: str) -> list[Row]:
        with Warehouse(self.folder / "out/shop.duckdb", read_only=True) as mart:
            return mart.rows(query)

    def left_behind(self) -> str:
        """Everything that can be read of what runs have left: the bytes of all files, and every row of all tables."""
        folders = [self.folder / name for name in ("state", "out", "target")]
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        texts = [path.read_bytes().decode("latin-1") for path in files]
        return "\n".join([*texts, *(text for path in files if path.suffix == ".duckdb" for text in _rows(path))])


def _rows(path: Path) -> list[str]:
    with Warehouse(path, read_only=True) as opened:
        tables = opened.rows("select schema_name || '.' || table_name from duckdb_tables() where not temporary")
        return [str(row) for (table,) in tables for row in opened.rows(f"select * from {ident(str(table))}")]


def _open(folder: Path) -> Till:
    folder.mkdir(parents=True)
    (folder / "job.yml").write_text(JOB, encoding="utf-8")
    (folder / "crm.csv").write_text(CRM, encoding="utf-8")
    APP.write_parquet(folder / "app.parquet")
    return Till(folder, Clock())


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return _open(tmp_path / "till")


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Till:
    """A till after its first run, to be read and left alone."""
    opened = _open(tmp_path_factory.mktemp("cards") / "till")
    opened.run()
    return opened


def test_records_of_files_and_frames_meet_by_their_card(first_day: Till) -> None:
    found = first_day.mart("""
        select string_agg(source || ':' || source_id, ' ' order by source, source_id)
        from profile_record
        group by profile_id
        order by 1
    """)
    assert [row[0] for row in found] == ["app:a crm:1", "app:b crm:3", "app:c", "crm:2 web:x", "crm:4", "web:y"]


def test_the_mart_shows_four_digits_and_publishes_no_hash(first_day: Till) -> None:
    found = first_day.mart(
        "select value, value_sha256 is null, record_count from profile_identifier where type = 'card' order by all"
    )
    assert found == [("•••• 5671", True, 2), ("•••• 5673", True, 2), ("•••• 5676", True, 1), ("•••• 5679", True, 2)]
    assert first_day.mart("select count(value_sha256) from profile_identifier where type <> 'card'") == [(9,)]


def test_no_number_and_no_key_is_left_in_anything_that_a_run_leaves(first_day: Till) -> None:
    left = first_day.left_behind()
    assert "ivan@example.org" in left
    for number in (IVAN, ANNA, WRONG, UNREAD):
        assert not re.search(r"[\W_a-z]{0,6}".join(number), left)
    assert KEY not in left


def test_bad_numbers_are_told_by_their_quality_and_rejected_rows_by_their_line(first_day: Till) -> None:
    quality = "select distinct quality, reason from claim where attribute = 'card' and reason is not null order by all"
    assert first_day.state(quality) == [("placeholder", "placeholder"), ("suspicious", "check digit")]
    rejected = first_day.state("select line, content from rejected_row order by line")
    assert [line for line, _ in rejected] == [5, 7, 8]
    assert all("•••• 56" in str(content) or "VISA" in str(content) for _, content in rejected)


def test_what_is_told_of_a_profile_shows_four_digits(first_day: Till) -> None:
    job = golden_record.load_job(first_day.folder / "job.yml", {"GOLDEN_RECORD_KEY": KEY})
    story = explain_profile(job, "crm:1")
    assert [said.value for member in story.members for said in member.values["card"]] == ["•••• 5679"] * 2
    assert {value.attribute: value.value for value in story.golden}["card"] == "•••• 5679"


def test_an_unchanged_key_leaves_nothing_to_do_and_another_one_reads_every_card_anew(till: Till) -> None:
    till.run()
    hashes, profiles = till.state("select key from claim where attribute = 'card' order by all"), _profiles(till)
    assert till.run().unchanged
    result = till.run(ANOTHER_KEY)
    assert statuses(result)["sources"] == "done"
    assert any("another key than in the last load" in note for note in result.stages[0].report.notes)
    assert _profiles(till) == profiles
    left = till.left_behind()
    assert ANOTHER_KEY not in left
    kept = _rows(till.folder / "state/shop.duckdb")
    assert not [key for (key,) in hashes if key is not None and any(str(key) in row for row in kept)]
    assert till.run(ANOTHER_KEY).unchanged


def _profiles(till: Till) -> list[Row]:
    return till.mart("select source, source_id, profile_id from profile_record order by all")


def test_without_a_key_nothing_is_read(till: Till) -> None:
    with pytest.raises(ConfigError, match="the secret key is empty"):
        till.run("")
    assert not (till.folder / "state").exists()


def test_an_attribute_that_becomes_a_card_is_read_anew(till: Till) -> None:
    job = till.folder / "job.yml"
    job.write_text(JOB.replace("{type: card}", "{type: identifier}"), encoding="utf-8")
    till.run()
    job.write_text(JOB, encoding="utf-8")
    till.clock = Clock(FIRST_DAY + timedelta(days=1))
    till.run()
    kept = "\n".join(_rows(till.folder / "state/shop.duckdb"))
    assert not re.search(r"\D{0,6}".join(IVAN), kept)
