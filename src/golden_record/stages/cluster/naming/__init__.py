"""Which id a profile has."""
