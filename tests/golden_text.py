"""Texts that were reviewed once and must not change unnoticed: `tests/golden/*.sql`.

After a change that is meant, write them anew with `GOLDEN_RECORD_WRITE_GOLDEN=1 pytest` and review the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
WRITE = "GOLDEN_RECORD_WRITE_GOLDEN"


def assert_golden(name: str, text: str) -> None:
    """The text is the one of `tests/golden/<name>.sql`."""
    path = FOLDER / f"{name}.sql"
    if os.environ.get(WRITE):
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8"), (
        f"if this is meant: {WRITE}=1 pytest, then review {path.name}"
    )
