"""Lines are found in the bytes of a file as reading it would find them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.config.sources import SourceConfig
from golden_record.errors import SourceError
from golden_record.stages.sources import preparing
from golden_record.stages.sources.files import Compression, SourceFile
from golden_record.stages.sources.lines import places
from golden_record.stages.sources.lines.places import SomeLines, has_places, open_anywhere, pieces

texts = st.lists(st.sampled_from(['"', ",", "\n", "\n", "\r\n", "a", "ё", " ", "\0", "a,b\n"]), max_size=30)


def _file(folder: Path, content: bytes, encoding: str = "utf-8", compression: Compression | None = None) -> SourceFile:
    path = folder / "crm.csv"
    path.write_bytes(content)
    block = {"path": "crm.csv", "key": "id", "delimiter": ",", "encoding": encoding, "attributes": {"email": "id"}}
    return SourceFile("crm", SourceConfig.model_validate(block), path, "crm.csv", "csv", compression)


@pytest.mark.parametrize("size", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize("content", ["", "a", "a\n", "\n\na\r\nbcd\n", "\ufeffid\n1\n", "long" * 9 + "\nb"])
def test_pieces_hold_every_line_once_whatever_their_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, content: str
) -> None:
    monkeypatch.setattr(places, "_PIECE", size)
    file = _file(tmp_path, content.encode())
    found = list(pieces(file))
    numbers = [int(number) for piece in found for number in piece.numbers]
    with open_anywhere(file) as lines:
        read = [lines.at(int(start)) for piece in found for start in piece.starts]
    assert read == content.removeprefix("\ufeff").splitlines(keepends=True)
    assert numbers == list(range(1, len(read) + 1))


@pytest.mark.parametrize(
    ("content", "has_others"), [("a\nb\n", False), ("a\r\nb\r\n", False), ("a\rb\n", True), ("a\r\nb\r", True)]
)
def test_a_carriage_return_that_stands_alone_ends_a_line_too(tmp_path: Path, content: str, has_others: bool) -> None:
    (piece,) = pieces(_file(tmp_path, content.encode()))
    assert piece.has_other_ends == has_others


@pytest.mark.parametrize(
    ("encoding", "compression", "has_them"),
    [
        ("utf-8", None, True),
        ("cp1251", None, True),
        ("latin-1", None, True),
        ("utf-16", None, False),
        ("shift_jis", None, False),
        ("gb18030", None, False),
        ("utf-8", "gz", False),
    ],
)
def test_lines_have_places_where_a_line_feed_is_a_byte_of_its_own(
    tmp_path: Path, encoding: str, compression: Compression | None, has_them: bool
) -> None:
    assert has_places(_file(tmp_path, b"id\n1\n", encoding, compression)) == has_them


def test_a_byte_that_cannot_be_decoded_is_told_with_its_line(tmp_path: Path) -> None:
    file = _file(tmp_path, b"id\n1\n\xff\n")
    with pytest.raises(SourceError, match=r"crm\.csv:3: byte 0xFF at offset 5"), open_anywhere(file) as lines:
        lines.at(5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=texts.map("".join), known=st.sets(st.integers(2, 12)))
def test_without_lines_that_are_rows_by_themselves_the_others_are_read_as_ever(
    tmp_path: Path, text: str, known: set[int]
) -> None:
    file = _file(tmp_path, f"id,x\n{text}".encode())
    whole = preparing.prepare(file, tmp_path / "whole.txt")
    alone = {number for number in _numbers(tmp_path / "whole.txt") if number not in whole.spread}
    known &= alone
    found = [
        (int(number), int(start))
        for piece in pieces(file)
        for number, start in zip(piece.numbers, piece.starts, strict=True)
        if number > 1 and number not in known
    ]
    numbers, starts = zip(*found, strict=True) if found else ((), ())
    wanted = SomeLines(np.array(numbers, np.int64), np.array(starts, np.int64))
    some = preparing.prepare_some(file, tmp_path / "some.txt", wanted)
    assert (some.rejected, some.spread) == (whole.rejected, whole.spread)
    assert sorted(_numbers(tmp_path / "some.txt") + sorted(known)) == _numbers(tmp_path / "whole.txt")
    assert some.rows + len(known) == whole.rows


def _numbers(copy: Path) -> list[int]:
    """The numbers before the rows of a copy: lines inside of a row begin with none, since no value here is a number."""
    lines = copy.read_bytes().decode().split("\n")
    return [int(head) for head, _, _ in (line.partition(",") for line in lines) if head.isdigit()]


def test_the_first_known_line_is_the_first_that_is_not_asked_for() -> None:
    def known_from(*numbers: int) -> int:
        return SomeLines(np.array(numbers, np.int64), np.array(numbers, np.int64)).known_from

    assert [known_from(), known_from(1, 2), known_from(1, 3), known_from(2)] == [1, 3, 2, 1]
