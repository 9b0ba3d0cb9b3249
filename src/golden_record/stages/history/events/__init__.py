"""The events by which a reader follows the profiles from run to run."""
