"""What becomes of a statement that a signal stops."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from threading import Timer

import polars as pl
import pytest

from golden_record.warehouse import Warehouse, engine_errors


class _Disturbed:
    """A frame, while whoever reads it is told by a signal to stop."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return self.frame.__arrow_c_stream__(requested_schema)


def test_a_signal_while_a_frame_is_read_is_an_interruption_and_no_failure(memory: Warehouse) -> None:
    def read() -> None:
        memory.connection.register("names", _Disturbed(pl.DataFrame({"name": ["Anna"]})))
        memory.rows("from names")

    with pytest.raises(KeyboardInterrupt), engine_errors("a library"):
        read()


LENGTHY = """
    create temporary table product as
    select sum(one.range * other.range) as total from range(100_000) as one, range(20_000) as other
"""
"""Takes seconds, if nobody stops it."""


def _told_to_stop(seconds: float, work: Callable[[], object]) -> None:
    """Have this process told to stop by a signal, so many seconds after the work began.

    Where the threads of a busy machine wait long, the signal may come at any moment from here on: nothing but what
    expects it may stand around this.
    """
    Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()
    work()


def test_a_signal_while_the_engine_computes_is_an_interruption_and_no_failure(memory: Warehouse) -> None:
    with pytest.raises(KeyboardInterrupt):
        _told_to_stop(0.1, lambda: memory.execute(LENGTHY))
    assert memory.scalar("select 1") == 1


def test_a_library_that_asks_the_engine_is_interrupted_too(memory: Warehouse) -> None:
    with pytest.raises(KeyboardInterrupt), engine_errors("a library"):
        _told_to_stop(0.1, lambda: memory.connection.execute(LENGTHY))


@pytest.mark.parametrize("wait", [0.001 + 0.0004 * step for step in range(12)])
def test_a_signal_is_an_interruption_wherever_it_meets_a_frame(memory: Warehouse, wait: float) -> None:
    frame = pl.DataFrame({"name": ["Anna"]})
    with pytest.raises(KeyboardInterrupt):
        _told_to_stop(wait, lambda: _register_on_and_on(memory, frame))
    assert memory.scalar("select 1") == 1


def _register_on_and_on(memory: Warehouse, frame: pl.DataFrame) -> None:
    """Register, read and let go of a frame, until the signal has surely arrived."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with memory.registered(frame) as name:
            memory.execute(f"create or replace temporary table person as from {name}")
