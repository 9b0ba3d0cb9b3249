"""The steps that a job puts before the cleaner of an attribute."""
