"""`${NAME}` and `${NAME:-default}` in the strings of a job file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_REFERENCE = re.compile(r"\$(?:(?P<escape>\$)|\{(?P<inside>[^{}]*)(?P<closed>\})?)")
_INSIDE = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*))?", re.DOTALL)


@dataclass
class Substituted:
    """A string after substitution; `faults` say what could not be replaced, `used` whether anything was taken."""

    text: str
    used: bool = False
    faults: list[str] = field(default_factory=list)


def substitute(text: str, environ: Mapping[str, str]) -> Substituted:
    """Replace the references of a string; `$$` stands for one dollar sign, a lone `$` for itself."""
    result = Substituted("")

    def value(match: re.Match[str]) -> str:
        if match["escape"]:
            return "$"
        result.used = True
        return _lookup(match, environ, result.faults)

    result.text = _REFERENCE.sub(value, text)
    return result


def escape(text: str) -> str:
    """A string that `substitute` turns back into `text`."""
    return re.sub(r"\$(?=[${])", "$$", text)


def _lookup(match: re.Match[str], environ: Mapping[str, str], faults: list[str]) -> str:
    inside = _INSIDE.fullmatch(match["inside"])
    if not match["closed"] or not inside:
        faults.append("`${` must be followed by a name and `}`, as in `${NAME}` or `${NAME:-default}`")
        return ""
    name, default = inside["name"], inside["default"]
    # As in a shell, `:-` also covers a variable that is set to nothing.
    found = environ.get(name) or default if default is not None else environ.get(name)
    if found is None:
        faults.append(f"the environment variable {name} is not set")
        return ""
    return found
