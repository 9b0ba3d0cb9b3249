"""Make records comparable: clean each distinct value once, find what many people share, lay records out to compare.

*Reads* `source_record`, `source_value` and `source_change`; of earlier runs `cleaned__<attribute>` and its own tables.
*Writes* `column_reading`, `cleaned__<attribute>`, `standard_record`, `crowd_record`, `draft_tally`, `value_evidence`,
`junk_holder`, `shared_value`, `claim`, `field_tally`, `value_spread`, `value_tally` and `standard_change`.
"""

from golden_record.stages.standardize.stage import explain, inputs, run, years
from golden_record.stages.standardize.steps.replacements import problems

__all__ = ["explain", "inputs", "problems", "run", "years"]
