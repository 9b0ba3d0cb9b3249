"""What a name tells about gender: the patronymic knows best, then the given name, then the surname's ending."""

from __future__ import annotations

import re
from typing import Final

from golden_record.stages.standardize.names.casing import FILIATIONS
from golden_record.stages.standardize.names.vocabulary import Gender

_PATRONYMIC: Final[tuple[tuple[re.Pattern[str], Gender], ...]] = (
    (re.compile(r"(?:[oe]vna|ichna|inishna)$"), "f"),
    (re.compile(r"(?:[oe]vich|[oe]vitch|ich|ych)$"), "m"),
)
_FAMILY: Final[tuple[tuple[re.Pattern[str], Gender], ...]] = (
    (re.compile(r"..(?:[oe]va|[iy]na|[stc]ka(?:ia|ya|ja)|ska)$"), "f"),
    (re.compile(r"..(?:[oe]v|[iy]n|[oe]ff|[stc]k(?:ii|iy|y|ij)|ski)$"), "m"),
)
# Without Slavic company these are ordinary endings: Martin, Medina.
_CYRILLIC_ONLY: Final = re.compile(r"[iy]na?$")


def patronymic_gender(key: str) -> Gender | None:
    """The gender that a patronymic's key tells."""
    last = key.rpartition(" ")[2]
    if last in FILIATIONS:
        return "m" if FILIATIONS[last] == "m" else "f"
    return _first(_PATRONYMIC, key)


def family_gender(key: str, *, cyrillic: bool) -> Gender | None:
    """The gender that a Russian surname's ending tells; Latin spelling leaves fewer endings certain."""
    if not cyrillic and _CYRILLIC_ONLY.search(key):
        return None
    return _first(_FAMILY, key)


def _first(patterns: tuple[tuple[re.Pattern[str], Gender], ...], key: str) -> Gender | None:
    return next((gender for pattern, gender in patterns if pattern.search(key)), None)
