"""Make records comparable: clean each distinct value once, keep what it is worth, and lay records out to compare.

*Reads* `source_record`, `source_value`, and the cleaned values of earlier runs (`cleaned__<attribute>`).
*Writes* `cleaned__<attribute>`, `claim` and `standard_record`.
"""

from golden_record.stages.standardize.stage import explain, inputs, run

__all__ = ["explain", "inputs", "run"]
