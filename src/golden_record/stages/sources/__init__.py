"""Stage `sources`: reads every source of the job, and says what it could not read.

*Reads* the files and databases that the job names, and the former `source_record`, whose ids survive.
*Writes* `source_record`, `source_value`, `rejected_row`, `source_load`.
"""

from golden_record.stages.sources.check import SourceProblem, problems
from golden_record.stages.sources.stage import explain, inputs, run

__all__ = ["SourceProblem", "explain", "inputs", "problems", "run"]
