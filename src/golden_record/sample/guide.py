"""The README of the sample data, counted from the tables themselves."""

from __future__ import annotations

import polars as pl

from golden_record.sample.generator import SampleData
from golden_record.sample.traps import TRAPS

_TABLES = {
    "crm": ("crm.csv", "customer file kept by staff: cp1251, `;`, ФИО in one column", "customer_id"),
    "pos": ("pos.parquet", "registrations at the till: cards and initials", "reg_id"),
    "app": ("app.jsonl", "accounts of the application: Latin names, confirmed e-mail", "user_id"),
    "web": ("web.csv", "visitors of the website: UTF-8 with BOM, `,`, half empty", "visitor_id"),
    "receipts": ("receipts.parquet", "purchases by loyalty card", "receipt_id"),
    "consents": ("consents.csv", "ledger of consents by identifier", "none"),
    "truth": ("truth.csv", "whose each record is, and what makes it hard", "source, source_id"),
}

COLUMNS = {
    "crm": {
        "customer_id": "key",
        "fio": "surname, given name, patronymic or middle name; some in another order, some with initials",
        "dob": "birth date, dd.mm.yyyy",
        "gender": "М, Ж, and now and then Latin M, F",
        "mobile": "mobile phone as typed",
        "home_phone": "land line of the household",
        "email": "as typed",
        "tax_id": "ИНН of a person, 12 digits, for about a quarter of the Russians",
        "city": "town, some with `г.`",
        "street": "street, house and flat in several styles",
        "postcode": "six digits, or a British postcode",
        "loyalty_card": "ten digits",
        "modified_at": "last change, local time",
    },
    "pos": {
        "reg_id": "key",
        "card_no": "loyalty card, ten digits",
        "name": "mostly surname and initials, often in capitals",
        "phone": "as typed",
        "birth_date": "seldom asked",
        "store_id": "number of the store",
        "registered_at": "when the card was handed out",
    },
    "app": {
        "user_id": "key",
        "first_name": "given name; Russians mostly in Latin letters",
        "last_name": "surname",
        "birthday": "ISO date",
        "msisdn": "phone, Russian ones without plus",
        "email": "as typed",
        "email_confirmed": "whether the owner followed the link",
        "device_id": "device, some shared by a household",
        "updated_at": "last change, ISO with Z",
    },
    "web": {
        "visitor_id": "key",
        "cookie_id": "browser, some shared by a household",
        "name": "whatever the visitor typed, often a given name only",
        "email": "as typed",
        "phone": "as typed",
        "city": "town",
        "last_seen": "last visit",
    },
    "receipts": {
        "receipt_id": "key",
        "card_no": "loyalty card that some record of `crm` or `pos` shows",
        "sold_at": "time of sale",
        "total": "sum in roubles",
        "store_type": "supermarket, hypermarket, convenience, online",
        "tender": "card, cash, sbp, gift_card",
    },
    "consents": {
        "identifier": "e-mail address in lower case, or phone as +digits",
        "channel": "email, sms, call, push",
        "purpose": "marketing, service, profiling, surveys",
        "status": "granted, revoked; later rows supersede earlier ones",
        "captured_at": "when",
        "proof": "what was kept to prove it; empty for some",
        "source": "source whose record shows the identifier",
    },
    "truth": {
        "source": "crm, pos, app, web",
        "source_id": "key in that source",
        "person_id": "who it is",
        "household_id": "family the person lives with, or has left lately",
        "traps": "what makes the record hard, see below",
    },
}
"""What each column of each table holds."""


def guide(data: SampleData) -> str:
    """Files, columns and traps with their counts, as Markdown."""
    truth = data.truth
    people, households = truth["person_id"].n_unique(), truth["household_id"].n_unique()
    intro = (
        "# Sample data\n\n"
        f"A made up retailer with Russian and English customers: {len(truth):,} records of {people:,} people in\n"
        f"{households:,} households. Written by `python -m golden_record.sample sample_data`; the same number of\n"
        "records and the same seed always give the same data. Nobody in it exists, and the e-mail domains are\n"
        "reserved ones (RFC 2606); phone numbers are drawn from valid ranges, so do not call them. The sample's\n"
        "today is 2026-06-30.\n"
    )
    return "\n".join([intro, _tables(data), _columns(), _traps(truth), _closing()])


def _tables(data: SampleData) -> str:
    lines = ["| file | rows | key | what it is |", "|---|---:|---|---|"]
    for name, (file, meaning, key) in _TABLES.items():
        table: pl.DataFrame = getattr(data, name)
        lines.append(f"| `{file}` | {len(table):,} | {key} | {meaning} |")
    return "\n".join(lines) + "\n"


def _columns() -> str:
    lines = ["## Columns", "", "| file | column | what it holds |", "|---|---|---|"]
    for name, columns in COLUMNS.items():
        lines += [f"| `{_TABLES[name][0]}` | `{column}` | {meaning} |" for column, meaning in columns.items()]
    return "\n".join(lines) + "\n"


def trap_counts(truth: pl.DataFrame) -> dict[str, int]:
    """How many records carry each trap, in the order of `TRAPS`."""
    found = truth["traps"].str.split("|").explode().value_counts()
    counts = dict(found.iter_rows())
    return {trap: int(counts.get(trap, 0)) for trap in TRAPS}


def _traps(truth: pl.DataFrame) -> str:
    lines = ["## Traps", "", "| `truth.traps` | records | what the record shows |", "|---|---:|---|"]
    lines += [f"| `{trap}` | {count:,} | {TRAPS[trap]} |" for trap, count in trap_counts(truth).items()]
    return "\n".join(lines) + "\n"


def _closing() -> str:
    return (
        "Traps of one record are joined by `|`. Every record can be connected with the others of its person by\n"
        "somebody who sees them all: through a phone, e-mail, card, cookie, device or tax number, or a full name with\n"
        "a birth date. Website visitors without any such evidence are people, and households, of their own.\n"
    )
