"""How a job file is read before anybody asks what it means."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from golden_record.config.document import Document, load_document
from golden_record.config.positions import Position
from golden_record.errors import ConfigError, Problem


def _document(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Document:
    path = folder / "job.yml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    return load_document(path, environ or {})


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("0123", "0123"),
        ("+79161234567", "+79161234567"),
        ("12:30:45", "12:30:45"),
        ("2024-01-31", "2024-01-31"),
        ("0x1F", "0x1F"),
        ("1_0", "1_0"),
        ("79161234567890123456", "79161234567890123456"),
        (".inf", ".inf"),
        ("'12'", "12"),
        ("=", "="),
        ("12", 12),
        ("-3", -3),
        ("100_000_000", 100_000_000),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_scalars_mean_what_yaml_1_2_says_and_codes_stay_text(tmp_path: Path, written: str, value: object) -> None:
    data = _document(tmp_path, f"a: {written}\n").data
    assert data == {"a": value}
    assert isinstance(data, dict)
    assert type(data["a"]) is type(value)


def test_keys_are_text_whatever_they_look_like(tmp_path: Path) -> None:
    assert _document(tmp_path, "on: 1\n12: 2\ntrue: 3\nnull: 4\n").data == {"on": 1, "12": 2, "true": 3, "null": 4}


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    document = _document(tmp_path, "\ufeffversion: 1\n")
    assert document.data == {"version": 1}
    assert document.positions.of_key("version") == Position(1, 1)


def test_positions_point_at_keys_and_values_and_fall_back_to_the_nearest_ancestor(tmp_path: Path) -> None:
    positions = _document(tmp_path, 'a:\n  "b.c": [x, {d: y}]\n').positions
    assert positions.of("a['b.c'][1].d") == Position(2, 18)
    assert positions.of_key("a['b.c'][1].d") == Position(2, 15)
    assert positions.of_key("a['b.c'][0]") == Position(2, 11)
    assert positions.of("a['b.c'][1].d.e[4]") == Position(2, 18)
    assert positions.of_key("a.missing") == Position(1, 1)
    assert positions.of("") == Position(1, 1)
    assert positions.of("nothing.like.this") == Position(1, 1)


def test_an_alias_stands_for_the_whole_value(tmp_path: Path) -> None:
    document = _document(tmp_path, "a: &columns [x, y]\nb: *columns\n")
    assert document.data == {"a": ["x", "y"], "b": ["x", "y"]}


ENVIRON = {"NAME": "anna", "EMPTY": ""}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${NAME}", "anna"),
        ("<${NAME}-${NAME}>", "<anna-anna>"),
        ("${NOWHERE:-eva}", "eva"),
        ("${NOWHERE:-}", ""),
        ("${EMPTY:-eva}", "eva"),
        ("${EMPTY}", ""),
        ("$${NAME}", "${NAME}"),
        ("$$", "$"),
        ("$NAME", "$NAME"),
        ("^a$", "^a$"),
    ],
)
def test_strings_take_values_from_the_environment(tmp_path: Path, written: str, value: str) -> None:
    document = _document(tmp_path, f'a: "{written}"\n', ENVIRON)
    assert document.data == {"a": value}
    assert document.problems == []


@pytest.mark.parametrize("written", ["${NOWHERE}", "${", "${NAME", "${}", "${1}", "${NAME:default}", "${A B}"])
def test_a_reference_that_cannot_be_replaced_is_a_problem_of_its_line(tmp_path: Path, written: str) -> None:
    (problem,) = _document(tmp_path, f'# first\na: "{written}"\n', ENVIRON).problems
    assert (problem.line, problem.column, problem.key) == (2, 4, "a")
    assert ":-default" in problem.hint


def test_values_of_the_environment_are_not_read_as_yaml(tmp_path: Path) -> None:
    assert _document(tmp_path, "a: ${X}\n", {"X": "{b: 1}"}).data == {"a": "{b: 1}"}


class Hostile(NamedTuple):
    """A file that must be refused, and where."""

    id: str
    text: str
    place: tuple[int, int]
    message: str


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, levels)]
    return "\n".join(lines)


HOSTILE = [
    Hostile("alias bomb", _bomb(9), (1, 34), "too much"),
    Hostile("text bomb", f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 10_000)}]", (1, 4), "too much"),
    Hostile("endless alias", "a: &a [*a]", (1, 4), "levels deep"),
    Hostile("deep flow", "[" * 100_000, (1, 41), "levels deep"),
    Hostile("deep block", "- " * 100_000, (1, 81), "levels deep"),
    Hostile("deep keys", "\n".join(" " * level + "a:" for level in range(500)), (40, 40), "levels deep"),
    Hostile("wide", "a: [" + "1," * 100_000 + "]", (1, 39999), "too much"),
    Hostile("fifty megabytes", "a: b\n" * 10_000_000, (104858, 4), "larger than"),
    Hostile("python tag", "a: !!python/object/apply:os.system [ls]", (1, 4), "tags"),
    Hostile("local tag", "a: !include other.yml", (1, 4), "tags"),
    Hostile("nul", "a: b\nc: \0", (2, 4), "U+0000"),
    Hostile("escape out of range", 'a: "\\UFFFFFFFF"', (1, 7), "out of range"),
    Hostile("version out of range", f"%YAML 1.{'1' * 5000}\n---\na: b", (1, 9), "out of range"),
    Hostile("undefined alias", "a: *b", (1, 4), "alias"),
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=[hostile.id for hostile in HOSTILE])
def test_hostile_yaml_is_refused_quickly_with_its_place(tmp_path: Path, hostile: Hostile) -> None:
    path = tmp_path / "job.yml"
    path.write_text(hostile.text, encoding="utf-8")
    started = time.perf_counter()
    with pytest.raises(ConfigError) as refused:
        load_document(path, {})
    # A second is the promise on an idle machine; a busy one gets some more.
    assert time.perf_counter() - started < 5
    (problem,) = refused.value.problems
    assert hostile.message in problem.message
    assert (problem.line, problem.column) == hostile.place


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "job.yml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    with pytest.raises(ConfigError, match="larger than 512 KiB"):
        load_document(path, {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def _refusal(path: Path) -> Problem:
    with pytest.raises(ConfigError) as refused:
        load_document(path, {})
    (problem,) = refused.value.problems
    return problem


def test_other_encodings_are_refused_with_the_position_of_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "job.yml"
    path.write_bytes("a: b\nимя: c\n".encode("cp1251"))
    problem = _refusal(path)
    assert problem.message == "the file is not UTF-8: byte 6 is 0xE8"
    assert (problem.line, problem.column) == (2, 1)


@pytest.mark.parametrize("name", ["missing.yml", "folder"])
def test_what_is_no_file_is_a_problem_like_any_other(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    assert _refusal(tmp_path / name).hint


def test_a_lone_surrogate_is_a_problem_of_its_place(tmp_path: Path) -> None:
    (problem,) = _document(tmp_path, 'a: "\\uD800"\n').problems
    assert (problem.line, problem.column, problem.key) == (1, 4, "a")
