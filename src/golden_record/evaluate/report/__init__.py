"""The report of a job: one page that says what a run did, what it found, and what a reader should conclude."""

FILE_NAME = "report.html"
"""Name of the report in the folder of a run."""
