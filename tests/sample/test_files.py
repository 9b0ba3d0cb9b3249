"""The files that `write` leaves, and those that ship with the project."""

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from golden_record.sample import SampleData, write
from golden_record.sample.__main__ import main
from golden_record.sample.files import FILES
from golden_record.sample.guide import COLUMNS

SHIPPED = Path(__file__).parents[2] / "sample_data"
CSV_SEPARATORS = {"crm": ";", "web": ",", "consents": ",", "truth": ","}


@pytest.fixture(scope="module")
def folder(sample: SampleData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "new"
    assert [path.name for path in write(sample, folder)] == list(FILES)
    return folder


def _read(folder: Path, schema: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    read = {name: pl.read_parquet(folder / f"{name}.parquet") for name in ("pos", "receipts")}
    for name, separator in CSV_SEPARATORS.items():
        encoding = "cp1251" if name == "crm" else "utf-8-sig"
        text = (folder / f"{name}.csv").read_bytes().decode(encoding)
        read[name] = pl.read_csv(text.encode(), separator=separator, schema=schema[name].schema)
    read["truth"] = read["truth"].with_columns(pl.col("traps").fill_null(""))
    read["app"] = pl.read_ndjson(folder / "app.jsonl", schema=schema["app"].schema)
    return read


def _tables(data: SampleData) -> dict[str, pl.DataFrame]:
    return {name: getattr(data, name) for name in ("crm", "pos", "app", "web", "receipts", "consents", "truth")}


@pytest.mark.parametrize("name", ["crm", "pos", "app", "web", "receipts", "consents", "truth"])
def test_the_shipped_files_are_what_the_generator_draws(sample: SampleData, name: str) -> None:
    tables = _tables(sample)
    assert _read(SHIPPED, tables)[name].equals(tables[name])


def test_the_shipped_guide_counts_the_shipped_tables(folder: Path) -> None:
    assert (SHIPPED / "README.md").read_bytes() == (folder / "README.md").read_bytes()


def test_the_guide_explains_exactly_the_columns_there_are(sample: SampleData) -> None:
    assert {name: list(columns) for name, columns in COLUMNS.items()} == {
        name: table.columns for name, table in _tables(sample).items()
    }


def test_the_shipped_files_stay_small() -> None:
    assert sum((SHIPPED / name).stat().st_size for name in FILES) < 4_000_000


def test_written_files_read_back_as_the_tables(sample: SampleData, folder: Path) -> None:
    tables = _tables(sample)
    assert {name for name, table in _read(folder, tables).items() if not table.equals(tables[name])} == set()


def test_the_customer_file_is_cp1251_and_the_web_file_has_a_byte_order_mark(folder: Path) -> None:
    customers = (folder / "crm.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        customers.decode("utf-8")
    assert "Иванов" in customers.decode("cp1251")
    assert (folder / "web.csv").read_bytes().startswith(b"\xef\xbb\xbfvisitor_id,cookie_id,")


def test_every_line_of_the_application_file_is_an_object(folder: Path, sample: SampleData) -> None:
    lines = (folder / "app.jsonl").read_text(encoding="utf-8").splitlines()
    assert [list(json.loads(line)) for line in lines[:50]] == [sample.app.columns] * 50


def test_the_command_line_writes_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--records", "200", "--seed", "3"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / name) for name in FILES]


def test_the_command_line_explains_a_bad_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path), "--records", "5"])
    assert "records: 5 is too few" in capsys.readouterr().err
