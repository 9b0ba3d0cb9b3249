"""Decide who is who: links to profiles, under guards, with every refused link on record.

*Reads* `source_record`, `standard_record`, `link`, `link_group`, `model`, `member_history`, `profile_redirect`, the
changes of `standard_change`, `link_change` and `pair_change`, what `stage_basis` says of the history, and the
judgements of the job's stewards. *Writes* `membership`, `profile`, `refused_link`, `crowd`, `link_tally`, `rule_tally`,
`judgement` and `membership_change`; by command, `given_judgement`.
"""

from golden_record.stages.cluster.judging.docket import judged
from golden_record.stages.cluster.stage import explain, inputs, problems, run, settings

__all__ = ["explain", "inputs", "judged", "problems", "run", "settings"]
