"""E-mail addresses: ordinary ones column by column, unusual ones through email-validator (syntax only, no network)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, ValidatedEmail, validate_email

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values import email_domains as known
from golden_record.stages.standardize.values.email_repair import repaired
from golden_record.stages.standardize.values.outcome import (
    TEXT,
    Outcome,
    Parts,
    answered,
    finished,
    graded,
    invalid,
    placeholder,
    questions,
    reasoned,
)
from golden_record.stages.standardize.values.placeholders import WORDS, is_placeholder

PARTS: Parts = {"local": pl.String(), "domain": pl.String(), "kind": pl.String()}

_REPAIRED = "typing slip"
_BROKEN = "syntax"
_ATOM = r"[a-z0-9_'+\-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_LAST_LABEL = r"(?:[a-z0-9][a-z0-9\-]{0,61})?[a-z]"
# A quotation mark in front is a slip more often than the first sign of an address.
_ORDINARY = rf"^[a-z0-9_+\-](?:{_ATOM})?(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LAST_LABEL}$"
# Coded names are for the library.
_CODED = r"@[^@]*--[^@]*$"
# Names under which there can be no mailbox: finished to look at, but no addresses.
_RESERVED = rf"(?:^|\.)(?:{'|'.join(map(re.escape, SPECIAL_USE_DOMAIN_NAMES))})$"
_LONGEST_LOCAL = 64
_LONGEST = 254
_BETWEEN = re.compile(r"[\s,;/|]+")
# A name before an address: capitals, or another alphabet than addresses have.
_NAME = re.compile(r"^(?:[A-ZА-ЯЁ][\w.'-]*|[а-яё-]+)$")
_SHORT = 3
_SHORTEST_KEY = 6


@dataclass(frozen=True, slots=True)
class EmailOptions:
    """E-mail has nothing to set."""


def clean(raw: pl.Series, options: EmailOptions) -> pl.DataFrame:
    """The address in lower case; the key is the mailbox behind it.

    The key leaves out plus-tags and whatever the provider ignores, and calls a provider with many domains by one. An
    address that breaks the syntax is `suspicious` and keeps its text as key, so that a typo can still be compared.
    """
    del options
    lowered = questions(raw).with_columns(pl.col(TEXT).str.to_lowercase().alias("address"))
    address = pl.col("address")
    ordinary = (
        address.str.contains(_ORDINARY)
        & ~address.str.contains(_CODED)
        & (address.str.len_bytes() <= _LONGEST)
        & ((address.str.find("@", literal=True)) <= _LONGEST_LOCAL)
    ).fill_null(value=False)
    marked = lowered.with_columns(ordinary.alias("ordinary"))
    settled = _settle(marked.filter("ordinary"))
    return finished([settled, answered(marked.filter(~pl.col("ordinary")), judge, PARTS)], PARTS)


def _settle(rows: pl.DataFrame) -> pl.DataFrame:
    halves = pl.col("address").str.split_exact("@", 1)
    typed = halves.struct.field("field_1")
    split = rows.with_columns(
        halves.struct.field("field_0").alias("local"),
        typed.alias("typed"),
        typed.replace(known.MISSPELT).alias("domain"),
    )
    asked = split.with_columns(
        _nobody_expr().alias("nobody"),
        pl.col("domain").str.contains(_RESERVED).alias("reserved"),
        (pl.col("typed") != pl.col("domain")).alias("slip"),
        pl.concat_str("local", pl.lit("@"), "domain").alias("meant"),
    )
    nobody, reserved, slip, meant = (pl.col(name) for name in ("nobody", "reserved", "slip", "meant"))
    return asked.with_columns(
        graded(
            (nobody, Quality.PLACEHOLDER),
            (reserved, Quality.SUSPICIOUS),
            (slip, Quality.REPAIRED),
            (~slip, Quality.GOOD),
        ),
        reasoned((nobody, "placeholder"), (reserved, _BROKEN), (slip, _REPAIRED)),
        pl.when(~nobody).then(meant).alias(VALUE),
        pl.when(~nobody).then(pl.when(reserved).then(meant).otherwise(_key_expr())).alias(KEY),
        *(pl.when(~nobody).then(part).alias(name) for name, part in _parts_expr().items()),
    )


def _nobody_expr() -> pl.Expr:
    local, domain = pl.col("local"), pl.col("domain")
    label = domain.str.split_exact(".", 1).struct.field("field_0")
    return (
        local.is_in(sorted(known.NOBODY | WORDS))
        | domain.is_in(sorted(known.NOWHERE))
        | ((local == label) & (local.str.len_chars() <= _SHORT))
    )


def _key_expr() -> pl.Expr:
    domain = pl.col("domain").replace(known.SAME_MAILBOX)
    untagged = pl.col("local").str.replace(r"^(.[^+]*)\+.*$", "${1}")
    local = (
        pl.when(domain.is_in(sorted(known.DOTLESS)))
        .then(untagged.str.replace_all(".", "", literal=True))
        .when(domain.is_in(sorted(known.DASHED)))
        .then(untagged.str.replace_all("-", ".", literal=True))
        .otherwise(untagged)
    )
    return pl.concat_str(local, pl.lit("@"), domain)


def _parts_expr() -> dict[str, pl.Expr]:
    local, domain = pl.col("local"), pl.col("domain")
    kind = (
        pl.when(domain.is_in(sorted(known.DISPOSABLE)))
        .then(pl.lit("disposable"))
        .when(local.is_in(sorted(known.ROLES)))
        .then(pl.lit("role"))
        .when(domain.is_in(sorted(known.PERSONAL)))
        .then(pl.lit("personal"))
        .otherwise(pl.lit("corporate"))
    )
    return {"local": local, "domain": domain, "kind": kind}


def judge(text: str) -> Iterator[Outcome]:
    """The addresses written in one cell, the library being asked about each."""
    if is_placeholder(text):
        yield placeholder()
        return
    for piece in _split(text):
        meant = repaired(piece)
        # What was put together may prove to be several.
        for address in _split(meant):
            yield _address(address, slip=meant != piece.lower())


def _split(text: str) -> list[str]:
    """Several addresses in one cell, or one after a name; otherwise the cell as it is, for its blank may be a slip."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    addresses = [piece for piece in pieces if "@" in piece.strip("@")]
    others = [piece for piece in pieces if "@" not in piece]
    if addresses and len(addresses) + len(others) == len(pieces) and all(map(_NAME.match, others)):
        return addresses
    return [text]


