"""Decide who is who: links to profiles, under guards, with every refused link on record.

*Reads* `source_record`, `standard_record`, `link` and `model`, and the judgements of the job's stewards. *Writes*
`membership`, `profile`, `refused_link` and `judgement`.
"""

from golden_record.stages.cluster.stage import explain, inputs, lapsed, problems, run, settings

__all__ = ["explain", "inputs", "lapsed", "problems", "run", "settings"]
