from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from golden_record import line
from golden_record.config.load import load_job
from golden_record.evaluate.report.report import leave_report, write_report
from golden_record.evaluate.report.runs import STAGES
from golden_record.pipeline import run
from tests.shop import Clock, Shop

SCRIPT = "<script>alert(1)</script>"
JOB = f"""\
version: 1
name: hostile
sources:
  crm:
    path: crm.csv
    key: id
    attributes: {{full_name: name, phone: phone, loyalty_card: card}}
attributes:
  full_name: {{type: person_name}}
  phone: {{type: phone}}
  loyalty_card: {{type: identifier}}
  ignore: {{loyalty_card: ["*script*"]}}
match:
  rules:
    - {{name: "{SCRIPT}", on: [loyalty_card]}}
publish: {{mart: out/hostile.duckdb}}
"""
TINY = """\
version: 1
name: tiny
sources:
  crm: {path: crm.csv, key: id, attributes: {name: name}}
attributes: {name: {type: person_name}}
publish: {mart: out/tiny.duckdb}
"""
CARD = f"{SCRIPT}{{{{7*7}}}}\u202e"
NAMES = ("Вельяминов Аристарх", "Дроздецкая Зинаида", "Кукушкин Фёдор", "Лемешев Гордей", "Мамонтова Ульяна")


class _Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A job whose rule has a name, and whose records have values, that would like to run."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [f"{place},{name},+7916555{place:04},{CARD}" for place, name in enumerate(NAMES)]
    rows += [f"9{place},{name},+7916555{place:04}," for place, name in enumerate(NAMES)]
    (folder / "crm.csv").write_text("\n".join(["id,name,phone,card", *rows, ""]), encoding="utf-8")
    path = folder / "job.yml"
    path.write_text(JOB, encoding="utf-8")
    run(load_job(path, {}), Clock())
    return path


@pytest.mark.parametrize("show_values", [False, True])
def test_nothing_on_the_page_runs_or_loads(hostile: Path, show_values: bool) -> None:
    page = write_report(load_job(hostile, {}), show_values=show_values).read_text(encoding="utf-8")
    tags = _Tags(page).found
    assert not {tag for tag, _ in tags} & {"script", "iframe", "object", "embed", "link", "img", "image", "use", "form"}
    names = {name for _, attributes in tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset", "action"}]
    targets = [attributes[name] for _, attributes in tags for name in attributes if name in {"href", "xlink:href"}]
    assert all(str(target).startswith("#") for target in targets)
    assert not re.search(r"url\(|@import", page)
    assert set(re.findall(r"https?://[^\"\s<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "\u202e" not in page


def test_shared_values_are_masked_unless_they_are_asked_for(hostile: Path) -> None:
    job = load_job(hostile, {})
    page = write_report(job).read_text(encoding="utf-8")
    assert ">placeholder<" in page
    assert "7*7" not in page
    shown = write_report(job, show_values=True).read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in shown
    assert not [name for name in NAMES if name in shown]


def test_the_page_is_the_same_bytes_for_the_same_state(first_day: Shop, tmp_path: Path) -> None:
    one, other = (write_report(first_day.job, tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert one == other


def test_every_section_concludes_with_the_figures_of_the_run(first_day: Shop, tmp_path: Path) -> None:
    page = write_report(first_day.job, tmp_path / "report.html").read_text(encoding="utf-8")
    conclusions = re.findall(r'<p class="conclusion">(.+?)</p>', page)
    assert len(conclusions) == page.count("<section")
    assert "13 records are 8 golden profiles" in conclusions[0]
    assert conclusions[1] == "13 records of 2 sources were read, and nothing was rejected."
    assert all(sentence.endswith((".", "?")) for sentence in conclusions)


def test_stages_are_told_of_in_their_order() -> None:
    assert tuple(line.STAGES) == STAGES


def test_a_report_that_cannot_be_written_does_not_undo_the_run(
    published: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    (published.job.target_path / "20310101T060001Z" / "report.html").mkdir(parents=True)
    leave_report(published.job)
    assert "no report of this run: cannot write" in caplog.text


def test_a_job_whose_run_failed_says_so(published: Shop, tmp_path: Path) -> None:
    published.write("app.csv", "user,first\n")
    with pytest.raises(Exception, match="app"):
        published.run()
    page = write_report(published.job, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "The last run ended as failed" in page


@pytest.mark.parametrize(
    "rows", [pytest.param(["1,Вельяминов Аристарх"], id="one record"), pytest.param(["1,", "2,"], id="no value at all")]
)
def test_next_to_nothing_makes_a_report_too(tmp_path: Path, rows: list[str]) -> None:
    (tmp_path / "crm.csv").write_text("\n".join(["id,name", *rows, ""]), encoding="utf-8")
    path = tmp_path / "job.yml"
    path.write_text(TINY, encoding="utf-8")
    run(load_job(path, {}), Clock())
    page = write_report(load_job(path, {})).read_text(encoding="utf-8")
    assert f"{len(rows)} record" in page
