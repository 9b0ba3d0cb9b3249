"""A copy of the present mart that is made while other work goes on."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event

from golden_record.stages.publish.kept.copies import copy
from golden_record.stages.publish.kept.files import flush


class Copying:
    """A file, and the copy of it that a thread makes and brings to the disk from when it is told to begin.

    Whoever has it begun has it stopped in the end, so that the thread outlives no run. Nobody else may write to the
    copy before it is `there`.
    """

    def __init__(self, original: Path, place: Path) -> None:
        self.original, self.place = original, place
        self._stopped = Event()
        self._copied: Future[None] | None = None
        self._flushed: Future[None] | None = None

    @property
    def is_begun(self) -> bool:
        """Whether it has been told to begin, and not to stop."""
        return self._copied is not None and not self._stopped.is_set()

    def begin(self) -> None:
        """Begin to copy; nothing if that has been begun."""
        if self._copied is None:
            thread = ThreadPoolExecutor(max_workers=1)
            self._copied = thread.submit(copy, self.original, self.place, self._stopped)
            self._flushed = thread.submit(self._flush)
            thread.shutdown(wait=False)

    def there(self) -> Path:
        """Where the copy is, when it is complete; begun now if it was not.

        Raises:
            OSError: it cannot be made.
        """
        self.begin()
        _result(self._copied)
        return self.place

    def flushed(self) -> None:
        """Wait until the copy is on the disk as well.

        Raises:
            OSError: it does not come there.
        """
        self.begin()
        _result(self._flushed)

    def stop(self) -> None:
        """Have nothing more copied, and wait for the end; what is there of the copy is left to the caller."""
        self._stopped.set()
        for future in (self._copied, self._flushed):
            with suppress(OSError):
                _result(future)

    def _flush(self) -> None:
        if not self._stopped.is_set():
            flush(self.place)


def _result(future: Future[None] | None) -> None:
    if future is not None:
        future.result()
