"""Which column of a source feeds which attribute, and which ones are left out, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from golden_record.discover.guessing import SURE_CARD
from golden_record.discover.headers import slug
from golden_record.discover.profiling import ColumnProfile, FileProfile
from golden_record.discover.roles import Key, key_of, proofs_of, updated_at_of

ADDRESS_PARTS = frozenset({"street", "house", "building", "flat", "line1", "line2"})
"""Parts that only an address has; a town or a postcode alone is an attribute of its own."""

_PLACES = frozenset({"city", "postcode", "country", "region"})
_NAME_ORDER = ("given", "middle", "patronymic", "family", "prefix", "suffix")
_ADDRESS_ORDER = ("line1", "street", "house", "building", "flat", "line2", "city", "region", "postcode", "country")
_MANY = frozenset({"phone", "email", "identifier", "anonymous", "card"})
PERSONAL = frozenset({"person_name", "birth_date", "phone", "email", "inn", "snils", "passport", "ssn", "nhs", "iban"})
"""Types that only a record of a person has; a table without any is one of events, places or things."""


@dataclass(frozen=True)
class Fed:
    """An attribute as one source feeds it: columns of a list, or parts; `verified` proves the only column."""

    attribute: str
    type: str
    columns: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    verified: str | None = None
    confidence: float = 1.0
    compare: bool = True


@dataclass(frozen=True)
class SourcePlan:
    """One source of the job to be: its roles, its attributes, and the columns left out with the reasons."""

    profile: FileProfile
    key: Key
    updated_at: str | None
    attributes: tuple[Fed, ...]
    left_out: Mapping[str, str]
    cards: tuple[Fed, ...] = ()
    """Payment cards, which a job without a key cannot take in."""

    @property
    def personal(self) -> bool:
        """Whether the records are those of people."""
        return any(fed.type in PERSONAL for fed in self.attributes)


def plan_source(profile: FileProfile) -> SourcePlan:
    """Decide over every column of a file."""
    key, moment, proofs = key_of(profile), updated_at_of(profile), proofs_of(profile)
    left_out: dict[str, str] = {}
    free = [column for column in profile.columns if not _taken(column, key, moment, proofs)]
    usable = [column for column in free if _usable(column, left_out)]
    fed = [*_names(usable, left_out), *_places(usable, left_out), *_values(usable, proofs, left_out)]
    if not fed:
        fed = [Fed("reference", "identifier", (key.column,), confidence=0.0)]
    cards = [Fed("payment_card", "card", (column.name,)) for column in free if column.guess.type == "card"]
    time = moment.name if moment else None
    return SourcePlan(profile, key, time, tuple(_merged(fed)), left_out, tuple(_merged(cards)))


def _taken(column: ColumnProfile, key: Key, moment: ColumnProfile | None, proofs: Mapping[str, str]) -> bool:
    """Whether the column has a role; a key that has a meaning of its own is an attribute all the same."""
    if column.name == key.column:
        return not column.guess.attribute
    return column is moment or column.name in proofs.values()


def _usable(column: ColumnProfile, left_out: dict[str, str]) -> bool:
    if not column.guess.type:
        left_out[column.name] = column.guess.why
    elif column.guess.type == "card":
        left_out[column.name] = _why_no_card(column)
    elif column.measures.distinct == 1 and column.measures.filled > 1 and column.guess.part is None:
        left_out[column.name] = "says the same in every row"
    return column.name not in left_out


def _why_no_card(column: ColumnProfile) -> str:
    reason = "a payment card, which needs a secret key: see `privacy`"
    # Without check digits it may be a shop's own after all, and that a person must say.
    return reason if column.guess == SURE_CARD else f"{reason}; or is it a card of the shop? Then an `identifier`"


def _names(columns: Sequence[ColumnProfile], left_out: dict[str, str]) -> Iterator[Fed]:
    """A name from its parts where given and family name have columns of their own, else from one column."""
    named = [column for column in columns if column.guess.type == "person_name"]
    parts = _first_of_each([column for column in named if column.guess.part], left_out)
    whole = [column for column in named if not column.guess.part]
    if not parts and not whole:
        return
    chosen = parts if not whole or {"given", "family"} <= parts.keys() else {}
    if chosen:
        left_out.update({column.name: "the parts of the name say the same" for column in whole})
        yield Fed("full_name", "person_name", parts=_ordered(chosen), confidence=_surety(chosen.values()))
        return
    best, *others = sorted(whole, key=lambda column: -column.guess.confidence)
    left_out.update({column.name: f"{best.name} holds the whole name" for column in parts.values()})
    left_out.update({column.name: f"a second name beside {best.name}" for column in others})
    yield Fed("full_name", "person_name", (best.name,), confidence=best.guess.confidence)


def _places(columns: Sequence[ColumnProfile], left_out: dict[str, str]) -> Iterator[Fed]:
    """Addresses, one per qualifier of the headers (`billing_city`); towns and postcodes without one stand alone."""
    groups: defaultdict[str, list[ColumnProfile]] = defaultdict(list)
    for column in columns:
        if column.guess.type == "address" or column.guess.part in _PLACES:
            groups[column.heading.qualifier].append(column)
    first = max(groups, key=lambda name: (len(groups[name]), name), default="")
    for qualifier in sorted(groups, key=lambda name: (name != first, name)):
        prefix = "" if qualifier == first else f"{slug(qualifier, default='other')}_"
        yield from _place(groups[qualifier], prefix, left_out)


def _place(columns: list[ColumnProfile], prefix: str, left_out: dict[str, str]) -> Iterator[Fed]:
    whole = [column for column in columns if column.guess.type == "address" and column.guess.part is None]
    parts = _first_of_each([column for column in columns if column.guess.part], left_out)
    left_out.update({column.name: f"a second address beside {whole[0].name}" for column in whole[1:]})
    if whole and not parts:
        yield Fed(f"{prefix}address", "address", (whole[0].name,), confidence=whole[0].guess.confidence)
        return
    if whole:
        parts = {"line1": whole[0]} | {part: column for part, column in parts.items() if part != "line1"}
    if not parts.keys() & ADDRESS_PARTS:
        yield from (_alone(column, prefix) for column in parts.values())
        return
    if "line1" in parts and "house" in parts and "street" not in parts:
        parts["street"] = parts.pop("line1")
    yield Fed(f"{prefix}address", "address", parts=_ordered(parts), confidence=_surety(parts.values()))


def _alone(column: ColumnProfile, prefix: str) -> Fed:
    found = column.guess
    return Fed(
        prefix + (found.attribute or slug(column.name, default="place")),
        found.type,
        (column.name,),
        confidence=found.confidence,
        compare=found.type in {"city", "postcode"},
    )


def _values(columns: Sequence[ColumnProfile], proofs: Mapping[str, str], left_out: dict[str, str]) -> Iterator[Fed]:
    """Every other attribute: one column each, several where a person may hold several values."""
    for column in columns:
        found = column.guess
        if found.type in {"person_name", "address"} or found.part in _PLACES:
            continue
        yield Fed(
            slug(found.attribute or column.name, default="column"),
            found.type,
            (column.name,),
            verified=proofs.get(column.name),
            confidence=found.confidence,
            compare=_compares(column),
        )


def _compares(column: ColumnProfile) -> bool:
    """Whether a value says who somebody is: amounts, dates of events and words of a short list do not."""
    found = column.guess
    if found.type in {"person_name", "birth_date", "phone", "email", "gender", "company", "city", "postcode"}:
        return True
    return bool(found.attribute) and found.type not in {
        "category",
        "boolean",
        "number",
        "date",
        "text",
        "url",
        "country",
    }


def _first_of_each(columns: Sequence[ColumnProfile], left_out: dict[str, str]) -> dict[str, ColumnProfile]:
    """The surest column of every part, among equals the fullest."""
    chosen: dict[str, ColumnProfile] = {}
    for column in sorted(columns, key=lambda item: (-item.guess.confidence, -item.measures.filled)):
        part = column.guess.part or ""
        if part in chosen:
            left_out[column.name] = f"a second {part} beside {chosen[part].name}"
        else:
            chosen[part] = column
    return chosen


def _merged(fed: Iterable[Fed]) -> Iterable[Fed]:
    """Columns of one attribute as a list; where a person has one value, the surest column wins a name of its own."""
    known: dict[str, Fed] = {}
    for item in fed:
        former = known.get(item.attribute)
        if former is None:
            known[item.attribute] = item
        elif item.type == former.type and item.type in _MANY and not former.parts:
            # A list of columns has no room for proofs.
            known[item.attribute] = Fed(item.attribute, item.type, former.columns + item.columns, compare=item.compare)
        else:
            name = _another_name(slug("_".join(item.columns), default="column"), known)
            known[name] = Fed(name, item.type, item.columns, item.parts, confidence=item.confidence, compare=False)
    return known.values()


def _another_name(wanted: str, known: Mapping[str, Fed]) -> str:
    return next(
        name for name in (wanted, *(f"{wanted[:55]}_{number}" for number in range(2, 10_000))) if name not in known
    )


def _ordered(parts: Mapping[str, ColumnProfile]) -> dict[str, str]:
    return {part: parts[part].name for part in (*_NAME_ORDER, *_ADDRESS_ORDER) if part in parts}


def _surety(columns: Iterable[ColumnProfile]) -> float:
    return min(column.guess.confidence for column in columns)
