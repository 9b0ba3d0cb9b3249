"""Score pairs of records: block, train without labels or use the model there is, weigh the evidence.

*Reads* `standard_record`, `shared_value`, its own `model`, and for judged pairs `source_record`. *Writes* `link`,
`model`, `model_frequency`, `model_use`, `blocking_rule` and `blocking_estimate`.
"""

from golden_record.stages.link.stage import explain, inputs, plan, planned, problems, run
from golden_record.stages.link.versions.lending import LentModel, borrow, lent_model
from golden_record.stages.link.versions.store import current_model_id, current_settings, model_ids

__all__ = [
    "LentModel",
    "borrow",
    "current_model_id",
    "current_settings",
    "explain",
    "inputs",
    "lent_model",
    "model_ids",
    "plan",
    "planned",
    "problems",
    "run",
]
