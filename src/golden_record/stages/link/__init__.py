"""Score pairs of records: block, train without labels, weigh the evidence.

*Reads* `standard_record` and `shared_value`. *Writes* `link`, `model` and `blocking_rule`.
"""

from golden_record.stages.link.stage import explain, inputs, run

__all__ = ["explain", "inputs", "run"]
