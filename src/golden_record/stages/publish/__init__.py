"""Publish: the mart, built beside the published file, verified, and renamed over it.

*Reads* every table of the state. *Writes* the mart, and in the state `publication`: which marts there are.

Must be called outside a transaction of the state: the mart is attached to the state's connection, and DuckDB writes
to one database per transaction. Until the rename the old file is untouched; readers that hold it open keep it.
"""

from golden_record.stages.publish.stage import explain, inputs, missing, run

__all__ = ["explain", "inputs", "missing", "run"]
