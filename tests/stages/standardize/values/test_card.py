"""A card leaves a keyed hash and four digits, nothing else."""

import polars as pl

from golden_record.model.cards import read_card
from golden_record.stages.standardize.values.card import CardOptions, clean

NUMBER = "4276 3800 1234 5679"


def _sealed(text: str) -> str:
    card = read_card(text, b"secret")
    assert card is not None
    return card.packed()


def test_what_the_sources_left_of_a_card_becomes_its_value_and_its_key() -> None:
    frame = clean(pl.Series([_sealed(NUMBER), _sealed(NUMBER[:-1] + "1"), _sealed("**** 5679")]), CardOptions())
    assert frame["value"].to_list() == ["•••• 5679", "•••• 5671", "•••• 5679"]
    assert frame["quality"].to_list() == ["good", "suspicious", "suspicious"]
    assert [key is not None and len(key) for key in frame["key"]] == [64, 64, False]


def test_a_readable_number_is_judged_alike_and_has_no_key() -> None:
    texts = [NUMBER, NUMBER[:-1] + "1", "**** 5679", "4111 1111 1111 1111", "12"]
    readable, sealed = (clean(pl.Series(raw), CardOptions()) for raw in (texts, [_sealed(text) for text in texts]))
    assert readable.select("value", "quality", "reason").equals(sealed.select("value", "quality", "reason"))
    assert readable["key"].null_count() == len(texts)


def test_words_are_placeholders_or_no_numbers_and_nothing_is_nothing() -> None:
    frame = clean(pl.Series(["n/a", "visa", "-", ""]), CardOptions())
    assert frame["quality"].to_list() == ["placeholder", "invalid", "placeholder", None]


def test_a_cleaned_card_cleans_to_itself() -> None:
    shown = clean(pl.Series([_sealed(NUMBER)]), CardOptions())["value"]
    assert clean(shown, CardOptions())["value"].to_list() == shown.to_list()
