"""Which encoding a text file is in: its byte order mark, else valid UTF-8, else the code page that reads best."""

from __future__ import annotations

from dataclasses import dataclass, replace

from golden_record.errors import SourceError
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.text import likely_encoding, open_lines

_CHUNK = 1 << 20
_ENOUGH = 1 << 16
# Every byte is a character of this one: through it, the bytes behind any compression can be had.
_BYTES = "latin-1"
_TEXT_FORMATS = frozenset({"csv", "tsv", "jsonl"})


@dataclass(frozen=True)
class Encoding:
    """An encoding and the reason to believe in it."""

    name: str
    why: str


UTF8 = Encoding("utf-8", "valid UTF-8 throughout")


def detect_encoding(file: SourceFile) -> Encoding | None:
    """The encoding of a text file; None for formats that have one of their own.

    Raises:
        SourceError: the file cannot be read, or its compressed stream is damaged.
    """
    if file.format not in _TEXT_FORMATS:
        return None
    if _decodes(file, "utf-8"):
        return UTF8
    sample = _telling_bytes(file)
    likely = likely_encoding(sample)
    if not _decodes(file, likely):
        return Encoding(_BYTES, f"neither UTF-8 nor {likely} throughout: every byte is read as a letter")
    reason = "byte order mark" if likely.startswith("utf") else "no UTF-8; its letters read best in this code page"
    return Encoding(likely, reason)


def _decodes(file: SourceFile, encoding: str) -> bool:
    try:
        with open_lines(_in(file, encoding)) as lines:
            while lines.read(_CHUNK):
                pass
    except SourceError as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            return False
        raise
    return True


def _telling_bytes(file: SourceFile) -> bytes:
    """The head of the file, which may hold a mark, and the first lines that are not plain ASCII."""
    taken, size = [], 0
    with open_lines(_in(file, _BYTES)) as lines:
        head = lines.read(4)
        for line in lines:
            if not line.isascii() or "\0" in line:
                taken.append(line)
                size += len(line)
            if size > _ENOUGH:
                break
    return (head + "".join(taken)).encode(_BYTES)


def _in(file: SourceFile, encoding: str) -> SourceFile:
    return replace(file, config=file.config.model_copy(update={"encoding": encoding}))
