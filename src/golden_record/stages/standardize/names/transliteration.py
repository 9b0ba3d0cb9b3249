"""One plain ASCII key for text in any script: what names, addresses and cities are compared by."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

# ICAO Doc 9303, the standard of Russian passports since 2014: a customer's own Latin spelling is most often this one.
# One departure: ё is e, because Russian text writes it as е.
_ICAO_RUSSIAN: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu",
    "я": "ia",
}  # fmt: skip

# Letters of neighbouring alphabets, as the same document has them or as their passports do.
_OTHER_CYRILLIC: Final = {
    "і": "i", "ї": "i", "є": "ie", "ґ": "g", "ў": "u", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u",
    "ү": "u", "һ": "h", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u", "җ": "zh",
}  # fmt: skip

_APOSTROPHES: Final = "'`´‘’ʼʹʺ′\u02bb"

_TABLE: Final = str.maketrans(_ICAO_RUSSIAN | _OTHER_CYRILLIC | dict.fromkeys(_APOSTROPHES, ""))

_WORD: Final = re.compile(r"[a-z0-9]+")


def name_key(text: str) -> str:
    """The ASCII, lower-case, accent-free key of any text: `Щербаков-Ким` gives `shcherbakov kim`.

    Russian follows ICAO Doc 9303, Latin letters lose their accents, other scripts go through anyascii. Apostrophes
    vanish, all else that is neither letter nor digit parts words. The key of a key is itself.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    folded = text.casefold().translate(_TABLE)
    if not folded.isascii():
        folded = anyascii(_without_accents(folded)).lower().translate(_TABLE)
    return " ".join(_WORD.findall(folded))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_TABLE)
