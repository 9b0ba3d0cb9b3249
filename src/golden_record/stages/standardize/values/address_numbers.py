"""The numbers of an address, taken out of its text column by column: postcode, house, building, flat.

What is left, the words, repeats from address to address and is read elsewhere. A mark stays where the house number
stood, because that tells the street from the town.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.stages.standardize.values.outcome import AT
from golden_record.stages.standardize.values.translit import latin

HOUSE_MARK = "¤"

NUMBERS = ("postcode", "flat", "structure", "letter", "building", "house")
"""Columns that `numbers` gives, besides `words`."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What to look for, which groups of it may be the number, and what stays in its place."""

    pattern: str
    groups: tuple[int, ...] = (1,)
    left: str = ","
    english: bool = False
    """Whether only lines without Cyrillic letters are read so."""
    flat: int | None = None
    """The group that is the flat, where it follows the house."""


# Signs that begin and end a word, spelt out: the Unicode word boundary is many times slower.
_B = "(?:^|[ ,-])"
_E = "(?:$|[ ,])"

_LETTER = "(?:[а-яёa-z]| [абвгдa-d])?"
_COUNT = f"[0-9]{{1,6}}{_LETTER}(?: ?/ ?[0-9]+[а-яёa-z]?)?"
_FLAT_WORD = (
    "(?:квартира|кв-ра|кварт|кв|офис|оф|помещение|помещ|пом|комната|комн|ком|апартаменты|апарт|ап|"
    "apartment|appartment|aprt|appt|apt|flat|unit|suite|ste|room|rm|trlr|kvartira|kv|ofis|villa)"
)
_FLAT = _Taken(
    f"(?i)(?:{_B}{_FLAT_WORD} ?|#)(?: ?(?:#|no |number |н ))* ?-?"
    f"([0-9]+{_LETTER}(?:[-/][0-9a-zа-я]+)?|[a-z]-?[0-9]*){_E}"
)
_STRUCTURE = _Taken(f"(?i){_B}(?:строение|строен|стр|stroenie|str) ?([0-9]+[а-яёa-z]?){_E}")
_LETTERED = _Taken(f"(?i){_B}(?:литера|литер|лит|litera|liter|lit) ?([а-яёa-z]){_E}")
_BUILDING = _Taken(
    f"(?i){_B}(?:(?:корпус|корп|кор|korpus|korp|block|blk|bldg|building) ?-?([0-9]+[а-яёa-z]?|[а-яa-z])"
    f"|[кk] ?([0-9]+[а-яёa-z]?)){_E}",
    (1, 2),
)

_RU_POSTCODE = _Taken(f"{_B}([0-9]{{6}}){_E}")
_UK_POSTCODE = _Taken(f"(?i){_B}([A-Z]{{1,2}}[0-9][0-9A-Z]? ?[0-9][A-Z]{{2}}){_E}")
_ZIP = _Taken("(?i)[ ,]([0-9]{5}(?:-[0-9]{4})?)(?:,? (?:USA|US|United States))?$")
_AU_POSTCODE = _Taken(f"(?i)({_B}(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT)),? ([0-9]{{4}})$", (2,), "${1}")
# Hauptstr 5, 10115 Berlin: a number was written before, so this one is not the house.
_BEFORE_TOWN = _Taken(r"^(.*[0-9].*), ([0-9]{5}) (\p{L}[^,]*)$", (2,), "${1}, ${3}")

# 55a6: a letter that slipped into a number.
_NUMBER_FIRST = r"([0-9]{1,6}[a-zа-яё]?[0-9]{0,4}(?:[-/][0-9]+[a-zа-яё]?)?),? (\p{L}|[0-9]+(?:st|nd|rd|th) )"
_AT_END = f", {HOUSE_MARK},"
_AT_START = f"{HOUSE_MARK} ${{2}}"
# In the order of asking: by its word, then by its place in the line: first in an English one, last in a Russian one.
_HOUSES = (
    _Taken(f"(?i){_B}(?:p ?o ?box|post office box|а/я|абонентский ящик|a/ya) ?([0-9]+)", left=f", {HOUSE_MARK} pobox,"),
    _Taken(
        f"(?i){_B}(?:дом|домовладение|владение|вл|здание|зд|участок|уч|д|house|hse|dom|d) ?-?({_COUNT})"
        f"(?:(?: ?- ?|,? )([0-9]{{1,4}}[а-яёa-z]?)(?:,|$)|{_E})",
        left=_AT_END,
        flat=2,
    ),
    # 17 2 neal rd: a blank that slipped into a number.
    _Taken(f"(?i)^((?:[0-9]{{1,4}} )?{_NUMBER_FIRST[1:]}", left=_AT_START, english=True),
    _Taken(
        f"(?i)[ ,]({_COUNT})(?:(?: ?- ?|,? )([0-9]{{1,4}}[а-яёa-z]?))? ?(?:,|$)",
        left=_AT_END,
        flat=2,
    ),
    _Taken(f"(?i), {_NUMBER_FIRST}", left=f", {_AT_START}"),
    _Taken(f"(?i)^{_NUMBER_FIRST}", left=_AT_START),
    _Taken("(?i)^([0-9]{1,6}[а-яёa-z]?(?:[-/][0-9]+[a-zа-яё]?)?)$", left=HOUSE_MARK),
)

