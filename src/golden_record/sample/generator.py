"""Draws the whole sample: people first, then what each record shows of them, then the tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.sample import activity, tables
from golden_record.sample.contacts import FAMILY, draw_contacts
from golden_record.sample.dice import Bools, Ints
from golden_record.sample.evidence import connected
from golden_record.sample.homes import draw_homes
from golden_record.sample.lexicon import ABSENT, build_lexicon
from golden_record.sample.naming import draw_names
from golden_record.sample.people import draw_people
from golden_record.sample.shown import draw_shown
from golden_record.sample.sightings import SOURCES, draw_sightings
from golden_record.sample.tables import World
from golden_record.sample.traps import trap_labels

FEWEST_RECORDS = 100
"""Below this some sources could stay empty."""

_RECORDS_PER_PERSON = 10 / 3

_MOST_SURNAMES = 12_000
_PEOPLE_PER_SURNAME = 25
"""Large populations know more surnames: otherwise a million records would hold thousands of namesakes per surname."""

_ASKED = (
    ["fio", "dob", "gender", "mobile", "home_phone", "email", "tax_id", "city", "street", "postcode", "loyalty_card"],
    ["card_no", "name", "phone", "birth_date"],
    ["first_name", "last_name", "birthday", "msisdn", "email"],
    ["name", "email", "phone", "city"],
)
"""The columns, by source, of which half must be empty for a record to count as such."""


@dataclass(frozen=True)
class SampleData:
    """The tables of the sample; `truth` says for each record of the four sources whose it is."""

    crm: pl.DataFrame
    pos: pl.DataFrame
    app: pl.DataFrame
    web: pl.DataFrame
    receipts: pl.DataFrame
    consents: pl.DataFrame
    truth: pl.DataFrame


def generate(records: int = 20_000, seed: int = 42) -> SampleData:
    """Exactly `records` records of about 0.3 times as many people; the same arguments always give the same tables.

    Raises:
        ValueError: `records` is below `FEWEST_RECORDS`.
    """
    if records < FEWEST_RECORDS:
        msg = f"records: {records} is too few, the sample needs at least {FEWEST_RECORDS}"
        raise ValueError(msg)
    world = _draw_world(records, seed)
    phones = tables.phones_shown(world)
    written = tables.written_records(world, phones)
    rows = tables.source_rows(written, seed)
    makers = (tables.crm, tables.pos, tables.app, tables.web)
    crm, pos, app, web = sources = [make(part, world) for make, part in zip(makers, rows, strict=True)]
    places = pl.concat([part.select("place", "id", "source") for part in rows])
    half_empty = np.zeros(records, dtype=np.bool_)
    half_empty[places["place"].to_numpy()] = np.concatenate([_half_empty(*pair) for pair in enumerate(sources)])
    traps = trap_labels(world, phones, half_empty)
    given = written.with_columns(_identifiers_given(world, written))
    return SampleData(
        crm=crm,
        pos=pos,
        app=app,
        web=web,
        receipts=activity.receipts(written, seed),
        consents=activity.consents(given, seed),
        truth=_truth(world, places, traps),
    )


def _draw_world(records: int, seed: int) -> World:
    count = round(records / _RECORDS_PER_PERSON)
    lexicon = build_lexicon(min(_MOST_SURNAMES, count // _PEOPLE_PER_SURNAME))
    people = draw_people(count, lexicon, seed)
    homes = draw_homes(people, seed)
    contacts = draw_contacts(people, lexicon, seed)
    seen = draw_sightings(count, records, seed)
    shown = draw_shown(seen, people, homes, contacts, seed)
    names = draw_names(seen, people, shown.maiden, lexicon, seed)
    shown, names = connected(seen, people, contacts, shown, names)
    return World(lexicon, people, homes, contacts, seen, shown, names, seed)


def _half_empty(source: int, table: pl.DataFrame) -> Bools:
    asked = _ASKED[source]
    empty = pl.sum_horizontal(pl.col(column).is_null() for column in asked)
    return table.select(empty * 2 >= len(asked)).to_series().to_numpy()


def _identifiers_given(world: World, written: pl.DataFrame) -> list[pl.Series]:
    """Columns `email_given` and `phone_given`: in standard form, without made up ones."""
    shown = world.shown
    frame = written.select("email", "phone").with_columns(
        own_email=pl.Series((shown.email != ABSENT) & (shown.email <= FAMILY)),
        own_phone=pl.Series((shown.phone != ABSENT) & (shown.phone <= FAMILY)),
    )
    return frame.select(
        email_given=pl.when("own_email").then(pl.col("email").str.to_lowercase()),
        phone_given=pl.when("own_phone").then(pl.format("+{}", "phone")),
    ).get_columns()


def _truth(world: World, places: pl.DataFrame, traps: pl.Series) -> pl.DataFrame:
    """One row per record; visitors that nothing connects with anybody are a household of their own."""
    people, seen = world.people, world.seen
    households: Ints = np.where(seen.guest, people.household[-1] + 1 + seen.person, people.household[seen.person])
    place = places["place"].to_numpy()
    return places.select(
        source=pl.Series(SOURCES).gather(places["source"]),
        source_id="id",
        person_id=_numbered("P", seen.person[place] + 1, len(people)),
        household_id=_numbered("H", households[place] + 1, int(households.max()) + 1),
        traps=traps.gather(place),
    )


def _numbered(letter: str, numbers: Ints, most: int) -> pl.Expr:
    return pl.lit(letter) + pl.lit(pl.Series(numbers)).cast(pl.String).str.zfill(len(str(most)))
