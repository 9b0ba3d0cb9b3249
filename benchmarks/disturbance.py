"""What a sample goes through between two runs: a day's changes, or junk values that thousands of records share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from golden_record.sample import SampleData
from golden_record.sample.files import CRM_ENCODING

JUNK_EMAIL, JUNK_PHONE = "klient@example.com", "9161234567"
NEW_POSTCODE = "190000"
JUNK_NAME, JUNK_DATE = ("Иван", "Иванов"), ("1980", "05", "17")


def with_junk(data: SampleData) -> SampleData:
    """One record in ten gets one e-mail, one in twenty one phone, one in a hundred one name and birth date."""
    given, family = JUNK_NAME
    year, month, day = JUNK_DATE
    return replace(
        data,
        crm=_spoiled(
            data.crm,
            email=["email"],
            phone=["mobile"],
            person={"fio": f"{family} {given}", "dob": f"{day}.{month}.{year}"},
        ),
        pos=_spoiled(data.pos, email=[], phone=["phone"], person={"name": f"{family} {given}"}),
        app=_spoiled(
            data.app,
            email=["email"],
            phone=["msisdn"],
            person={"first_name": given, "last_name": family, "birthday": f"{year}-{month}-{day}"},
        ),
        web=_spoiled(data.web, email=["email"], phone=["phone"], person={"name": f"{given} {family}"}),
    )


def change_records(folder: Path, count: int) -> int:
    """Let so many customers move: the customer file, as it stands in `folder`, gets other postcodes.

    Returns how many records changed.
    """
    path = folder / "crm.csv"
    table = pl.read_csv(path.read_bytes().decode(CRM_ENCODING).encode(), separator=";", infer_schema=False)
    moves = pl.int_range(pl.len()) < count
    moved = table.with_columns(pl.when(moves).then(pl.lit(NEW_POSTCODE)).otherwise("postcode").alias("postcode"))
    path.write_bytes(moved.write_csv(separator=";").encode(CRM_ENCODING))
    return min(count, table.height)


def _spoiled(table: pl.DataFrame, *, email: list[str], phone: list[str], person: dict[str, str]) -> pl.DataFrame:
    place = pl.int_range(pl.len())
    values = dict.fromkeys(email, (10, JUNK_EMAIL)) | dict.fromkeys(phone, (20, f"+7{JUNK_PHONE}"))
    values |= {name: (100, value) for name, value in person.items()}
    return table.with_columns(
        pl.when(place % every == 0).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, (every, value) in values.items()
    )
