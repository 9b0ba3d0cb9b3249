"""Cleaners of everything but names: one module per family of types, and the table of them all.

A cleaner takes the distinct raw values of an attribute and gives the frame described in `model.cleaned`. It never
raises on data, and a cleaned value cleans to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from golden_record.stages.standardize.values import (
    address,
    birth_date,
    card,
    company,
    email,
    identifier,
    number,
    official,
    phone,
    place,
    text,
    url,
    words,
)

__all__ = ["CLEANERS", "Cleaner"]


@dataclass(frozen=True, slots=True)
class Cleaner:
    """A type's cleaner and what is to be known before calling it."""

    parts: Mapping[str, pl.DataType]
    """Columns that follow those of the contract, with their types."""

    options: type
    """Frozen dataclass of what a job may set; every field has a default."""

    clean: Callable[..., pl.DataFrame]
    """Takes the raw values and an instance of `options`."""

    version: int = 1
    """Raised whenever the output changes for some input, so that kept results are thrown away."""


CLEANERS: Mapping[str, Cleaner] = {
    "address": Cleaner(address.PARTS, address.AddressOptions, address.clean),
    "anonymous": Cleaner(identifier.PARTS, identifier.IdentifierOptions, identifier.clean),
    "birth_date": Cleaner(birth_date.PARTS, birth_date.DateOptions, birth_date.clean),
    "boolean": Cleaner(words.PARTS, words.WordOptions, words.clean_boolean),
    "card": Cleaner(card.PARTS, card.CardOptions, card.clean, version=2),
    "category": Cleaner(text.PARTS, text.TextOptions, text.clean_category),
    "city": Cleaner(place.PARTS, place.PlaceOptions, place.clean_city),
    "company": Cleaner(company.PARTS, company.CompanyOptions, company.clean),
    "country": Cleaner(words.PARTS, words.WordOptions, words.clean_country),
    "date": Cleaner(birth_date.PARTS, birth_date.DateOptions, birth_date.clean_date),
    "email": Cleaner(email.PARTS, email.EmailOptions, email.clean),
    "gender": Cleaner(words.PARTS, words.WordOptions, words.clean_gender),
    "iban": Cleaner(official.PARTS, identifier.IdentifierOptions, official.clean_iban),
    "identifier": Cleaner(identifier.PARTS, identifier.IdentifierOptions, identifier.clean),
    "inn": Cleaner(official.PARTS, identifier.IdentifierOptions, official.clean_inn),
    "nhs": Cleaner(official.PARTS, identifier.IdentifierOptions, official.clean_nhs),
    "number": Cleaner(number.PARTS, number.NumberOptions, number.clean),
    "ogrn": Cleaner(official.PARTS, identifier.IdentifierOptions, official.clean_ogrn),
    "passport": Cleaner(official.PARTS, identifier.IdentifierOptions, official.clean_passport),
    "phone": Cleaner(phone.PARTS, phone.PhoneOptions, phone.clean),
    "postcode": Cleaner(place.PARTS, place.PlaceOptions, place.clean_postcode, version=2),
    "snils": Cleaner(official.PARTS, identifier.IdentifierOptions, official.clean_snils),
    "ssn": Cleaner(official.PARTS, identifier.IdentifierOptions, official.clean_ssn),
    "text": Cleaner(text.PARTS, text.TextOptions, text.clean),
    "url": Cleaner(url.PARTS, url.UrlOptions, url.clean),
}
"""Every type but a person's name, by the word that jobs use."""
