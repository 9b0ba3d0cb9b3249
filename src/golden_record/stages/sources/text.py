"""Text files as lines: decompression, decoding, and errors that name the byte at fault."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO, cast

import pyarrow as pa

from golden_record.errors import SourceError
from golden_record.stages.sources.files import SourceFile

UTF8_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_LINE_END = re.compile(r"\r\n?|\n")
_BOMS = {UTF8_BOM: "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
# The ten most frequent Russian letters: a wrong 8-bit code page turns most of them into something else.
_FREQUENT = frozenset("оеаинтсрвл")
# Accented Latin letters stand alone among ASCII; Cyrillic comes in words.
_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁё]{3,}")


@contextmanager
def open_lines(file: SourceFile, *, newline: str = "") -> Iterator[TextIO]:
    """The decoded lines of a file, without its byte order mark; `newline` as in `open`.

    Raises:
        SourceError: a byte cannot be decoded, or the compressed stream is damaged. Raised from the body of the block
            too, since that is where reading happens.
    """
    encoding = decoder(file)
    with told_of(file), _binary(file) as stream, io.TextIOWrapper(stream, encoding=encoding, newline=newline) as lines:
        yield lines


@contextmanager
def told_of(file: SourceFile) -> Iterator[None]:
    """Say of what fails in a block which file it is, and where.

    Raises:
        SourceError: a byte cannot be decoded, or the file is damaged.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        raise _undecodable(file) from error
    except (EOFError, OSError, zlib.error, pa.ArrowException) as error:
        raise _damaged(file, error) from error


def decoder(file: SourceFile) -> str:
    """The codec to decode with; a byte order mark that contradicts the job is an error, not a guess.

    Raises:
        SourceError: there is such a mark, or the file cannot be read.
    """
    name = codecs.lookup(file.config.encoding).name
    if name in {"utf-8", "utf-8-sig"}:
        return "utf-8-sig"
    if not name.startswith("utf") and _head(file, len(UTF8_BOM)) == UTF8_BOM:
        msg = f"is declared as {file.config.encoding} but starts with the byte order mark of UTF-8"
        raise file.error(msg, hint=f"say `encoding: utf-8` for {file.named}")
    return name


@contextmanager
def _binary(file: SourceFile) -> Iterator[BinaryIO]:
    if file.compression == "gz":
        with gzip.open(file.path, "rb") as stream:
            yield cast("BinaryIO", stream)
    elif file.compression == "zst":
        with pa.input_stream(str(file.path), compression="zstd") as native, io.BufferedReader(native) as buffered:
            yield buffered
    else:
        with file.path.open("rb") as plain:
            yield plain


def _head(file: SourceFile, size: int) -> bytes:
    try:
        with _binary(file) as stream:
            return stream.read(size)
    except (EOFError, OSError, zlib.error, pa.ArrowException) as error:
        raise _damaged(file, error) from error


def _damaged(file: SourceFile, error: Exception) -> SourceError:
    if isinstance(error, PermissionError):
        return file.error("may not be read", hint="check the permissions of the file")
    kind = {"gz": "gzip", "zst": "zstd"}.get(file.compression or "", "")
    msg = f"the {kind} stream is truncated or damaged" if kind else f"cannot be read: {error.__class__.__name__}"
    return file.error(msg, hint="fetch the file again; nothing of this run was kept")


def _undecodable(file: SourceFile) -> SourceError:
    """Find the byte again, slowly and exactly: the decoder that failed only knew its own buffer."""
    decoder = codecs.getincrementaldecoder(file.config.encoding)()
    offset, line = 0, 1
    with _binary(file) as stream:
        while chunk := stream.read(_CHUNK):
            held = len(decoder.getstate()[0])
            try:
                line += _line_ends(decoder.decode(chunk))
            except UnicodeDecodeError as error:
                return _byte_error(file, error, offset - held, line)
            offset += len(chunk)
    return file.error(f"ends in the middle of a character of {file.config.encoding}", hint="is the file complete?")


def _byte_error(file: SourceFile, error: UnicodeDecodeError, start: int, line: int) -> SourceError:
    before = error.object[: error.start].decode(error.encoding, errors="ignore")
    byte = error.object[error.start]
    msg = f"byte 0x{byte:02X} at offset {start + error.start:,} is not {file.config.encoding}"
    likely = likely_encoding(_head(file, _CHUNK) + error.object[error.start : error.start + _CHUNK])
    hint = f"the file looks like {likely}: say `encoding: {likely}` for {file.named}"
    return file.error(msg, line=line + _line_ends(before), hint=hint)


def likely_encoding(sample: bytes) -> str:
    """The encoding that makes most sense of a sample that did not decode as declared."""
    for bom, name in _BOMS.items():
        if sample.startswith(bom):
            return name
    if sample.count(0) > len(sample) // 4:
        return "utf-16"
    scores = {name: _frequent_letters(sample.decode(name, errors="ignore")) for name in _CYRILLIC}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else "cp1252"


def _frequent_letters(text: str) -> int:
    """Frequent letters in Russian words; lower case counts double, since koi8-r and cp1251 swap each other's case."""
    letters = "".join(_CYRILLIC_WORD.findall(text))
    return sum(2 if letter in _FREQUENT else letter.lower() in _FREQUENT for letter in letters)


def _line_ends(text: str) -> int:
    return len(_LINE_END.findall(text))
