"""What `profile` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from golden_record.cli.console import print_json
from golden_record.cli.render_columns import print_columns
from golden_record.discover import FileProfile, profile_files
from golden_record.discover.profiling import ColumnProfile


def print_profiles(paths: Sequence[str], encoding: str | None, *, as_json: bool) -> None:
    """Print what the columns of files hold."""
    profiles = profile_files(paths, Path(), encoding)
    if as_json:
        print_json({"files": [_file(profile) for profile in profiles]})
    else:
        print_columns(profiles)


def _file(profile: FileProfile) -> dict[str, object]:
    table = profile.table
    return {
        "name": table.name,
        "path": table.path,
        "rows": table.rows,
        "rejected_rows": table.rejected,
        "sampled_rows": table.sample.height,
        "encoding": table.encoding.name if table.encoding else None,
        "delimiter": table.delimiter,
        "columns": [_column(column) for column in profile.columns],
    }


def _column(column: ColumnProfile) -> dict[str, object]:
    counted, found = column.measures, column.guess
    return {
        "name": column.name,
        "file_type": column.type,
        "fill": round(counted.fill, 4),
        "distinct": counted.distinct,
        "shortest": counted.shortest,
        "longest": counted.longest,
        "top": [asdict(share) for share in counted.top],
        "patterns": [asdict(share) for share in counted.patterns],
        "junk": [asdict(share) for share in column.junk],
        "type": found.label or None,
        "attribute": found.attribute or None,
        "confidence": round(found.confidence, 2),
        "why": found.why,
    }
