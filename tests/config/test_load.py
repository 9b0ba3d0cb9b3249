"""What a job means once it is loaded, and what the loader promises for any text at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.config.load import load_job
from golden_record.config.manual import SMALLEST_JOB
from golden_record.config.resolved import resolved_yaml
from golden_record.config.sources import ColumnMapping, PartsMapping
from golden_record.errors import ConfigError, Problem

LARGE_JOB = (Path(__file__).parent / "full_job.yml").read_text(encoding="utf-8")
ENVIRON = {"KEY": "secret_column", "TRUST": "80", "STRATEGY": "most_frequent", "NAME": "secret name"}


def _write(folder: Path, text: str) -> Path:
    path = folder / "job.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_job_of_a_dozen_lines_is_enough(tmp_path: Path) -> None:
    job = load_job(_write(tmp_path, SMALLEST_JOB), {})
    assert job.state_path == tmp_path.resolve() / "state" / "shop.duckdb"
    assert job.config.match.blocking == "auto"


def test_every_form_of_a_value_is_understood(tmp_path: Path) -> None:
    config = load_job(_write(tmp_path, LARGE_JOB), ENVIRON).config
    crm = config.sources["crm"]
    assert crm.path == "../data/crm.csv"
    assert (crm.key, crm.trust, crm.unique) == ("secret_column", 80, True)
    assert crm.attributes["full_name"] == PartsMapping(given="first", family="last")
    assert crm.attributes["email"] == ColumnMapping(column="mail", verified="mail_ok")
    assert crm.attributes["phone"] == ("mobile", "home")
    assert config.sources["old"].key == "007"
    assert config.attributes["phone"].region == "NO"
    assert config.ignore == {"phone": ("+70000000000", "1e5")}
    assert config.match.max_comparisons == 100_000_000
    assert config.survivorship.default == ("most_recent",)
    assert config.survivorship.attributes["phone"].choose == ("most_frequent",)


def test_columns_say_how_they_write(tmp_path: Path) -> None:
    text = SMALLEST_JOB.replace("phone: [mobile, home]", "phone: [{column: mobile, region: GB}, home]")
    text = text.replace("full_name: name", "full_name: {column: name, order: family_first}")
    crm = load_job(_write(tmp_path, text), {}).config.sources["crm"]
    assert crm.attributes["phone"] == (ColumnMapping(column="mobile", region="GB"), "home")
    assert crm.attributes["full_name"] == ColumnMapping(column="name", order="family_first")


def test_the_resolved_job_is_the_same_job_and_holds_nothing_from_the_environment(tmp_path: Path) -> None:
    job = load_job(_write(tmp_path, LARGE_JOB), ENVIRON)
    text = resolved_yaml(job)
    assert "secret_column" not in text
    assert "key: ${KEY}" in text
    assert "max_records: 200" in text
    again = load_job(_write(tmp_path, text), ENVIRON)
    assert again.config == job.config
    assert resolved_yaml(again) == text


@pytest.mark.parametrize(
    "line",
    [
        "name: ${NAME}",
        "engine: ${NAME}",
        "state: state/job.duckdb\nresources: {memory: '${NAME}'}",
        "match: {rules: [{name: a, on: ['${NAME}']}]}",
        "survivorship: {default: ['${NAME}']}",
        "sources: {a: {path: a.csv, key: k, encoding: '${NAME}', attributes: {full_name: n}}}",
        "sources: {a: {path: a.csv, key: k, attributes: {full_name: {sql: '${NAME}('}}}}",
    ],
)
def test_values_of_the_environment_appear_in_no_message(tmp_path: Path, line: str) -> None:
    replaced = {part.partition(":")[0] for part in line.split("\n")}
    blocks = {
        "version": "version: 1",
        "name": "name: shop",
        "sources": "sources: {a: {path: a.csv, key: k, attributes: {full_name: n}}}",
        "attributes": "attributes: {full_name: {type: person_name}}",
    }
    kept = [text for key, text in blocks.items() if key not in replaced]
    with pytest.raises(ConfigError) as refused:
        load_job(_write(tmp_path, "\n".join([*kept, line])), ENVIRON)
    said = f"{refused.value}{refused.value.hint}{refused.value.problems}"
    assert "secret" not in said


def test_a_problem_found_later_can_be_given_its_place(tmp_path: Path) -> None:
    job = load_job(_write(tmp_path, LARGE_JOB), ENVIRON)
    problem = job.problem("sources.crm.attributes.phone[1]", "there is no column 'home'", hint="did you mean 'house'?")
    assert (problem.line, problem.column) == (15, 23)
    assert str(problem).endswith("job.yml:15:23: sources.crm.attributes.phone[1]: there is no column 'home'")


def test_messages_name_the_file_as_seen_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(tmp_path, SMALLEST_JOB.replace("version: 1", "version: 2"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"^job\.yml:1:10: version: is 2; it should be 1\n"):
        load_job(path, {})


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "just words\n", "12\n"])
def test_a_file_without_keys_says_what_a_job_needs(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="the file"):
        load_job(_write(tmp_path, text), {})


def test_a_flood_of_mistakes_is_cut_off_and_stays_quick(tmp_path: Path) -> None:
    attributes = "\n".join(f"  a{index}: {{type: text}}" for index in range(3_000))
    limits = ", ".join(f"b{index}: x" for index in range(3_000))
    text = f"version: 1\nname: a\nattributes:\n{attributes}\ncluster: {{limits: {{{limits}}}}}\n"
    with pytest.raises(ConfigError) as refused:
        load_job(_write(tmp_path, text), {})
    assert len(refused.value.problems) == 100


_PIECES = st.sampled_from(
    [
        "\n",
        "  ",
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "&a ",
        "*a",
        "!x ",
        "|",
        ">",
        "#",
        "${",
        "}",
        "%",
        "\t",
        "<<: ",
    ]
)


def _survives(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "job.yml"
        path.write_bytes(content)
        problems: tuple[Problem, ...] | None = None
        try:
            load_job(path, {})
        except ConfigError as refused:
            problems = refused.problems
        assert problems is None or problems
        assert all(problem.line >= 1 and problem.column >= 1 for problem in problems or ())


@settings(max_examples=150, deadline=None)
@given(content=st.one_of(st.binary(max_size=80), st.text(max_size=80).map(lambda text: text.encode())))
def test_any_bytes_load_or_are_refused_with_places(content: bytes) -> None:
    _survives(content)


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.one_of(_PIECES, st.text(max_size=3)), max_size=30))
def test_any_scraps_of_yaml_load_or_are_refused_with_places(pieces: list[str]) -> None:
    _survives("".join(pieces).encode("utf-8", errors="surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(start=st.integers(0, len(LARGE_JOB)), length=st.integers(0, 40), piece=st.one_of(_PIECES, st.text(max_size=5)))
def test_a_damaged_job_loads_or_is_refused_with_places(start: int, length: int, piece: str) -> None:
    text = LARGE_JOB[:start] + piece + LARGE_JOB[start + length :]
    _survives(text.encode("utf-8", errors="surrogatepass"))
