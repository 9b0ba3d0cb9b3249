"""`python -m golden_record` is the command `golden-record`."""

from __future__ import annotations

from golden_record.cli.main import main

if __name__ == "__main__":
    main()
