"""Publish: the mart, built beside the published file, verified, and renamed over it.

*Reads* every table of the state. *Writes* the mart, and in the state `publication`: which marts there are.

Must be called outside a transaction of the state: the mart is attached to the state's connection, and DuckDB writes
to one database per transaction. Until the rename the old file is untouched; readers that hold it open keep it.

The old mart, of which a copy may become the new one, may be copied while the stages before this one work.
"""

from golden_record.stages.publish.beforehand import begun_beforehand, copied_beforehand
from golden_record.stages.publish.kept.copying import Copying
from golden_record.stages.publish.stage import explain, inputs, missing, run

__all__ = ["Copying", "begun_beforehand", "copied_beforehand", "explain", "inputs", "missing", "run"]
