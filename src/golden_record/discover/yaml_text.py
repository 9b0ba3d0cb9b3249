"""Text as a YAML scalar: plain where nobody could misread it, else in double quotes; dollars escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping

from golden_record.config.environment import escape
from golden_record.config.scalars import plain_scalar

_PLAIN = re.compile(r"[^\W\d][\w./-]*(?: [\w./-]+)*")
_YES_NO = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# What YAML calls printable; line ends of Unicode would break a scalar in two.
_PRINTABLE = re.compile(r"[ -~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def scalar(text: str) -> str:
    """A string that YAML reads back as itself, in a block or inside brackets."""
    safe = escape(text)
    if _PLAIN.fullmatch(safe) and safe.isprintable() and safe.lower() not in _YES_NO and plain_scalar(safe) == safe:
        return safe
    return '"' + "".join(map(_escaped, safe)) + '"'


def flow(entries: Mapping[str, str]) -> str:
    """A mapping in braces; its values are scalars already."""
    return "{" + ", ".join(f"{name}: {value}" for name, value in entries.items()) + "}"


def comment(text: str) -> str:
    """Text that cannot leave its comment."""
    return "".join(sign if _PRINTABLE.match(sign) else "�" for sign in " ".join(text.split()))


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if _PRINTABLE.match(sign):
        return sign
    return f"\\U{ord(sign):08X}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04X}"
