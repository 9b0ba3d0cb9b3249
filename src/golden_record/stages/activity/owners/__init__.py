"""Whose an event is: from what its key says to a profile, or to the reason why there is none."""
