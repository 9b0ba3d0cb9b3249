"""Score pairs of records: block, train without labels or use the model there is, weigh the evidence.

*Reads* `standard_record`, `shared_value`, `standard_change`, its own `model` and `link_plan`, and for judged pairs
`source_record`. *Writes* `link`, `link_group`, `link_change`, `pair_change`, `model`, `model_frequency`, `model_use`,
`blocking_rule`, `blocking_estimate`, and for the next run `link_plan`, `link_node`, `block_key`, `crowded_block`,
`level_tally`, `scoring_view` and `link_shared`.
"""

from golden_record.stages.link.stage import explain, inputs, last_choice, plan, planned, problems, run
from golden_record.stages.link.versions.lending import LentModel, borrow, lent_model
from golden_record.stages.link.versions.store import current_model_id, current_settings, model_ids

__all__ = [
    "LentModel",
    "borrow",
    "current_model_id",
    "current_settings",
    "explain",
    "inputs",
    "last_choice",
    "lent_model",
    "model_ids",
    "plan",
    "planned",
    "problems",
    "run",
]
