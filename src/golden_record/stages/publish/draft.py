"""The file that will become the mart: where it is built, how it takes the place of the old one, how it is swept up."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from golden_record.errors import EngineError

_MARK = ".building-"


@dataclass(frozen=True)
class Draft:
    """A mart under construction, in the folder of the mart: a rename is atomic only within one file system."""

    mart: Path
    path: Path

    @classmethod
    def beside(cls, mart: Path, run_id: str) -> Self:
        """The draft of a run."""
        return cls(mart, mart.with_name(f"{mart.name}{_MARK}{run_id}"))

    def prepare(self) -> None:
        """Make the folder, and remove what dead runs left: the job has one run at a time, so all drafts are dead."""
        with self._failing_with_path("cannot prepare the folder of"):
            self.mart.parent.mkdir(parents=True, exist_ok=True)
            for path in sorted(self.mart.parent.iterdir()):
                if path.name.startswith(f"{self.mart.name}{_MARK}"):
                    path.unlink()

    def publish(self) -> None:
        """Put the draft in the place of the mart; either the old or the new file is there at any moment."""
        with self._failing_with_path("cannot publish"):
            if self.mart.exists():
                # Who may read the mart was decided on the old file.
                shutil.copymode(self.mart, self.path)
            _flush(self.path)
            # A program that wrote to the old mart and was killed left a log, which would be replayed into the new one.
            _log_of(self.mart).unlink(missing_ok=True)
            self.path.replace(self.mart)
            _flush(self.mart.parent)

    def discard(self) -> None:
        """Remove the draft and its log, if they are there; what cannot be removed now is removed by the next run."""
        for path in (self.path, _log_of(self.path)):
            with suppress(OSError):
                path.unlink()

    @contextmanager
    def building(self) -> Iterator[None]:
        """Name the mart in any error of the block, and leave no draft behind unless the block succeeds."""
        is_built = False
        try:
            yield
            is_built = True
        except EngineError as error:
            message = f"cannot build {self.mart}{self._room()}: {error}"
            raise EngineError(message, hint=error.hint) from error
        finally:
            if not is_built:
                self.discard()

    @contextmanager
    def _failing_with_path(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.discard()
            message = f"{what} {self.mart}{self._room()}: {error.strerror or error}"
            hint = "check that the folder is writable and that the disk is not full; the old mart is untouched"
            raise EngineError(message, hint=hint) from error

    def _room(self) -> str:
        folder = self.mart.parent
        return f" ({shutil.disk_usage(folder).free:,} bytes free)" if folder.is_dir() else ""


def _log_of(database: Path) -> Path:
    """The log that DuckDB keeps beside a database file, and replays when it next opens one of that name."""
    return database.with_name(f"{database.name}.wal")


def _flush(path: Path) -> None:
    """Bring a file or a folder to the disk: a rename must not outlive the bytes it points to."""
    if os.name == "nt":
        return  # Windows opens no folder, and flushes no file that is open for reading.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
