"""Decide who is who: links to profiles, under guards, with every refused link on record.

*Reads* `source_record`, `standard_record`, `link` and `model`, and the judgements of the job's stewards. *Writes*
`membership`, `profile`, `refused_link` and `judgement`; `given_judgement` for those who judge by command.
"""

from golden_record.stages.cluster.judging.docket import judged
from golden_record.stages.cluster.stage import explain, inputs, problems, run, settings

__all__ = ["explain", "inputs", "judged", "problems", "run", "settings"]
