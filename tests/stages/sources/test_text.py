"""Encodings: read right when declared, refused exactly when not."""

from __future__ import annotations

import pytest

from golden_record.config.sources import SourceConfig
from golden_record.errors import SourceError
from tests.stages.sources.conftest import Project

TEXT = "id,email\n1,Иванов Пётр Ильич\n2,Олейникова Татьяна\n"


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        pytest.param("utf-8", TEXT.encode(), id="utf-8"),
        pytest.param("utf-8", b"\xef\xbb\xbf" + TEXT.encode(), id="utf-8 with a byte order mark"),
        pytest.param("utf-16", TEXT.encode("utf-16"), id="utf-16 with a byte order mark"),
        pytest.param("utf-16-be", TEXT.encode("utf-16-be"), id="utf-16 big endian"),
        pytest.param("cp1251", TEXT.encode("cp1251"), id="cp1251"),
        pytest.param("windows-1251", TEXT.encode("cp1251"), id="cp1251 by its other name"),
        pytest.param("koi8-r", TEXT.encode("koi8-r"), id="koi8-r"),
    ],
)
def test_a_declared_encoding_is_read_right(project: Project, declared: str, content: bytes) -> None:
    project.write("crm.csv", content)
    project.source(encoding=declared)
    project.run()
    assert project.values() == ["Иванов Пётр Ильич", "Олейникова Татьяна"]


@pytest.mark.parametrize("actual", ["cp1251", "koi8-r", "cp866", "utf-16", "cp1252"])
def test_an_undeclared_encoding_fails_naming_file_line_byte_and_likely_encoding(project: Project, actual: str) -> None:
    text = "id,email\n1,plain\n2,Müller café\n" if actual == "cp1252" else "id,email\n1,plain\n2,Татьяна\n"
    project.write("crm.csv", text.encode(actual))
    with pytest.raises(SourceError) as caught:
        project.run()
    content = text.encode(actual)
    offset = next(index for index, byte in enumerate(content) if byte > 0x7F)
    line = 1 if actual == "utf-16" else 3
    assert str(caught.value) == (
        f"sources.crm: crm.csv:{line}: byte 0x{content[offset]:02X} at offset {offset:,} is not utf-8"
    )
    assert f"`encoding: {actual}`" in caught.value.hint


def test_the_offset_is_exact_beyond_the_first_chunk_of_a_file(project: Project) -> None:
    good = "id,email\n" + "".join(f"{number},ы{number:050d}\n" for number in range(40_000))
    project.write("crm.csv", good.encode() + b"x,\xff\n")
    with pytest.raises(SourceError, match=rf"crm.csv:40002: byte 0xFF at offset {len(good.encode()) + 2:,} "):
        project.run()


def test_a_file_that_ends_inside_a_character_is_an_error(project: Project) -> None:
    project.write("crm.csv", "id,email\n1,Ы".encode()[:-1])
    with pytest.raises(SourceError, match="ends in the middle of a character of utf-8"):
        project.run()


def test_a_byte_order_mark_that_contradicts_the_job_is_an_error(project: Project) -> None:
    project.write("crm.csv", b"\xef\xbb\xbf" + TEXT.encode())
    project.source(encoding="cp1251")
    with pytest.raises(SourceError, match="declared as cp1251 but starts with the byte order mark of UTF-8"):
        project.run()


@pytest.mark.parametrize("encoding", ["utf-9", "base64"])
def test_an_unknown_encoding_is_refused_with_the_job(encoding: str) -> None:
    with pytest.raises(ValueError, match="no such encoding"):
        SourceConfig.model_validate({"path": "a.csv", "key": "id", "attributes": {"a": "a"}, "encoding": encoding})
