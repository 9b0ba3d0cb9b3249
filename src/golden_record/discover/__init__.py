"""Looks at files that no job names yet: what their columns hold, and the job that could be written for them.

*Reads* files through the readers of the stage `sources` and judges values by the cleaners of `standardize`.
*Writes* nothing: a profile is data for who prints it, a proposal is the text of a job.
"""

from golden_record.discover.profiling import FileProfile, profile_files
from golden_record.discover.proposal import Proposal, propose

__all__ = ["FileProfile", "Proposal", "profile_files", "propose"]
