"""What a column is: its header and its contents put together, and how sure the two make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from golden_record.discover.contents import Contents
from golden_record.discover.headers import PARTIAL, Heading
from golden_record.discover.vocabulary import Meaning
from golden_record.model.attribute_types import TYPES
from golden_record.model.cards import NUMBER_SHAPE

_MOST_CATEGORIES = 200
_CATEGORY_VARIETY = 0.05
# A header speaks of cards by these, as `words_of` folds them, and by others it says that they are a shop's own.
_CARD_WORDS = ("card", "kart", "pan")
_OWN_CARD_WORDS = ("loial", "bonus", "discount", "diskont", "club", "klub", "member", "gift", "podaroch")
_MAY_HOLD_CARDS = frozenset({"", "loyalty_card", "payment_card", "contract"})


@dataclass(frozen=True)
class Guess:
    """What a column is taken for. An empty type means that nothing was understood; `why` gives the reason."""

    type: str
    attribute: str = ""
    part: str | None = None
    confidence: float = 0.0
    why: str = ""

    @property
    def label(self) -> str:
        """The type as people read it, with the part of a name or an address: `person_name.given`."""
        owner = "address" if self.part and self.type != "person_name" else self.type
        return f"{owner}.{self.part}" if self.part else owner


SURE_CARD = Guess("card", "payment_card", confidence=0.9, why="check digits agree")
"""Payment cards beyond doubt."""

_NAMED_CARD = Guess("card", "payment_card", confidence=0.7, why="the header, and the shape of the numbers")


def guess(heading: Heading, contents: Contents) -> Guess:
    """The best reading of a column: the header's if the values bear it out, else that of the values alone."""
    if contents.empty:
        return Guess("", why="the column is empty")
    if contents.nested:
        return Guess("", why="its values are nested JSON")
    if heading.about == "proof":
        return _proof(contents)
    card = _card(heading, contents)
    if card is not None:
        return card
    named = _named(heading, contents)
    if named is not None and (named.attribute or named.confidence >= 0.5):
        return named
    return _tempered(_seen(contents), heading, contents)


def _card(heading: Heading, contents: Contents) -> Guess | None:
    """Payment cards where most values have their shape, and the check digits or the header say so.

    By chance one number in ten passes. To take a shop's own numbers for cards costs a comparison, to take cards for a
    shop's own costs the secret. Numbers of devices have the same check digit: a header may leave no room for cards.
    """
    if heading.meaning is not None and heading.meaning.attribute not in _MAY_HOLD_CARDS:
        return None
    if contents.share(rf"^\s*{NUMBER_SHAPE}(?:\.0+)?\s*$") < 0.5:
        return None
    if contents.card_checked >= 0.5:
        return SURE_CARD
    return _NAMED_CARD if _speaks_of_cards(heading.words) else None


def _speaks_of_cards(words: tuple[str, ...]) -> bool:
    return any(word.startswith(_CARD_WORDS) for word in words) and not any(
        word.startswith(_OWN_CARD_WORDS) for word in words
    )


def _tempered(seen: Guess, heading: Heading, contents: Contents) -> Guess:
    """What the values alone say, with what the header at least rules out."""
    if heading.about == "other" and seen.type in {"person_name", "phone", "email", "address"}:
        # Somebody else's name or phone: it may be right for what it is, and still says nothing of the customer.
        return replace(seen, type="text", attribute="", part=None, why=f"a {seen.type}, but hardly the customer's own")
    if heading.words[-1:] == ("id",) and seen.type in {"number", "text"}:
        if contents.measures.variety <= _CATEGORY_VARIETY:
            return Guess("category", confidence=0.5, why="an id of which there are few")
        return Guess("identifier", confidence=0.5, why="the header ends in id")
    return seen


def _proof(contents: Contents) -> Guess:
    fits = contents.sound_cells("boolean")
    if fits >= 0.8:
        return Guess("boolean", confidence=fits, why="says whether another column is confirmed")
    return _seen(contents)


