"""Stage `sources`: reads every source of the job and every table of events, and says what it could not read.

*Reads* the files, databases and frames that the job names, as far as they are other than in the last load; of that
`source_record` and `source_value`, whose ids survive, `source_sequence`, `source_load`, `source_column`,
`source_entry`, `card_key` and the tables of events.
*Writes* `source_record`, `source_value`, `source_change`, `rejected_row`, `source_load`, `source_column`,
`source_entry`, `source_name`, `source_sequence`, `card_key`; of events `event`, `event_load` and `rejected_event`.
"""

from golden_record.stages.sources.check import SourceProblem, problems
from golden_record.stages.sources.guards.former import last_load
from golden_record.stages.sources.renewal.missing import expired
from golden_record.stages.sources.stage import explain, inputs, recheck, run, settings

__all__ = ["SourceProblem", "expired", "explain", "inputs", "last_load", "problems", "recheck", "run", "settings"]
