"""What profiles do: whose each event is, and what the events of a profile come to, as of a day.

*Reads* `event`, `event_load`, `source_record`, `claim`, `membership` and `profile`. *Writes* `profile_activity`,
`event_quality` and `activity_change`.

Nothing is carried from run to run: whose an event is follows from the records that profiles have now, so merges and
splits move events with the records.
"""

from golden_record.stages.activity.stage import day, explain, inputs, loaded, run

__all__ = ["day", "explain", "inputs", "loaded", "run"]
