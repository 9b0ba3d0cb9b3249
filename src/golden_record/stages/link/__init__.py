"""Score pairs of records: block, train without labels, weigh the evidence.

*Reads* `standard_record` and `shared_value`. *Writes* `link`, `model`, `blocking_rule` and
`blocking_estimate`.
"""

from golden_record.stages.link.stage import explain, inputs, plan, planned, run

__all__ = ["explain", "inputs", "plan", "planned", "run"]
