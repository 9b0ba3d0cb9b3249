"""Text files made ready for the engine: the next one while the engine still loads the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from golden_record.stages.sources import delimited, json_lines
from golden_record.stages.sources.delimited import Prepared
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.lines.places import SomeLines

TEXT_FORMATS = frozenset({"csv", "tsv", "jsonl"})
"""Formats whose rows the engine reads from a prepared copy."""


def copy_of(folder: Path, number: int) -> Path:
    """Where the copy of a file with a number lies."""
    return folder / f"{number}.txt"


def prepare(file: SourceFile, copy: Path, stopped: Callable[[], bool] = lambda: False) -> Prepared:
    """Write the well-formed rows of a text file to a copy; once `stopped`, it gives up between two blocks of lines.

    Raises:
        SourceError: the file cannot be read as what the job says it is.
    """
    if file.format == "jsonl":
        return json_lines.prepare(file, copy, stopped)
    return delimited.prepare(file, delimited.header(file), copy, stopped)


def prepare_some(file: SourceFile, copy: Path, wanted: SomeLines) -> Prepared:
    """The same of some of its lines.

    Raises:
        SourceError: the file cannot be read as what the job says it is.
    """
    if file.format == "jsonl":
        return json_lines.prepare_some(file, copy, wanted)
    return delimited.prepare_some(file, delimited.header(file), copy, wanted)


class Ahead:
    """Copies of text files, by number: whoever takes one has the next one begun.

    No more than one is made ahead, so that no more than two are on the disk. What is wrong with a file is told to
    whoever takes it, as if it was read then.
    """

    def __init__(self, files: Mapping[int, SourceFile], folder: Path) -> None:
        self.files, self.folder = files, folder
        self.begun: dict[int, Future[Prepared]] = {}
        self._stop = Event()
        self._pool = ThreadPoolExecutor(max_workers=1)

    def take(self, number: int) -> Prepared:
        """What was found in a file whose copy is ready; waits for it.

        Raises:
            SourceError: the file cannot be read as what the job says it is.
        """
        self._begin(number)
        found = self.begun.pop(number)
        following = min((other for other in self.files if other > number), default=None)
        if following is not None:
            self._begin(following)
        return found.result()

    def end(self) -> None:
        """Give up what was begun, and wait until nothing is written any more."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, number: int) -> None:
        if number not in self.begun:
            copy = copy_of(self.folder, number)
            self.begun[number] = self._pool.submit(prepare, self.files[number], copy, self._stop.is_set)


@contextmanager
def ahead(files: Mapping[int, SourceFile], folder: Path) -> Iterator[Ahead]:
    """The copies of text files, given by number, for the length of a block; none is written to after it."""
    copies = Ahead(files, folder)
    try:
        yield copies
    finally:
        copies.end()
