"""How the engine reads files: scans as SQL text, with every option said, so that nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping

from golden_record.warehouse.sql import column, literal, stack

# The parser's own limit for one line: only files with longer ones pay for larger buffers.
_USUAL_LINE_BYTES = 2_000_000
_USUAL_BUFFER_BYTES = 16 * _USUAL_LINE_BYTES
# Integers up to here are exact in a double.
_EXACT_DOUBLE = 2**53


def csv_scan(path: str, types: Mapping[str, str], *, delimiter: str, quote: str, longest: int, parallel: bool) -> str:
    """A scan of a UTF-8 file without header whose rows are all well formed and end in a line feed.

    `longest` is the length of the longest row in characters. `parallel` must be false where values hold line breaks:
    a thread that starts inside one has to guess where rows begin. Empty values are null, quoted or not.
    """
    fields = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    # A character takes at most four bytes of UTF-8, and some room is left for the line end.
    line_bytes = max(_USUAL_LINE_BYTES, 4 * longest + 64)
    options = {
        "auto_detect": "false",
        "header": "false",
        "delim": literal(delimiter),
        "quote": literal(quote),
        "escape": literal(quote),
        "new_line": r"'\n'",
        "comment": "''",
        "nullstr": "''",
        "strict_mode": "true",
        "null_padding": "false",
        "max_line_size": str(line_bytes),
        "buffer_size": str(max(_USUAL_BUFFER_BYTES, 2 * line_bytes)),
        "parallel": literal(parallel),
        "columns": f"{{{fields}}}",
    }
    body = stack((f"{name} = {value}" for name, value in options.items()), indent=4)
    return f"read_csv(\n    {literal(path)},\n    {body}\n)"


def parquet_scan(path: str) -> str:
    """A scan of a Parquet file, with the number of each row from 0 in `file_row_number`."""
    return f"read_parquet({literal(path)}, file_row_number = true)"


def as_text(name: str, sql_type: str) -> str:
    """A column of any type as text: ISO times, `true` and `false`, JSON for nested values.

    Whole numbers lose their `.0`: tools that know no missing integer store keys and telephones as floats.
    """
    quoted = column(name)
    if sql_type == "VARCHAR":
        return quoted
    if sql_type in {"DOUBLE", "FLOAT"}:
        whole = f"{quoted} = trunc({quoted}) and abs({quoted}) < {_EXACT_DOUBLE}"
        return f"case when {whole} then {quoted}::bigint::varchar else {quoted}::varchar end"
    if sql_type.endswith("]") or sql_type.startswith(("STRUCT", "MAP", "UNION")):
        return f"to_json({quoted})::varchar"
    return f"{quoted}::varchar"
