"""What `doctor` looks at: versions, memory, disk, temporary files, encoding."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import click
import psutil  # type: ignore[import-untyped]  # it ships no types
from rich.text import Text

from golden_record import __version__
from golden_record.cli.console import grid, output, print_json
from golden_record.errors import EngineError, GoldenRecordError
from golden_record.warehouse import Warehouse

SUPPORTED = {
    "duckdb": ("1.5.5", "3"),
    "splink": ("5.0", "6"),
    "polars": ("2.0", "3"),
    "pydantic": ("2.9", "3"),
    "pyarrow": ("17", ""),
}
"""Packages whose version decides whether anything works: the oldest that does, and the first that may not."""

OLDEST_PYTHON = (3, 11)

EXTRAS = {"fastexcel": "reads xlsx sources; install golden-record[excel]"}

LEAST_MEMORY = 2 * 2**30
"""Bytes in which a few hundred thousand records still fit."""

LEAST_DISK = 5 * 2**30
"""Bytes for a state, a mart and its draft, and spilling, at about a million records."""

Verdict = Literal["ok", "missing", "warning", "failed"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    detail: str


def check_machine(*, as_json: bool) -> None:
    """Print what was found; stop with exit code 3 when the machine is unfit."""
    findings = list(_findings())
    fit = all(finding.verdict != "failed" for finding in findings)
    if as_json:
        print_json({"fit": fit, "findings": [asdict(finding) for finding in findings]})
    else:
        _print(findings, fit=fit)
    if not fit:
        raise click.exceptions.Exit(EngineError.exit_code)


def _findings() -> Iterator[Finding]:
    yield Finding("golden_record", "ok", __version__)
    python = platform.python_version()
    yield _judged("Python", sys.version_info >= OLDEST_PYTHON, f"{python}, needs 3.11 or newer")
    for package, (oldest, first_unknown) in SUPPORTED.items():
        yield _package(package, oldest, first_unknown)
    yield _engine()
    yield Finding("processor", "ok", f"{os.cpu_count()} cores, {platform.machine()}")
    yield from _room()
    yield _encoding()
    for package, purpose in EXTRAS.items():
        found = _version(package)
        yield Finding(package, "ok" if found else "missing", found or f"not installed: {purpose}")


def _judged(name: str, good: bool, detail: str, otherwise: Verdict = "failed") -> Finding:
    return Finding(name, "ok" if good else otherwise, detail)


def _package(package: str, oldest: str, first_unknown: str) -> Finding:
    found = _version(package)
    if found is None:
        return Finding(package, "failed", "not installed")
    below = not first_unknown or _numbers(found) < _numbers(first_unknown)
    wanted = f"{oldest} or newer" + (f", below {first_unknown}" if first_unknown else "")
    return _judged(package, _numbers(oldest) <= _numbers(found) and below, f"{found}, needs {wanted}")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _numbers(text: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _engine() -> Finding:
    try:
        with Warehouse() as warehouse:
            return Finding("engine", "ok", f"{warehouse.engine} starts")
    except GoldenRecordError as error:
        return Finding("engine", "failed", str(error))


def _room() -> Iterator[Finding]:
    memory = psutil.virtual_memory()
    detail = f"{_gigabytes(memory.available)} free of {_gigabytes(memory.total)}"
    yield _judged("memory", memory.available >= LEAST_MEMORY, detail, "warning")
    for name, folder in (("disk here", Path.cwd()), ("temporary disk", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free
        yield _judged(name, free >= LEAST_DISK, f"{_gigabytes(free)} free in {folder}", "warning")
        yield _writable(name, folder)


def _writable(name: str, folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"golden_record")
    except OSError as error:
        return Finding(f"{name}, writing", "failed", f"cannot write in {folder}: {error.strerror}")
    return Finding(f"{name}, writing", "ok", str(folder))


def _encoding() -> Finding:
    found = (sys.stdout.encoding or "unknown").lower()
    good = found.replace("-", "") == "utf8"
    return _judged("terminal", good, f"{found}{'' if good else ': set LANG=C.UTF-8 to see every letter'}", "warning")


def _gigabytes(count: int) -> str:
    return f"{count / 2**30:.1f} GiB"


_STYLES: dict[Verdict, str] = {"ok": "green", "missing": "dim", "warning": "yellow", "failed": "bold red"}


def _print(findings: list[Finding], *, fit: bool) -> None:
    console = output()
    rows = [(item.name, Text(item.verdict, style=_STYLES[item.verdict]), item.detail) for item in findings]
    console.print(grid(("", "", ""), rows))
    verdict = "This machine is fit." if fit else "This machine is not fit: see what failed above."
    console.print(Text(verdict, style="bold green" if fit else "bold red"))
