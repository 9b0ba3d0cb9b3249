"""The file that will become the mart: where it is built, how it takes the place of the old one, how it is swept up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from golden_record.errors import EngineError
from golden_record.stages.publish.kept.files import flush
from golden_record.warehouse import log_of

# Unlike any file name that a state is likely to have: DuckDB names a catalog after its file.
CATALOG = "golden_record_draft"
"""Under which name the mart is attached to the state while it is built."""

_MARK = ".building-"


def is_draft(mart: Path, path: Path) -> bool:
    """Whether a file or folder beside a mart belongs to one under construction: itself, its log, its spilled data."""
    return path.name.startswith(f"{mart.name}{_MARK}")


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


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
                if is_draft(self.mart, path):
                    remove(path)

    def publish(self, keep_present: Callable[[], None]) -> None:
        """Put the draft in the place of the mart; either the old or the new file is there at any moment.

        `keep_present` is done right before, and may raise OSError.
        """
        with self._failing_with_path("cannot publish"):
            keep_present()
            if self.mart.exists():
                # Who may read the mart was decided on the old file.
                shutil.copymode(self.mart, self.path)
            flush(self.path)
            # A program that wrote to the old mart and was killed left a log, which would be replayed into the new one.
            log_of(self.mart).unlink(missing_ok=True)
            self.path.replace(self.mart)
            flush(self.mart.parent)

    def discard(self) -> None:
        """Remove the draft and its log, if they are there; what cannot be removed now is removed by the next run."""
        for path in (self.path, log_of(self.path)):
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