def _named(heading: Heading, contents: Contents) -> Guess | None:
    """The header's meaning where the values do not contradict it."""
    meaning = heading.meaning
    if meaning is None:
        return None
    fits = _fit(meaning, contents)
    if fits < _LEAST_FIT.get(meaning.type, 0.5):
        return _fallback(meaning, contents)
    if heading.certainty <= PARTIAL and not _strong(meaning, contents):
        return None
    sure = 0.55 * heading.certainty + 0.45 * fits
    return Guess(meaning.type, meaning.attribute, meaning.part, round(sure, 2), "header and contents")


def _strong(meaning: Meaning, contents: Contents) -> bool:
    """Whether the contents alone say nearly the same: a header of which half is unknown needs that."""
    if meaning.type == "person_name":
        return contents.known_names >= 0.3
    if meaning.type in {"city", "postcode", "company", "country"}:
        return True
    return bool(meaning.attribute) and meaning.type not in {"identifier", "anonymous", "number", "category", "text"}


def _fallback(meaning: Meaning, contents: Contents) -> Guess | None:
    """A number of a register whose digits do not add up is still somebody's number."""
    kind = TYPES[meaning.type]
    if kind.name == "card" and contents.share(r"\d{6}") >= 0.6:
        return Guess("identifier", "loyalty_card", confidence=0.6, why="a card number, but none of a bank")
    if kind.kind == "identifier" and contents.share(r"\d") >= 0.6 and contents.measures.variety > _CATEGORY_VARIETY:
        return Guess(
            "identifier", meaning.attribute, confidence=0.6, why=f"named {meaning.type}, but its digits do not fit"
        )
    return None


def _fit(meaning: Meaning, contents: Contents) -> float:
    """How far the values can be what the header says, 0 to 1."""
    if meaning.part in {"house", "building", "flat"}:
        return 1.0 if contents.words < 4 else 0.4
    if meaning.part in {"suffix", "prefix", "middle"}:
        return contents.lettered
    test = _FITS.get(meaning.type)
    return test(contents) if test else contents.sound(meaning.type)


_FITS: dict[str, Callable[[Contents], float]] = {
    "person_name": lambda contents: contents.lettered,
    "birth_date": lambda contents: contents.sound("birth_date"),
    "phone": lambda contents: contents.share(r"^[+\d(][\d\s()+.\-x/ext]{4,}$"),
    "email": lambda contents: contents.share("@"),
    "address": lambda contents: contents.share(r"\p{L}"),
    "city": lambda contents: contents.lettered,
    "country": lambda contents: max(contents.sound("country"), 0.7 * contents.lettered),
    "company": lambda contents: contents.share(r"\p{L}"),
    "postcode": lambda contents: contents.keyed("postcode") if contents.words <= 2.2 else 0.0,
    "identifier": lambda contents: 0.0 if contents.words > 2 else max(contents.coded, contents.share(r"^\S+$")),
    "anonymous": lambda contents: contents.share(r"^\S{6,}$"),
    "number": lambda contents: contents.numeric,
    "boolean": lambda contents: contents.sound_cells("boolean"),
    "gender": lambda contents: contents.sound_cells("gender"),
    "category": lambda contents: 1.0 if contents.measures.longest < 60 and contents.measures.variety < 0.2 else 0.0,
    "text": lambda contents: 1.0,
}
_LEAST_FIT = {"country": 0.4, "address": 0.6, "postcode": 0.6, "number": 0.8, "boolean": 0.8, "gender": 0.6, "url": 0.6}


def _seen(contents: Contents) -> Guess:
    """The first test, strongest first, that the values alone pass."""
    for test in (_contact, _registered, _moment, _word, _person, _code):
        found = test(contents)
        if found is not None:
            return found
    if _is_category(contents):
        return Guess("category", confidence=0.6, why="few distinct values")
    return Guess("text", confidence=0.4, why="words of no kind that is known")


