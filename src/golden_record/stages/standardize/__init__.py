"""Make records comparable: clean each distinct value once, find what many people share, lay records out to compare.

*Reads* `source_record`, `source_value`, and the cleaned values of earlier runs (`cleaned__<attribute>`).
*Writes* `column_reading`, `cleaned__<attribute>`, `standard_record`, `shared_value` and `claim`.
"""

from golden_record.stages.standardize.stage import explain, inputs, run
from golden_record.stages.standardize.steps.replacements import problems

__all__ = ["explain", "inputs", "problems", "run"]
