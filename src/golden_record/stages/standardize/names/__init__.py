"""Person names, Russian and English alike: repaired, parsed, keyed, and laid open to tolerant comparison."""

from golden_record.stages.standardize.names.cleaner import PARTS, clean
from golden_record.stages.standardize.names.habits import Tallies, Tally, tallies
from golden_record.stages.standardize.names.order import USUAL, Habit, habit_of
from golden_record.stages.standardize.names.transliteration import name_key

__all__ = ["PARTS", "USUAL", "Habit", "Tallies", "Tally", "clean", "habit_of", "name_key", "tallies"]
