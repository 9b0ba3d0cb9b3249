from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from golden_record.errors import SourceError
from tests.discover.small import people, profiled


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866"])
def test_russian_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    table = profiled(people(tmp_path / "a.csv", encoding=encoding)).table
    assert table.encoding is not None
    assert table.encoding.name == encoding
    assert table.sample["surname"][0] == "Иванов"


@pytest.mark.parametrize(("encoding", "found"), [("utf-8-sig", "utf-8"), ("utf-16", "utf-16")])
def test_a_byte_order_mark_settles_it(tmp_path: Path, encoding: str, found: str) -> None:
    table = profiled(people(tmp_path / "a.csv", encoding=encoding)).table
    assert table.encoding is not None
    assert table.encoding.name == found
    assert table.sample.columns[0] == "id"


def test_a_compressed_file_is_looked_into(tmp_path: Path) -> None:
    plain = people(tmp_path / "a.csv", encoding="cp1251")
    packed = tmp_path / "b.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    encoding = profiled(packed).table.encoding
    assert encoding is not None
    assert encoding.name == "cp1251"


def test_a_damaged_stream_is_an_error_and_no_encoding(tmp_path: Path) -> None:
    packed = tmp_path / "b.csv.gz"
    packed.write_bytes(gzip.compress(b"id\n1\n")[:-6])
    with pytest.raises(SourceError, match="truncated or damaged"):
        profiled(packed)


def test_parquet_has_no_encoding_to_find(tmp_path: Path) -> None:
    table = profiled(people(tmp_path / "a.csv")).table
    table.sample.write_parquet(tmp_path / "a.parquet")
    assert profiled(tmp_path / "a.parquet").table.encoding is None
