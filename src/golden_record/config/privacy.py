"""The `privacy` block: what protects the data of people."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, SecretStr

from golden_record.config.base import ConfigModel

SHORTEST_KEY = 32
"""Characters of a key: as hex digits 128 bits, more than anybody can try."""

FEWEST_SIGNS = 6
"""Different characters in a key: of 32 random hex digits there are fewer once in a trillion keys."""

WEAK = f"is too weak: it should be at least {SHORTEST_KEY} characters from chance"


def is_weak(key: str) -> bool:
    """Whether a key that is given could be guessed."""
    return bool(key) and (len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS)


def _given(value: object) -> object:
    """None for a key of nothing but spaces: `${NAME:-}` of a variable that is not set."""
    return (value.strip() or None) if isinstance(value, str) else value


def _strong(key: SecretStr | None) -> SecretStr | None:
    if key and is_weak(key.get_secret_value()):
        raise ValueError(WEAK)
    return key


class PrivacyConfig(ConfigModel):
    """What protects the data of people."""

    key: Annotated[SecretStr | None, BeforeValidator(_given), AfterValidator(_strong)] = None
    """Secret from the environment, at least 32 characters, under which numbers of payment cards are hashed: write
    `${GOLDEN_RECORD_KEY:-}`. Another key gives other hashes, so keep it."""
