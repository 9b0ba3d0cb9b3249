"""What a sample goes through between two runs: a day's changes, or junk values that thousands of records share."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from golden_record.sample import SampleData

JUNK_EMAIL, JUNK_PHONE = "klient@example.com", "9161234567"
CHANGED_EVERY, AGAIN_EVERY = 200, 400
CONTACTS = {
    "crm": ("customer_id", "mobile"),
    "pos": ("reg_id", "phone"),
    "app": ("user_id", "msisdn"),
    "web": ("visitor_id", "phone"),
}
"""Per source the key, and the column of the number that changes."""

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


def a_day_later(data: SampleData, newcomers: SampleData) -> SampleData:
    """One record in 200 has another number; one in 400 registers anew under another key, and newcomers come as well.

    With a four-hundredth as many newcomers as there are records, one in a hundred is new or changed.
    """
    sources = {
        name: _moved_on(getattr(data, name), getattr(newcomers, name), key, number)
        for name, (key, number) in CONTACTS.items()
    }
    return replace(data, **sources)


def _moved_on(table: pl.DataFrame, newcomers: pl.DataFrame, key: str, number: str) -> pl.DataFrame:
    place = pl.int_range(pl.len())
    # Nobody else has such a number: the sample's have no nine after the area.
    another = pl.format("+79169{}", (place % 1_000_000).cast(pl.String).str.zfill(6))
    moves = place % CHANGED_EVERY == 0
    again = table.filter(place % AGAIN_EVERY == 1).with_columns(
        pl.format("again-{}", key).alias(key), another.alias(number)
    )
    others = newcomers.with_columns(pl.format("new-{}", key).alias(key))
    return pl.concat([table.with_columns(pl.when(moves).then(another).otherwise(number).alias(number)), again, others])


def _spoiled(table: pl.DataFrame, *, email: list[str], phone: list[str], person: dict[str, str]) -> pl.DataFrame:
    place = pl.int_range(pl.len())
    values = dict.fromkeys(email, (10, JUNK_EMAIL)) | dict.fromkeys(phone, (20, f"+7{JUNK_PHONE}"))
    values |= {name: (100, value) for name, value in person.items()}
    return table.with_columns(
        pl.when(place % every == 0).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, (every, value) in values.items()
    )