def _contact(contents: Contents) -> Guess | None:
    email, url = contents.share(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"), contents.share(r"^(?:https?://|www\.)")
    if email >= 0.6:
        return Guess("email", "email", confidence=email * 0.9, why="contents")
    if url >= 0.6:
        return Guess("url", "website", confidence=url * 0.9, why="contents")
    dialled = contents.share(
        r"^\s*(?:\+\d[\d\s().-]{8,}|[78]9\d{9}|8[\s(-]*\d{3}[\d\s().-]{7,}|\(?\d{3}\)?[\s.-]\d{3}[\s.-]?\d{2}[\s.-]?\d{2})\s*$"
    )
    if dialled >= 0.6 and contents.keyed("phone") >= 0.6:
        return Guess("phone", "phone", confidence=dialled * 0.85, why="contents")
    return None


def _registered(contents: Contents) -> Guess | None:
    """Numbers whose check digits agree: by chance, one in eleven does."""
    for type_name, attribute, shape in (
        ("snils", "snils", r"^\d{3}-\d{3}-\d{3}[ -]\d{2}$"),
        ("iban", "iban", r"^[A-Z]{2}\d{2}[A-Z0-9 ]{11,}$"),
        ("inn", "tax_id", r"^\d{10}(?:\d{2})?$"),
    ):
        if contents.share(shape) >= 0.8 and contents.sound(type_name) >= 0.8:
            return Guess(type_name, attribute, confidence=0.9, why="check digits agree")
    return None


def _moment(contents: Contents) -> Guess | None:
    if contents.timed >= 0.7:
        return Guess("date", confidence=0.9, why="a time of day stands beside the date")
    if contents.dated >= 0.8 and contents.of_births:
        return Guess("birth_date", "birth_date", confidence=0.6, why="dates that lie decades back")
    if contents.dated >= 0.8:
        return Guess("date", confidence=0.8, why="contents")
    return None


def _word(contents: Contents) -> Guess | None:
    if contents.measures.distinct <= 12 and contents.sound_cells("gender") >= 0.9 and contents.share(r"\p{L}") >= 0.8:
        return Guess("gender", "gender", confidence=0.8, why="contents")
    if contents.measures.distinct <= 4 and contents.sound_cells("boolean") >= 0.9:
        return Guess("boolean", confidence=0.7, why="contents")
    return None


def _person(contents: Contents) -> Guess | None:
    if contents.lettered < 0.6 or contents.words > 5:
        return _place(contents)
    if _is_category(contents) and contents.measures.distinct < 20:
        return None
    if contents.words < 1.3 and contents.family_names >= max(0.35, contents.known_names):
        return Guess("person_name", "full_name", "family", 0.6, "common family names")
    if contents.known_names >= 0.5:
        part = None if contents.words > 1.3 else "given"
        return Guess("person_name", "full_name", part, round(0.9 * contents.known_names, 2), "known given names")
    if contents.share(r"(?i)\b(?:ооо|оао|зао|пао|ао|ип|llc|ltd|inc|gmbh|plc|corp)\b") >= 0.4:
        return Guess("company", "company", confidence=0.7, why="legal forms")
    return _place(contents)


def _place(contents: Contents) -> Guess | None:
    if (
        contents.words >= 2
        and contents.share(r"\p{L}") >= 0.8
        and contents.share(r"\d") >= 0.6
        and contents.keyed("address") >= 0.5
    ):
        return Guess("address", "address", confidence=0.7, why="streets and house numbers")
    return None


def _code(contents: Contents) -> Guess | None:
    varied = contents.measures.variety > _CATEGORY_VARIETY
    if contents.share(r"(?i)^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$") >= 0.8:
        return Guess("identifier", confidence=0.8, why="UUIDs")
    if varied and contents.coded >= 0.8 and contents.share(r"\p{L}") >= 0.5:
        return Guess("identifier", confidence=0.6, why="codes of one shape")
    if contents.numeric >= 0.9:
        if varied and contents.uniform_digits >= 0.9 and contents.measures.shortest >= 6:
            return Guess("identifier", confidence=0.6, why="digits of one length")
        few = _is_category(contents) and contents.measures.distinct <= 20
        return Guess("category" if few else "number", confidence=0.6, why="numbers")
    return None


def _is_category(contents: Contents) -> bool:
    """Whether a few values come again and again."""
    measures = contents.measures
    most = min(_MOST_CATEGORIES, max(12, _CATEGORY_VARIETY * measures.filled))
    return measures.distinct <= most and measures.variety <= 0.5 and measures.longest < 60