def _address(meant: str, *, slip: bool) -> Outcome:
    local, at, domain = meant.rpartition("@")
    if at and _is_nobody(local, domain):
        return placeholder()
    found = _validated(meant)
    if found is None:
        return _broken(meant, local, domain)
    parts = _parts(found.local_part, found.domain)
    quality = Quality.REPAIRED if slip else Quality.GOOD
    return Outcome(found.normalized, _key(found), quality, _REPAIRED if slip else None, parts)


def _validated(address: str) -> ValidatedEmail | None:
    try:
        return validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return None


def _broken(meant: str, local: str, domain: str) -> Outcome:
    """What is no address: comparable still if it has two halves, or if only the sign between them is amiss."""
    if local and domain:
        return Outcome(meant, meant, Quality.SUSPICIOUS, _BROKEN, _parts(local, domain))
    bare = meant.rstrip("@")
    if "." in bare and not re.search(r"^@|\s", bare) and len(bare) >= _SHORTEST_KEY and bare not in known.PERSONAL:
        return Outcome(meant, meant, Quality.SUSPICIOUS, "no at sign")
    return invalid("not an address")


def _is_nobody(local: str, domain: str) -> bool:
    same = local == domain.partition(".")[0] and len(local) <= _SHORT
    return same or local in known.NOBODY or local in WORDS or domain in known.NOWHERE


def _key(found: ValidatedEmail) -> str:
    ascii_domain = (found.ascii_domain or found.domain).lower()
    domain = known.SAME_MAILBOX.get(ascii_domain, ascii_domain)
    local = found.local_part[:1] + found.local_part[1:].partition("+")[0]
    if domain in known.DOTLESS:
        local = local.replace(".", "")
    if domain in known.DASHED:
        local = local.replace("-", ".")
    return f"{local}@{domain}"


def _parts(local: str, domain: str) -> dict[str, str]:
    kind = "personal" if domain in known.PERSONAL else "corporate"
    kind = "role" if local in known.ROLES else kind
    kind = "disposable" if domain in known.DISPOSABLE else kind
    return {"local": local, "domain": domain, "kind": kind}
