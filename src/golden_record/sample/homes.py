"""Where people live, before and after they move, and the land line that goes with the home."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.sample.choice import by_number
from golden_record.sample.dice import Dice, Ints, fading
from golden_record.sample.people import FIRST_CHILD, NEVER, OPENED, THIRD_CHILD, TODAY, People
from golden_record.sample.places import RUSSIAN, STREETS, TOWNS

BEFORE, AFTER = 0, 1


@dataclass(frozen=True)
class Homes:
    """Numbered addresses in parts, and which two belong to each person.

    `of_person[person, BEFORE]` and `of_person[person, AFTER]` are numbers of addresses, parted by the day `moved`;
    `land_line` is the number of the household of each person, with its country code.
    """

    language: Ints
    town: Ints
    street: Ints
    house: Ints
    flat: Ints
    code: Ints
    of_person: Ints
    moved: Ints
    land_line: Ints


def draw_homes(people: People, seed: int) -> Homes:
    """Two addresses per household, of which most keep the first, and one for everybody who leaves the family."""
    dice = Dice(seed, "homes")
    households = int(people.household[-1]) + 1
    languages = np.zeros(households, dtype=np.int64)
    languages[people.household] = people.language
    language = np.concatenate([languages, languages, people.language])
    town = _towns(people, languages, dice)
    of_person, moved = _movers(people, households, dice)
    size = len(language)
    streets = [fading(len(names), head=15) for names in STREETS]
    return Homes(
        language=language,
        town=town,
        street=dice.pick_by(language, streets),
        house=1 + dice.below(120, size),
        flat=1 + dice.below(180, size),
        code=dice.below(1000, size),
        of_person=of_person,
        moved=moved,
        land_line=_land_lines(languages, town)[people.household],
    )


def _towns(people: People, languages: Ints, dice: Dice) -> Ints:
    """Home towns; half of those who move stay in theirs."""
    table = np.zeros((2, max(len(towns) for towns in TOWNS)))
    for language, towns in enumerate(TOWNS):
        table[language, : len(towns)] = fading(len(towns), head=3)
    first = dice.pick_by(languages, table)
    other = dice.pick_by(np.concatenate([languages, people.language]), table)
    stay = np.concatenate([first, first[people.household]])
    return np.concatenate([first, np.where(dice.chance(0.5, len(other)), stay, other)])


def _movers(people: People, households: int, dice: Dice) -> tuple[Ints, Ints]:
    """Families move together; grown children leave, at the latest when they marry."""
    count = len(people)
    day = OPENED + 300 + dice.below(TODAY - OPENED - 500, count)
    family_day = np.where(dice.chance(0.10, households), day[:households], NEVER)[people.household]
    child = (people.seat >= FIRST_CHILD) & (people.seat <= THIRD_CHILD) & (people.born < OPENED - 17 * 365)
    weds = child & (people.married > OPENED) & (people.married < NEVER)
    leaves = weds | (child & dice.chance(0.10, count))
    moved = np.where(leaves, np.where(weds, people.married, day), family_day)
    after = np.where(leaves, 2 * households + np.arange(count), households + people.household)
    return np.stack([people.household, np.where(moved == NEVER, people.household, after)], axis=1), moved


def _land_lines(languages: Ints, town: Ints) -> Ints:
    """One number per household, without collisions in a town: the multiplier has no factor in common with 10."""
    households = np.arange(len(languages))
    size = max(len(towns) for towns in TOWNS)
    prefix = np.zeros((2, size), dtype=np.int64)
    for language, towns in enumerate(TOWNS):
        prefix[language, : len(towns)] = [int(place.dialling) for place in towns]
    dialling = prefix[languages, town[: len(languages)]]
    russian = 70_000_000_000 + dialling * 10_000_000 + 2_000_000 + (households + 137) * 618_033 % 5_000_000
    british = 440_000_000_000 + dialling * 1_000_000 + (households + 137) * 618_033 % 1_000_000
    return np.where(languages == RUSSIAN, russian, british)


def town_names(homes: Homes, address: Ints) -> pl.Series:
    """The name of the town of each address."""
    names = pl.Series([place.name for towns in TOWNS for place in towns])
    return names.gather(homes.town[address] + homes.language[address] * len(TOWNS[0]))


def postcodes(homes: Homes, address: Ints) -> pl.Series:
    """Six digits in Russia; an outward and an inward code in Britain, from the address alone."""
    areas = pl.Series([place.postcode for towns in TOWNS for place in towns])
    code = homes.code[address]
    parts = pl.DataFrame(
        {
            "area": areas.gather(homes.town[address] + homes.language[address] * len(TOWNS[0])),
            "russian": homes.language[address] == RUSSIAN,
            "code": code,
            "letters": pl.Series([a + b for a in "ABDEFGHJLN" for b in "PQRSTUWXYZ"]).gather(code % 100),
        }
    )
    digits = pl.col("code").cast(pl.String).str.zfill(6)
    filled = pl.col("area") + digits.str.tail(6 - pl.col("area").str.len_chars().cast(pl.Int64))
    outward = pl.concat_str("area", 1 + pl.col("code") // 60)
    british = pl.concat_str(outward, pl.lit(" "), pl.col("code") % 9 + 1, "letters")
    return parts.select(pl.when("russian").then(filled).otherwise(british)).to_series()


def street_lines(homes: Homes, address: Ints, style: Ints) -> pl.Series:
    """Street, house and flat, written in one of four styles."""
    streets = pl.Series([name for names in STREETS for name in names])
    language = homes.language[address]
    parts = pl.DataFrame(
        {
            "street": streets.gather(homes.street[address] + language * len(STREETS[0])),
            "house": homes.house[address],
            "flat": homes.flat[address],
            "style": style + 4 * language,
        }
    )
    styles = (
        "ул. {}, д. {}, кв. {}",
        "{} ул., {}-{}",
        "ул {} д {} кв {}",
        "ул. {}, {}/{}",
    )
    written = [pl.format(text, "street", "house", "flat") for text in styles]
    flat = pl.format("Flat {}, {} {}", "flat", "house", "street")
    house = pl.format("{} {}", "house", "street")
    written += [house, flat, house.str.to_uppercase(), pl.format("{}, flat {}", house, "flat")]
    return parts.select(by_number("style", written)).to_series()
