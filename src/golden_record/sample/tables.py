"""The four source tables: numbers become the columns that each source would export."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.sample import writing
from golden_record.sample.contacts import Contacts
from golden_record.sample.dice import Dice, Ints, fading
from golden_record.sample.homes import Homes, postcodes, street_lines, town_names
from golden_record.sample.lexicon import ABSENT, Lexicon
from golden_record.sample.naming import FAMILY_GIVEN, GIVEN_ONLY, NameForms
from golden_record.sample.people import People
from golden_record.sample.places import RUSSIAN
from golden_record.sample.shown import Shown
from golden_record.sample.sightings import SOURCES, Sightings

KEYS = ("customer_id", "reg_id", "user_id", "visitor_id")
"""The key column of each source, in the order of `SOURCES`."""

_STORES = 120
_GENDERS = ("М", "Ж", "M", "F")
_DAY_MONTH_YEAR = ((8, 2), (5, 2), (0, 4))
_TIME = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class World:
    """Everything that was drawn: the people, what they have, and what each record shows of it."""

    lexicon: Lexicon
    people: People
    homes: Homes
    contacts: Contacts
    seen: Sightings
    shown: Shown
    names: NameForms
    seed: int


def phones_shown(world: World) -> Ints:
    """The phone number of each record, with its country code; `ABSENT` for none."""
    return writing.phone_numbers(world.seen, world.contacts, world.shown, world.seed)


def written_records(world: World, phones: Ints) -> pl.DataFrame:
    """One row per record with every text that some source shows, and the record's `place` and `source`."""
    seen, shown, names = world.seen, world.shown, world.names
    card = np.where(shown.card == ABSENT, ABSENT, world.contacts.cards[seen.person, shown.card])
    parts = writing.name_parts(names, world.lexicon, world.seed)
    return parts.with_columns(
        place=pl.Series(np.arange(len(seen))),
        source=pl.Series(seen.source),
        name=writing.whole_names(parts, world.seed),
        phone=pl.Series(phones),
        email=writing.email_texts(seen, world.contacts, shown, world.seed),
        born=writing.birth_texts(seen, world.people, shown, world.seed),
        card=_number_texts(card),
        at=pl.Series(seen.second).cast(pl.Int64) * 1_000_000,
    ).with_columns(pl.col("at").cast(pl.Datetime("us")))


def source_rows(records: pl.DataFrame, seed: int) -> list[pl.DataFrame]:
    """The records of each source in an order that says nothing about people, with their new `id`."""
    dice = Dice(seed, "order of rows")
    sources = []
    for source, name in enumerate(SOURCES):
        rows = records.filter(pl.col("source") == source)
        rows = rows[dice.order(len(rows))].with_row_index("row", offset=1)
        sources.append(rows.with_columns(id=_ids(name, len(rows))))
    return sources


def _ids(source: str, rows: int) -> pl.Expr:
    number = pl.col("row").cast(pl.Int64)
    if source == "crm":
        base: int = 10 ** max(5, len(str(rows)))
        return (number + base).cast(pl.String)
    return pl.format(source[0] + "-{}", number.cast(pl.String).str.zfill(max(6, len(str(rows)))))


def _number_texts(numbers: Ints, width: int = 1) -> pl.Series:
    frame = pl.DataFrame({"number": numbers})
    text = pl.col("number").cast(pl.String).str.zfill(width)
    return frame.select(pl.when(pl.col("number") != ABSENT).then(text)).to_series()


