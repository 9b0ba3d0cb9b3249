"""Survive: of everything that the records of a profile claim, what is believed, and why.

*Reads* `claim`, `membership`, `profile`, `household_member`, `source_record`, `standard_record`, and of an incremental
run `source_change`, `standard_change`, `membership_change` and `household_change`.

*Writes* `attribute_lineage` (profile x attribute: the golden value, who said it, which strategy decided, what lost),
`attribute_candidate` (every value that was contested, with its rank and the reason for it), `source_accuracy` (how
often each source is right, as agreement has it), `source_agreement` (which sources of a profile agree, which that is
learnt from), `field_agreement` (how many values of a source are the golden ones), `golden_profile` (one row per
profile, one column per attribute of the job), `election_change`, `golden_change`, and of what stewards pinned `pin`,
`pin_sight`, `pin_end` and `pin_status`.

A value is elected in two steps. Claims that are equal after cleaning are one candidate; the claim that stands highest
in the attribute's chain speaks for it. Then the candidates are ranked by the same chain. The order is total without
any internal id, so it depends neither on the order of loading nor on the history of the state. Last, a winner that is
a slip of the pen gives way to the same value better written. What a steward has pinned outranks all of it.
"""

from golden_record.stages.survive.stage import day_of_ages, explain, inputs, moments, run, settings

__all__ = ["day_of_ages", "explain", "inputs", "moments", "run", "settings"]
