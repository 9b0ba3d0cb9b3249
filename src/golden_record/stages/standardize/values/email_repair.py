"""Slips of the keyboard in e-mail addresses, put right where only one thing can have been meant."""

from __future__ import annotations

import re
import unicodedata

from golden_record.stages.standardize.values.email_domains import MISSPELT

_WRAPPED = re.compile(r"^[^<>]*<\s*([^<>@]+@[^<>@]+?)\s*>?$")
_SCHEME = re.compile(r"^(?:mailto|e-?mail|mail|почта|эл\. ?почта)\s*:\s*")
_SPELT_AT = re.compile(r"\s*[(\[{]\s*(?:at|a|@|собака)\s*[)\]}]\s*|\s+(?:at|собака)\s+")
_SPELT_DOT = re.compile(r"\s*[(\[{]\s*(?:dot|точка)\s*[)\]}]\s*|\s+(?:dot|точка)\s+")
_EDGES = "\"'`«»“”„<>()[]{}.,;:/\\!?* "
# Cyrillic letters that look like Latin ones: typed when the keyboard was in the other layout.
_TWINS = str.maketrans("авекмнорстухіјѕԁԛԝ", "abekmhopctyxijsdqw")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-яёіјѕԁԛԝ]")
_ROUNDS = 4


def repaired(text: str) -> str:
    """The address as it was meant, lower-case; the text itself when nothing is wrong with it."""
    for _ in range(_ROUNDS):
        better = _round(text)
        if better == text:
            break
        text = better
    return text


def _round(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().strip(_EDGES)
    wrapped = _WRAPPED.match(text)
    text = _SCHEME.sub("", wrapped[1] if wrapped else text)
    if "@" not in text:
        text = _SPELT_AT.sub("@", text, count=1)
        # Shift and 2 gives a quotation mark in the Russian layout.
        text = text.replace('"', "@") if text.count('"') == 1 else text
    if "@" not in text:
        return text
    joined = re.sub(r"\s+", "", _SPELT_DOT.sub(".", text))
    joined = re.sub(r"@[@.]+|\.+@", "@", re.sub(r"\.{2,}", ".", joined.replace(",", ".")))
    local, _, domain = joined.rpartition("@")
    domain = _one_script(domain.strip("."))
    return f"{_one_script(local)}@{MISSPELT.get(domain, domain)}"


def _one_script(text: str) -> str:
    """Latin throughout when Latin letters stand among Cyrillic twins of Latin letters; otherwise as it is."""
    if not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return text
    latin = text.translate(_TWINS)
    return text if _CYRILLIC.search(latin) else latin
