"""Stage `sources`: reads every source of the job, and says what it could not read.

*Reads* the files, databases and frames that the job names; of the former load `source_record`, whose ids survive,
`source_sequence`, `source_load`, `source_column` and `card_key`.
*Writes* `source_record`, `source_value`, `rejected_row`, `source_load`, `source_column`, `source_sequence`,
`card_key`.
"""

from golden_record.stages.sources.check import SourceProblem, problems
from golden_record.stages.sources.guards.former import last_load
from golden_record.stages.sources.stage import explain, inputs, recheck, run, settings

__all__ = ["SourceProblem", "explain", "inputs", "last_load", "problems", "recheck", "run", "settings"]
