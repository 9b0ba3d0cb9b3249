"""A piece of work in a process of its own, so that its memory is its own: started here, done in `worker`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from benchmarks.workspace import REPOSITORY

Answer: TypeAlias = Mapping[str, object]
"""What a piece of work tells, as JSON."""


class WorkError(Exception):
    """A piece of work that ended badly; its own messages stand on stderr."""


@dataclass(frozen=True)
class Done:
    """What a piece of work answered, and the most memory that its process held."""

    answer: Answer
    peak_memory_mb: float

    @property
    def seconds(self) -> float:
        """Seconds of the work itself, without the start of Python and its imports."""
        return float(str(self.answer["seconds"]))


def in_fresh_process(arguments: Sequence[str], module: str = "benchmarks.worker") -> Done:
    """Do one piece of a module's work and wait for it.

    A new process counts the memory of the one that starts it as its own peak, so the starter must stay small: whatever
    holds data happens in a process like this one.

    Raises:
        WorkError: the process failed.
    """
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY, text=True) as process:
        output = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        msg = f"{' '.join(command[2:])} ended with {process.returncode}"
        raise WorkError(msg)
    return Done(cast(Answer, json.loads(output)), _mebibytes(usage.ru_maxrss))


def _mebibytes(peak: int) -> float:
    # Linux counts in KiB, macOS in bytes.
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
