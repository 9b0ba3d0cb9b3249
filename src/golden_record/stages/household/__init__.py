"""Find who lives with whom: profiles tied by what people of one home share, and never merged.

*Reads* `standard_record`, `claim`, `shared_value`, `membership`, `profile`, and the changes of `standard_change` and
`membership_change`. *Writes* `household`, `household_member`, `household_change`, and what it keeps to find them again:
`household_place`, `household_trait`, `household_crowd`, `household_tie`.
"""

from golden_record.stages.household.stage import explain, inputs, run

__all__ = ["explain", "inputs", "run"]