def crm(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """The customer file: everything that staff have typed in, all as text."""
    dice = Dice(world.seed, "crm")
    count, place = len(rows), rows["place"].to_numpy()
    person, shown = world.seen.person[place], world.shown
    tax_id = np.where(shown.tax_id[place], world.contacts.tax_ids[person], ABSENT)
    land_line = np.where(shown.land_line[place], world.homes.land_line[person], ABSENT)
    latin_letter = 2 * dice.chance(0.06, count)
    gender = np.where(shown.gender[place], world.people.sex[person] + latin_letter, len(_GENDERS))
    return rows.with_columns(_crm_addresses(place, world, dice)).select(
        customer_id="id",
        fio="name",
        dob=pl.concat_str([pl.col("born").str.slice(start, size) for start, size in _DAY_MONTH_YEAR], separator="."),
        gender=pl.Series([*_GENDERS, None]).gather(gender),
        mobile=writing.phone_texts(rows["phone"].to_numpy(), dice.pick([35, 20, 25, 12, 8], count)),
        home_phone=writing.phone_texts(land_line, dice.pick([50, 20, 10, 10, 10], count)),
        email="email",
        tax_id=_number_texts(tax_id, width=12),
        city="city",
        street="street",
        postcode="postcode",
        loyalty_card="card",
        modified_at=pl.col("at").dt.strftime(_TIME),
    )


def _crm_addresses(place: Ints, world: World, dice: Dice) -> list[pl.Series]:
    """Columns `city`, `street` and `postcode`; some records say in words that there is none."""
    column = world.shown.address[place]
    address = world.homes.of_person[world.seen.person[place], np.maximum(column, 0)]
    frame = pl.DataFrame(
        {
            "known": column != ABSENT,
            "filler": world.shown.address_placeholder[place],
            "prefixed": (world.homes.language[address] == RUSSIAN) & dice.chance(0.15, len(place)),
            "city": town_names(world.homes, address),
            "street": street_lines(world.homes, address, dice.below(4, len(place))),
            "code": postcodes(world.homes, address),
            "coded": dice.chance(0.8, len(place)),
        }
    )
    city = pl.when("prefixed").then("г. " + pl.col("city")).otherwise("city")
    filler = pl.when("filler")
    return frame.select(
        city=pl.when("known").then(city),
        street=pl.when("known").then("street").otherwise(filler.then(pl.lit("не указан"))),
        postcode=pl.when(pl.col("known") & pl.col("coded")).then("code").otherwise(filler.then(pl.lit("-"))),
    ).get_columns()


def pos(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """Registrations at the till: a card, a short name, now and then a phone."""
    dice = Dice(world.seed, "pos")
    style = dice.pick([10, 10, 40, 15, 5, 20], len(rows))
    return rows.select(
        reg_id="id",
        card_no="card",
        name="name",
        phone=writing.phone_texts(rows["phone"].to_numpy(), style),
        birth_date=pl.col("born").str.to_date("%Y-%m-%d"),
        store_id=pl.Series(1 + dice.pick(fading(_STORES, head=10), len(rows))).cast(pl.Int32),
        registered_at="at",
    )


def app(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """Accounts of the mobile application: names in two fields, most often in Latin letters."""
    dice = Dice(world.seed, "app")
    count, place = len(rows), rows["place"].to_numpy()
    device = world.contacts.devices[world.seen.person[place], world.shown.device[place]]
    exchanged = pl.col("form") == FAMILY_GIVEN
    family = pl.when(pl.col("form") < GIVEN_ONLY).then("family")
    return rows.select(
        user_id="id",
        first_name=pl.when(exchanged).then("family").otherwise("given"),
        last_name=pl.when(exchanged).then("given").otherwise(family),
        birthday="born",
        msisdn=_without_plus(writing.phone_texts(rows["phone"].to_numpy(), np.full(count, writing.PLAIN_PHONE))),
        email="email",
        email_confirmed=pl.col("email").is_not_null() & pl.Series(dice.chance(0.86, count)),
        device_id=pl.Series([f"{number:011x}" for number in device.tolist()]),
        updated_at=pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _without_plus(phones: pl.Series) -> pl.Series:
    """Russian numbers begin with 7, as operators write them; others keep their plus."""
    return phones.str.replace(r"^\+7", "7")


def web(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """Visitors of the website: a cookie, and whatever a form has asked for."""
    dice = Dice(world.seed, "web")
    count, place = len(rows), rows["place"].to_numpy()
    person, column = world.seen.person[place], world.shown.address[place]
    cookie = world.contacts.cookies[person, world.shown.cookie[place]]
    town = town_names(world.homes, world.homes.of_person[person, np.maximum(column, 0)])
    frame = rows.with_columns(town=town, stated=pl.Series(column != ABSENT), small=pl.Series(dice.chance(0.2, count)))
    city = pl.when("small").then(pl.col("town").str.to_lowercase()).otherwise("town")
    return frame.select(
        visitor_id="id",
        cookie_id=pl.Series([f"c{number:011x}" for number in cookie.tolist()]),
        name="name",
        email="email",
        phone=writing.phone_texts(rows["phone"].to_numpy(), dice.pick([15, 20, 25, 30, 5, 5], count)),
        city=pl.when("stated").then(city),
        last_seen=pl.col("at").dt.strftime(_TIME),
    )
