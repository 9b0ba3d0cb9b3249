"""Statements that weigh sampled pairs: how rare is what they agree on, and how grave what they differ in.

Bits as in a match weight: agreement on a value that one record in a thousand holds is worth ten of them. They come from
counted values and from round figures for disagreement, so they are rough, but they ask for no training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from golden_record.model.attribute_types import TYPES, AttributeType, part_column
from golden_record.stages.link.blocking.queries import PILOT_DISTINCT
from golden_record.stages.link.queries import NODE
from golden_record.warehouse import stack, tidy
from golden_record.warehouse.sql import column

SIMILAR = 0.86
"""Jaro-Winkler similarity from which two names may be one with a slip."""


@dataclass(frozen=True)
class _Evidence:
    """Bits of a piece of evidence as SQL over `l` and `r`, and the column whose rarity it needs, if any."""

    bits: str
    rarity_of: str | None = None


def likely_pairs(attributes: Mapping[str, str], records: int) -> str:
    """One row per sampled pair, in order: its number, and the probability that it is a match.

    `attributes` is name to type, `records` how many there are: before anything is compared, a record is expected to
    have one match among so many.
    """
    everyone = f"log2({max(records, 2)})"
    pieces = [piece for name, type_ in attributes.items() for piece in _evidence(name, TYPES[type_], everyone)]
    joins = [_rarity(piece.rarity_of, everyone) for piece in pieces if piece.rarity_of]
    bits = stack([piece.bits for piece in pieces] or ["0"], indent=20, separator=" +")
    return tidy(f"""
        with weighed as (
            select
                pair,
                (
                    {bits}
                ) + 1 - {everyone} as bits
            from {PILOT_DISTINCT}
            join {NODE} as l on l.record_id = left_id
            join {NODE} as r on r.record_id = right_id
            {" ".join(joins)}
        )
        select pair, 1 / (1 + pow(2, -greatest(least(bits, 60), -60))) as likely
        from weighed
        order by pair
    """)


def _rarity(name: str, everyone: str) -> str:
    """A join that brings the rarity, in bits, of what the first record holds in a column."""
    alias = column(f"rare_{name}")
    return (
        f"left join (select {column(name)} as value, {everyone} - log2(count(*)) as bits from {NODE}"
        f" where {column(name)} is not null group by value) as {alias} on {alias}.value = l.{column(name)}"
    )


def _evidence(attribute: str, type_: AttributeType, everyone: str) -> Iterator[_Evidence]:
    """The evidence of an attribute; `everyone` is what a value that a single record holds is worth, in bits."""
    if type_.kind == "name":
        yield from _name(attribute)
    elif type_.kind == "date":
        yield _date(attribute)
    elif type_.multiple:
        yield _shared_value(attribute, type_, everyone)
    elif type_.kind == "address":
        yield _address(attribute, everyone)
    else:
        yield _word(attribute)


def _rare(name: str) -> str:
    return f"coalesce({column(f'rare_{name}')}.bits, 0)"


def _equal(*names: str) -> str:
    return " and ".join(f"l.{column(name)} = r.{column(name)}" for name in names)


def _when_known(name: str, cases: str) -> str:
    return f"case when l.{column(name)} is null or r.{column(name)} is null then 0 {cases} end"


def _name(attribute: str) -> Iterator[_Evidence]:
    given, family = part_column(attribute, "given"), part_column(attribute, "family")
    forms, sound = part_column(attribute, "given_class"), part_column(attribute, "given_sound")
    family_sound = part_column(attribute, "family_sound")
    crossed = f"l.{column(given)} = r.{column(family)} or l.{column(family)} = r.{column(given)}"
    long = f"length(l.{column(given)}) > 1 and length(r.{column(given)}) > 1"
    same = f"{long} and ({_equal(sound)} or list_has_any(l.{column(forms)}, r.{column(forms)}))"
    initial = f"not ({long}) and left(l.{column(given)}, 1) = left(r.{column(given)}, 1)"
    for name, agrees, partly, apart in (
        (given, same, f"when {initial} then 2", -5),
        (family, _equal(family_sound), "", -4),
    ):
        rare = _rare(name)
        near = f"{crossed} or jaro_winkler_similarity(l.{column(name)}, r.{column(name)}) >= {SIMILAR}"
        cases = f"when {agrees} then greatest({rare} - 0.5, 0) {partly} when {near} then {rare} / 2 else {apart}"
        yield _Evidence(_when_known(name, cases), name)


def _date(attribute: str) -> _Evidence:
    rare = _rare(attribute)
    parts = [part_column(attribute, part) for part in ("year", "month", "day")]
    two = " + ".join(f"coalesce({_equal(part)}, false)::int" for part in parts) + " >= 2"
    cases = f"when {_equal(attribute)} then {rare} - 0.3 when {two} then {rare} * 0.4 else -5"
    return _Evidence(_when_known(attribute, cases), attribute)


def _shared_value(attribute: str, type_: AttributeType, everyone: str) -> _Evidence:
    own, any_ = column(f"{attribute}__personal"), column(attribute)
    # People change telephones, cards and addresses; they do not change what a state has numbered them with.
    apart = -1.5 if type_.kind in {"phone", "email"} or type_.name in {"identifier", "anonymous"} else -4
    cases = (
        f"when list_has_any(l.{own}, r.{own}) then {everyone} - 2"
        f" when list_has_any(l.{any_}, r.{any_}) then {everyone} / 3 else {apart}"
    )
    return _Evidence(_when_known(attribute, cases))


def _address(attribute: str, everyone: str) -> _Evidence:
    street, house, postcode = (part_column(attribute, part) for part in ("street", "house", "postcode"))
    # Half of what a home would prove of strangers: whoever shares it may be family.
    home = f"when {_equal(attribute)} or ({_equal(street, house)}) then {everyone} / 2"
    near = f"when {_equal(street)} or {_equal(postcode)} then 3"
    return _Evidence(_when_known(attribute, f"{home} {near} else -1.5"))


def _word(attribute: str) -> _Evidence:
    cases = f"when {_equal(attribute)} then greatest({_rare(attribute)} - 0.5, 0) else -2"
    return _Evidence(_when_known(attribute, cases), attribute)
