"""Find who lives with whom: profiles tied by what people of one home share, and never merged.

*Reads* `standard_record`, `claim`, `shared_value`, `membership`, `profile`, and whether `standard_change` and
`membership_change` list anything. *Writes* `household`, `household_member` and `household_change`.
"""

from golden_record.stages.household.stage import explain, inputs, run

__all__ = ["explain", "inputs", "run"]
