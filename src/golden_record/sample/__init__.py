"""Sample data: a made up retailer's customers in four sources, with the truth about who is who.

Nothing else in the package depends on it.
"""

from golden_record.sample.files import write
from golden_record.sample.generator import SampleData, generate
from golden_record.sample.traps import TRAPS

__all__ = ["TRAPS", "SampleData", "generate", "write"]
