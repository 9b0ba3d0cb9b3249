"""Person names, Russian and English alike: repaired, parsed, keyed, and laid open to tolerant comparison."""

from golden_record.stages.standardize.names.cleaner import PARTS, clean
from golden_record.stages.standardize.names.transliteration import name_key

__all__ = ["PARTS", "clean", "name_key"]
