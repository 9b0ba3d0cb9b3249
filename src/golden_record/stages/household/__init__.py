"""Find who lives with whom: profiles tied by what people of one home share, and never merged.

*Reads* `standard_record`, `claim`, `shared_value`, `membership` and `profile`. *Writes* `household` and
`household_member`.
"""

from golden_record.stages.household.stage import explain, inputs, run

__all__ = ["explain", "inputs", "run"]