# Letters between two numbers are short for building and structure (5к2, 5 к 2, 5с1); what follows them is the flat.
_SPELT = (
    (r"(?i)^([0-9]{1,6})([a-z]{4,} )", "${1} ${2}"),
    (r"(?i)([0-9])(кв|корп|стр|лит|оф|пом|этаж|эт)", "${1} ${2}"),
    (r"(?i)([0-9][а-яё]?) ?[кk] ?([0-9]+)", "${1} корп ${2}"),
    (r"(?i)([0-9][а-яё]?) ?[сs] ?([0-9]+)", "${1} стр ${2}"),
    (r"(?i)((?:корп|стр) [0-9]+) ?- ?([0-9]+)", "${1} кв ${2}"),
)
# Nothing can be compared that says on which floor or which entrance.
_FLOOR = f"(?i){_B}(?:(?:этаж|эт|подъезд|под|floor|flr|fl) ?[0-9]+|[0-9]+(?:-?й|st|nd|rd|th)? (?:этаж|floor|flr)){_E}"


def numbers(texts: pl.DataFrame) -> pl.DataFrame:
    """`at`, `NUMBERS` and `words` of a frame of `at` and `words`.

    `words` comes back without the numbers, one comma between its segments, the house marked.
    """
    nothing = [pl.lit(None, dtype=pl.String).alias(name) for name in NUMBERS]
    frame = texts.select(AT, _prepared(pl.col("words")), *nothing)
    frame = _take(frame, "postcode", _RU_POSTCODE, _UK_POSTCODE)
    frame = _take(frame, "flat", _FLAT)
    frame = _take(frame, "postcode", _ZIP, _AU_POSTCODE, _BEFORE_TOWN)
    frame = _take(frame, "structure", _STRUCTURE)
    frame = _take(frame, "letter", _LETTERED)
    frame = _take(frame, "building", _BUILDING)
    return _units(_take(frame, "house", *_HOUSES))


def number_key(text: pl.Expr) -> pl.Expr:
    """A house or flat number to compare: `5 А`, `05а` and `5a` are one."""
    return latin(text).str.replace_all(r"[^0-9a-z/\-]+", "").str.replace(r"^0+([0-9])", "${1}")


def _prepared(text: pl.Expr) -> pl.Expr:
    separated = text.str.replace_all(r"[;|()\[\]]", ",").str.replace_all(f'[.№"«»“”„_{HOUSE_MARK}]+', " ")
    spelt = separated
    for pattern, replacement in _SPELT:
        spelt = spelt.str.replace(pattern, replacement)
    return _tidied(spelt.str.replace_all(_FLOOR, ","))


def _tidied(text: pl.Expr) -> pl.Expr:
    spaced = text.str.replace_all(r"\s*,[\s,]*", ", ").str.replace_all(r"\s+", " ")
    return spaced.str.strip_chars(" ,-")


def _take(frame: pl.DataFrame, name: str, *wanted: _Taken) -> pl.DataFrame:
    """Moves the first match of the first pattern that matches from `words` to `name`, unless that is known already."""
    words = pl.col("words")
    done: list[pl.DataFrame] = [frame.filter(pl.col(name).is_not_null())]
    left = frame.filter(pl.col(name).is_null())
    for taken in wanted:
        fits = words.str.contains(taken.pattern)
        if taken.english:
            fits &= ~words.str.contains("[а-яёА-ЯЁ]")
        # Only where it matches: finding is cheap, capturing and replacing are not.
        marked = left.with_columns(fits.fill_null(value=False).alias("fits"))
        done.append(_moved(marked.filter("fits").drop("fits"), name, taken))
        left = marked.filter(~pl.col("fits")).drop("fits")
    return pl.concat([*done, left])


def _moved(rows: pl.DataFrame, name: str, taken: _Taken) -> pl.DataFrame:
    words = pl.col("words")
    # Of labelled numbers the first counts and the others go; a house is found by its place, so only that one goes.
    rest = (
        words.str.replace(taken.pattern, taken.left, n=1)
        if name == "house"
        else words.str.replace_all(taken.pattern, taken.left)
    )
    columns = {name: pl.coalesce(words.str.extract(taken.pattern, group) for group in taken.groups)}
    if taken.flat is not None:
        columns["flat"] = pl.coalesce("flat", words.str.extract(taken.pattern, taken.flat))
    return rows.with_columns(_tidied(rest).alias("words"), **columns)


def _units(frame: pl.DataFrame) -> pl.DataFrame:
    """In an English line `3/45` is unit 3 of house 45; a building without a house stands for it."""
    halves = pl.col("house").str.split_exact("/", 1)
    unit = (
        pl.col("words").str.starts_with(HOUSE_MARK)
        & ~pl.col("words").str.contains("[а-яёА-ЯЁ]")
        & pl.col("house").str.contains("/", literal=True)
        & pl.col("flat").is_null()
    ).fill_null(value=False)
    # In Zelenograd and its like the building is all the house number there is.
    only = pl.col("house").is_null() & pl.col("building").is_not_null()
    house = pl.when(only).then(pl.col("building")).otherwise(pl.col("house"))
    return frame.with_columns(
        pl.when(unit).then(halves.struct.field("field_1")).otherwise(house).alias("house"),
        pl.when(~only).then(pl.col("building")).alias("building"),
        pl.when(unit).then(halves.struct.field("field_0")).otherwise(pl.col("flat")).alias("flat"),
    )
