"""What happened to whom: every run compared with the one before, as events, versions and redirects.

*Reads* `source_record`, `source_name`, `membership`, `golden_profile`, `link` and `model`. *Writes* `member_history`,
`profile_history`, `profile_event` and `profile_redirect`, and never takes back what stands there.
"""

from golden_record.stages.history.stage import explain, inputs, run

__all__ = ["explain", "inputs", "run"]
