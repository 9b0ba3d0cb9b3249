"""The documentation holds: commands run and say what is shown, jobs load, queries run, links lead somewhere.

What stands in fenced blocks is executed page by page, in order, in a copy of the sample retailer that has run once:

- `sh`: every line is a command; `console`: lines after `$` are commands, and what follows is their output;
- `python` and `sql` (over the retailer's mart): executed; a `text` block right behind is their output;
- `yaml` and `csv` with a file name behind are written to that file; other `yaml` is a part of a job.

Shown output may leave lines out, with a line `...`. After a change that is meant, write it anew with
`GOLDEN_RECORD_WRITE_GOLDEN=1 pytest tests/test_docs.py`, and review the difference.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from click.testing import CliRunner

from benchmarks.pictures import pictures
from golden_record.cli.main import cli
from golden_record.config.document import Value, load_document
from golden_record.config.load import load_job
from tests.golden_text import WRITE

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
GENERATED = {"job.md", "accuracy.md", "speed.md", "clusters.md", "elections.md"}
PAGES = [PROJECT / "README.md", *sorted(path for path in DOCS.glob("*.md") if path.name not in GENERATED)]
EVERY_PAGE = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
RETAIL = "configs/retail.yml"
MART = "configs/out/retail.duckdb"

FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<title>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

UNSTEADY = (
    (re.compile(r"\d+\.\d+ s\b"), "0.0 s"),
    (re.compile(r"\b\d{8}T\d{6}Z(-\d{3})?"), "20260101T000000Z"),
)
"""What differs from run to run: seconds, and the ids of runs."""

ENVIRONMENT = {"PGPASSWORD": "secret", "GOLDEN_RECORD_KEY": "0123456789abcdef" * 4}
"""What jobs on the pages take from the environment."""

SETTING_UP = {"python3 -m venv .venv", ". .venv/bin/activate", "pip install ."}
"""Commands that prepare a shell."""

EXPORTS = {"export GOLDEN_RECORD_KEY=$(openssl rand -hex 32)": ("GOLDEN_RECORD_KEY", ENVIRONMENT["GOLDEN_RECORD_KEY"])}
"""Commands that set a variable, and what a test sets it to."""

SLOW = {"demo", "run configs/retail.yml --full"}
"""Commands that other tests run; here their arguments alone are checked."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    title: str
    text: str
    start: int
    end: int


@dataclass
class Page:
    """A page under test: its folder to work in, and what its outputs should be."""

    path: Path
    folder: Path
    demo: str
    rewritten: list[tuple[int, int, str]] = field(default_factory=list)

    def run(self) -> None:
        """Execute all blocks in order."""
        text = self.path.read_text(encoding="utf-8")
        blocks = list(_blocks(text))
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            with contextlib.chdir(self.folder):
                self._execute(block, following)
        if self.rewritten:  # only where outputs are written anew
            for start, end, output in reversed(self.rewritten):
                text = text[:start] + output + text[end:]
            self.path.write_text(text, encoding="utf-8")

    def _execute(self, block: Block, following: Block | None) -> None:
        if block.language in {"csv", "yaml"} and block.title:
            Path(block.title).parent.mkdir(parents=True, exist_ok=True)
            Path(block.title).write_text(block.text, encoding="utf-8")
        elif block.language == "yaml":
            _load_part(block.text)
        elif block.language == "sh":
            for command in block.text.splitlines():
                self._command(command)
        elif block.language == "console":
            self._session(block)
        elif block.language in {"python", "sql"}:
            output = _python(block.text) if block.language == "python" else _query(MART, block.text)
            if following is not None and following.language == "text":
                self._compare(following.start, following.text, output)

    def _session(self, block: Block) -> None:
        """Commands after `$`, and what each of them says; the title names the exit code of the last one."""
        place = block.start
        parts = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)
        assert not parts[0], f"{self.path.name}: a session starts with `$ `"
        for command, shown in zip(parts[1::2], parts[2::2], strict=True):
            place += len(f"$ {command}\n")
            output = self._command(command, int(block.title.removeprefix("exit=") or 0))
            self._compare(place, shown, output)
            place += len(shown)

    def _compare(self, start: int, shown: str, output: str) -> None:
        output = "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())
        fresh = _excerpt(shown.splitlines(), output.splitlines())
        if os.environ.get(WRITE) and _steady(fresh) != _steady(shown):
            self.rewritten.append((start, start + len(shown), fresh))
        else:
            assert _steady(shown) == _steady(fresh), f"{self.path.name}: if this is meant, {WRITE}=1 pytest {__file__}"

    def _command(self, command: str, exit_code: int = 0) -> str:
        """Run one command line, and return what it prints."""
        words = shlex.split(command, comments=True)
        if not words or command.strip() in SETTING_UP:
            return ""
        if command in EXPORTS:
            os.environ.update([EXPORTS[command]])
            return ""
        if words[0] == "make":
            assert words[1] in _targets(), command
            return self.demo
        if words[:2] == ["python", "-m"]:
            assert importlib.util.find_spec(words[2]), command
            return ""
        assert words[0] == "golden-record", f"{self.path.name} shows a command that no test knows: {command}"
        return _golden_record(words[1:], exit_code)


