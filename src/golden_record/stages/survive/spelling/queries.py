"""The SQL of spelling: which form of a value is shown, and when another candidate is the same value better written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from golden_record.model.attribute_types import part_column
from golden_record.stages.survive.rules import AttributeRule
from golden_record.stages.survive.standing.decisions import Decision
from golden_record.stages.survive.standing.queries import by_voices
from golden_record.warehouse import literal
from golden_record.warehouse.sql import column

# Steps of an election that no spelling overrules: who wrote a form is then more than a matter of trust.
_BINDING = frozenset({"quality", "prefer_sources", "when", "verified"})

# A slip changes one letter of a word; of four signs, one in four is another word.
_SHORTEST = 5

# By how much the formal name is nearer to the name of its class than a diminutive: Anna 1.00, Anya 0.87; but Evgenia
# and Evgeniia, one name in two alphabets, are 0.03 apart.
_MORE_FORMAL = 0.05

# More than the trust of all sources together: a formal name comes before any other form.
_FORMAL = 1e6

_MARKS = 3
"""Signs before the value in `best_form`."""


def best_form() -> str:
    """A text that is greatest for the best written form among those of one key.

    Capitals where they belong; then letters that a key has folded away, `Пётр` before `Petr`; then nothing that had to
    be repaired. Of forms equal in all this the last one is taken: `ё` comes after `е`. A text, since the greatest text
    is found in a third of the time of the greatest struct.
    """
    cased = "if(value <> upper(value) and value <> lower(value), '1', '0')"
    # Two bytes for each sign from 256 on, in the order of their numbers.
    letters = "chr((256 + least(strlen(value) - length(value), 1000))::integer)"
    return f"concat({cased}, {letters}, if(quality = 'good', '1', '0'), value)"


def shown_form(best: str) -> str:
    """The value inside a text of `best_form`."""
    return f"substr({best}, {_MARKS + 1})"


def backing(trust: Mapping[str, float]) -> str:
    """Trust of all sources that say a candidate, each counted once."""
    return by_voices({source: literal(float(value)) for source, value in trust.items()}, tuple(trust), "voices")


def name_parts(rule: AttributeRule) -> list[str]:
    """Columns with what is known of a candidate's name, from the record that holds its seat."""
    if rule.spelling != "name":
        return []
    parts = ("family", "patronymic", "given", "given_class")
    return [f"standard_record.{column(part_column(rule.attribute, part))} as name_{part}" for part in parts]


def better_written(rule: AttributeRule, steps: Iterable[Decision]) -> str:
    """How much better a candidate `own` writes the value of `top`, the first of the election; null where it does not.

    A formal name is better than a diminutive; a form that more trust stands behind is better than a slip of the pen.
    """
    allowed = [f"own.{step.column} >= top.{step.column}" for step in steps if step.label in _BINDING]
    whens = [f"when own.standing = 1 or not ({' and '.join(allowed)}) then null"]
    if rule.spelling == "name":
        whens.append(f"when {_more_formal()} then {literal(_FORMAL)} + own.backing")
    whens.append("when own.backing <= top.backing then null")
    whens += [f"when {test} then null" for test in _no_slip(rule)]
    return f"case {' '.join(whens)} when damerau_levenshtein(own.identity, top.identity) = 1 then own.backing end"


def _no_slip(rule: AttributeRule) -> list[str]:
    """What rules out, at little cost, that one sign was changed, left out, put in, or swapped with the next."""
    tests = [
        f"length(top.identity) < {_SHORTEST} or abs(length(own.identity) - length(top.identity)) > 1",
        "levenshtein(own.identity, top.identity) > 2",
    ]
    addresses = [one.attribute for one in rule.each if one.spelling == "address"]
    if addresses:
        # Another number is another house.
        other_house = f"{_digits('own.identity')} <> {_digits('top.identity')}"
        named = f"own.attribute in ({', '.join(map(literal, addresses))}) and " if rule.together else ""
        tests.append(f"{named}{other_house}")
    return tests


def _digits(text: str) -> str:
    return f"regexp_replace({text}, '[^0-9]+', ' ', 'g')"


def _more_formal() -> str:
    """Whether the same person's name stands there in full: `Анна` for `Аня`."""
    return (
        "own.name_family = top.name_family"
        " and (top.name_patronymic is null or own.name_patronymic = top.name_patronymic)"
        " and list_has_any(own.name_given_class, top.name_given_class)"
        f" and {_formality('own')} > {_formality('top')} + {literal(_MORE_FORMAL)}"
    )


def _formality(of: str) -> str:
    """How near a given name is to the formal name that it may stand for, 0 to 1."""
    similarity = f"jaro_winkler_similarity({of}.name_given, formal)"
    return f"list_max(list_transform({of}.name_given_class, lambda formal: {similarity}))"
