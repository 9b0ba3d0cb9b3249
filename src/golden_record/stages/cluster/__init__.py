"""Decide who is who: links to profiles, under guards, with every refused link on record.

*Reads* `source_record`, `standard_record`, `link` and `model`. *Writes* `membership`, `profile` and `refused_link`.
"""

from golden_record.stages.cluster.stage import explain, inputs, run

__all__ = ["explain", "inputs", "run"]