def _blocks(text: str) -> Iterator[Block]:
    for match in FENCE.finditer(text):
        yield Block(match["language"], match["title"] or "", match["text"], match.start("text"), match.end("text"))


def _golden_record(words: list[str], exit_code: int) -> str:
    """Run the command line in this process; a part `> FILE` keeps what it prints."""
    if " ".join(words) in SLOW:
        cli.commands[words[0]].make_context(words[0], words[1:])
        return ""
    words, target = (words[:-2], words[-1]) if ">" in words else (words, "")
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == exit_code, f"{words}: {done.output}"
    if target:
        Path(target).write_text(done.stdout, encoding="utf-8")
        return ""
    # A failed command says why on stderr; a good one tells its progress there, which nobody needs to read twice.
    return done.stderr if exit_code else done.stdout


def _steady(text: str) -> str:
    for pattern, instead in UNSTEADY:
        text = pattern.sub(instead, text)
    return text


def _excerpt(shown: list[str], output: list[str]) -> str:
    """The lines of the output that are shown: as many as there were, from where they were, with `...` between."""
    if "..." not in shown:
        return "".join(f"{line}\n" for line in output)
    fresh: list[str] = []
    place, anchored = 0, True
    for number, line in enumerate(shown):
        if line == "...":
            fresh.append(line)
            anchored = False
            continue
        if not anchored:
            found = (at for at in range(place, len(output)) if _label(output[at]) == _label(line))
            place, anchored = next(found, len(output)), True
        assert place < len(output), f"line {number} of what is shown is nowhere in the output: {line}"
        fresh.append(output[place])
        place += 1
    return "".join(f"{line}\n" for line in fresh)


def _label(line: str) -> str:
    """What a line is about: its first words, whatever its figures."""
    return re.sub(r"\d+", "0", line.strip().split("  ")[0])


def _python(code: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(code, "<documentation>", "exec"), {})
    return said.getvalue()


def _query(mart: str, query: str) -> str:
    with duckdb.connect(mart, read_only=True) as connection:
        return str(connection.sql(query))


def _load_part(text: str) -> None:
    """A part of a job is valid when the retailer's job with this part is."""
    path = Path(RETAIL).with_name("part.yml")
    path.write_text(text, encoding="utf-8")
    unread = {name: f"${{{name}}}" for name in ENVIRONMENT}
    part, whole = (load_document(file, unread).data for file in (path, Path(RETAIL)))
    path.write_text(json.dumps(_merged(whole, part)), encoding="utf-8")
    load_job(path, ENVIRONMENT)


