"""Write the sample data from the command line: `python -m golden_record.sample sample_data`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from golden_record.sample import generate, write


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files and print their paths, one a line."""
    parser = argparse.ArgumentParser(prog="python -m golden_record.sample", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="OUTDIR", help="where to write; made if need be")
    parser.add_argument("--records", type=int, default=20_000, help="records in the four sources together")
    parser.add_argument("--seed", type=int, default=42, help="another seed gives other people")
    chosen = parser.parse_args(arguments)
    try:
        data = generate(chosen.records, chosen.seed)
    except ValueError as error:
        parser.error(str(error))
    sys.stdout.writelines(f"{path}\n" for path in write(data, chosen.folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
