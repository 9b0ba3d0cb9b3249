"""Text that only says something: it can neither steer a terminal nor turn the direction of what stands around it."""

from __future__ import annotations

import unicodedata

REPLACED = "�"


def inert(text: str) -> str:
    """The text with control and direction characters made visible."""
    return "".join(REPLACED if unicodedata.category(letter) in {"Cc", "Cf"} else letter for letter in text)