def _merged(whole: Value, part: Value) -> Value:
    if isinstance(whole, dict) and isinstance(part, dict):
        return whole | {key: _merged(whole.get(key), value) for key, value in part.items()}
    return part


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder where `make demo` has run, and what it said."""
    folder = tmp_path_factory.mktemp("documents") / "golden_record"
    (folder / "configs").mkdir(parents=True)
    for job in (PROJECT / "configs").glob("*.yml"):
        shutil.copy(job, folder / "configs" / job.name)
    shutil.copytree(PROJECT / "sample_data", folder / "sample_data")
    recipe = re.search(r"^demo:.*\n((?:\t.*\n)+)", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe
    said = ""
    with contextlib.chdir(folder):
        for line in recipe[1].splitlines():
            words = shlex.split(line)
            assert words[0] == "$(BIN)/golden-record"
            done = CliRunner().invoke(cli, words[1:])
            assert done.exit_code == 0, done.output
            said += done.stdout
    return folder, said


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_a_page_shows_happens(
    path: Path, retailer: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, said = retailer
    for name, _ in EXPORTS.values():
        # What the page sets is undone behind it.
        monkeypatch.setenv(name, "")
    shutil.copytree(folder, tmp_path / "golden_record")
    Page(path, tmp_path / "golden_record", said).run()


def test_the_first_job_of_the_readme_is_short() -> None:
    jobs = [
        block for block in _blocks(PAGES[0].read_text(encoding="utf-8")) if block.language == "yaml" and block.title
    ]
    assert jobs
    assert all(len(job.text.splitlines()) <= 25 for job in jobs)


@pytest.fixture(scope="module")
def drawings() -> dict[str, ModuleType]:
    """The modules that draw the pictures; they are no part of a package."""
    found: dict[str, ModuleType] = {}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("draw", "lanes"):
            spec = importlib.util.spec_from_file_location(name, DOCS / "images" / f"{name}.py")
            assert spec
            assert spec.loader
            found[name] = importlib.util.module_from_spec(spec)
            # Dataclasses look up the module that they are defined in, and the second is made of parts of the first.
            patch.setitem(sys.modules, name, found[name])
            spec.loader.exec_module(found[name])
    return found


@pytest.fixture(scope="module")
def drawing(drawings: dict[str, ModuleType]) -> ModuleType:
    return drawings["draw"]


@pytest.mark.parametrize("name", ["draw", "lanes"])
def test_pictures_are_drawn_from_the_figures_of_today(drawings: dict[str, ModuleType], name: str) -> None:
    for path, text in drawings[name].pictures().items():
        if os.environ.get(WRITE):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"run `python docs/images/{name}.py`"


def test_the_picture_of_a_profile_shows_what_a_run_publishes(drawing: ModuleType, retailer: tuple[Path, str]) -> None:
    query = "select attribute, value, source from attribute_lineage where profile_id = ?"
    with duckdb.connect(str(retailer[0] / MART), read_only=True) as connection:
        rows = connection.execute(query, [drawing.PROFILE_ID]).fetchall()
    published = {attribute: (_plain(value), source) for attribute, value, source in rows}
    shown = {golden.attribute: (golden.value, golden.source) for golden in drawing.GOLDEN}
    assert {name: published.get(name) for name in shown} == shown


def test_charts_show_what_a_run_says_today(retailer: tuple[Path, str]) -> None:
    """Their words and figures: how wide a text is, and so where it stands, depends on the fonts of the machine."""
    folder = retailer[0]
    for path, drawn in pictures(load_job(folder / RETAIL, ENVIRONMENT), folder / "sample_data" / "truth.csv").items():
        if os.environ.get(WRITE):
            path.write_text(drawn, encoding="utf-8")
        assert _words(path.read_text(encoding="utf-8")) == _words(drawn), "run `python -m benchmarks.pictures`"


def _words(drawn: str) -> list[str]:
    steady = re.sub(r"trained \d{4}-\d\d-\d\d \d\d:\d\d", "", drawn)
    return re.findall(r"<text[^>]*>([^<]*)</text>", steady)


def _plain(value: str) -> str:
    return ", ".join(json.loads(value)) if value.startswith("[") else value


QUOTED = {
    "accuracy": ("accuracy.md", "| dataset |", (0, 1, 2, 5, 7, 9)),
    "speed": ("speed.md", "| work |", (0, 1, 2, 3, 4, 5)),
}
"""Tables that the README quotes: page, start of the table, columns."""


@pytest.mark.parametrize("name", QUOTED)
def test_the_readme_quotes_what_was_measured(name: str) -> None:
    page, start, columns = QUOTED[name]
    lines = (DOCS / page).read_text(encoding="utf-8").partition(f"\n{start}")[2].partition("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in (start + lines[0], *lines[1:])]
    table = "".join(f"| {' | '.join(row[column] for column in columns)} |\n" for row in cells)
    text = PAGES[0].read_text(encoding="utf-8")
    quoted = re.compile(rf"(<!-- {name}: [^\n]* -->\n)(.*?)(<!-- end -->)", re.DOTALL)
    if os.environ.get(WRITE):
        text = quoted.sub(lambda found: f"{found[1]}\n{table}\n{found[3]}", text)
        PAGES[0].write_text(text, encoding="utf-8")
    found = quoted.search(text)
    assert found
    assert found[2] == f"\n{table}\n", f"if this is meant, {WRITE}=1 pytest {__file__}"


LINK = re.compile(r"(?:\]\(|(?:src|srcset|href)=\")(?!https?:|mailto:)(?P<path>[^)\"#\s]*)(?:#(?P<anchor>[^)\"\s]*))?")


@pytest.mark.parametrize("path", EVERY_PAGE, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in LINK.finditer(text):
        target = (path.parent / link["path"]).resolve() if link["path"] else path
        assert target.exists(), link[0]
        assert target.is_relative_to(PROJECT), link[0]
        assert not link["anchor"] or link["anchor"] in _anchors(target), link[0]


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_on_the_map() -> None:
    listed = {link["path"] for link in LINK.finditer((DOCS / "index.md").read_text(encoding="utf-8"))}
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"index.md"}
    assert pages <= listed


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_command_table_of_the_readme_is_complete() -> None:
    told = set(re.findall(r"^\| `golden-record (\w+)", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE))
    assert told == set(cli.commands)
