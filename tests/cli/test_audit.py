"""A sample of pairs on its way: written, judged, estimated."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.small import invoke

Row = dict[str, str]


def _sample(job: Path, name: str = "pairs.csv", *options: str) -> Path:
    path = job.parent / name
    done = invoke("audit", "sample", job, "-o", path, *options)
    assert done.exit_code == 0, done.output
    return path


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _judged(job: Path, *, wrong: int = 0, most: int = 10_000) -> Path:
    """A sample judged by the truth of the small job, where equal numbers are equal people; `wrong` lines otherwise."""
    path = _sample(job)
    rows = _rows(path)
    for place, row in enumerate(rows[:most]):
        one, other = (row[side].split(":")[1].lstrip("cw") for side in ("left", "right"))
        same = one.replace("90", "1") == other.replace("90", "1")
        row["match"] = "yes" if same != (place < wrong) else "no"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_sample_shows_both_records_side_by_side_and_asks_one_question(finished_job: Path) -> None:
    rows = _rows(_sample(finished_job))
    names = list(rows[0])
    assert names[0] == "match"
    assert names.index("full_name (right)") == names.index("full_name (left)") + 1
    assert all(row["match"] == "" and row["left"] != row["right"] for row in rows)
    assert not {"probability", "weight"} & set(names)


def test_the_same_seed_gives_the_same_bytes(finished_job: Path) -> None:
    one, two = (_sample(finished_job, f"{name}.csv", "--seed", "7").read_bytes() for name in ("one", "two"))
    assert one == two


def test_pairs_stand_for_all_that_were_scored(finished_job: Path) -> None:
    rows = _rows(_sample(finished_job, "few.csv", "-n", "40"))
    scored = json.loads(invoke("run", finished_job, "--json").stdout)["stages"][2]["rows"]["link"]
    assert sum(float(row["stands_for"]) for row in rows) <= scored
    assert len(rows) <= 40


def test_judged_pairs_tell_precision_and_recall(finished_job: Path) -> None:
    told = json.loads(invoke("audit", "estimate", finished_job, _judged(finished_job), "--json").stdout)
    assert told["precision"]["value"] == told["recall"]["value"] == 1.0
    assert told["precision"]["low"] < 1.0
    shown = invoke("audit", "estimate", finished_job, finished_job.parent / "pairs.csv").stdout
    assert "precision" in shown
    assert "recall knows nothing of pairs that were never compared" in shown


def test_a_judged_sample_calibrates_the_next_run(finished_job: Path) -> None:
    _judged(finished_job)
    text = finished_job.read_text(encoding="utf-8")
    finished_job.write_text(text.replace("match:\n", "match:\n  train: {labels: pairs.csv}\n"), encoding="utf-8")
    ran = invoke("run", finished_job, "--json")
    assert ran.exit_code == 0, ran.output
    done = json.loads(ran.stdout)
    notes = next(stage["notes"] for stage in done["stages"] if stage["stage"] == "link")
    assert any("judged pairs" in note and "match weights count" in note for note in notes)
    assert json.loads(invoke("run", finished_job, "--json").stdout)["unchanged"]


def test_a_file_that_may_hold_judgements_is_not_written_over(finished_job: Path) -> None:
    path = _judged(finished_job)
    before = path.read_bytes()
    done = invoke("audit", "sample", finished_job, "-o", path)
    assert (done.exit_code, path.read_bytes()) == (2, before)
    assert "is there already" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("stands_for", "weight", "is no sample: it has no column 'stands_for'", id="no sample"),
        pytest.param("1.0\n", "0.2\n", "are not as they were written", id="changed weights"),
    ],
)
def test_a_file_that_says_nothing_certain_is_refused(finished_job: Path, old: str, new: str, message: str) -> None:
    path = _judged(finished_job)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = invoke("audit", "estimate", finished_job, path)
    assert done.exit_code == 2
    assert message in done.stderr


def test_too_few_judgements_are_refused(finished_job: Path) -> None:
    done = invoke("audit", "estimate", finished_job, _judged(finished_job, most=3))
    assert done.exit_code == 2
    assert "3 judged pairs are too few" in done.stderr


def test_a_sample_nobody_judged_is_refused(finished_job: Path) -> None:
    done = invoke("audit", "estimate", finished_job, _sample(finished_job))
    assert done.exit_code == 2
    assert "no pair is judged yet" in done.stderr


def test_a_handful_of_pairs_is_no_sample(finished_job: Path) -> None:
    done = invoke("audit", "sample", finished_job, "-o", finished_job.parent / "x.csv", "-n", "5")
    assert done.exit_code == 2
    assert "5 pairs are too few" in done.stderr
