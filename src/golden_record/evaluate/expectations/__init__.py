"""The tests of a job held against a state: which of them hold, and why the others do not."""
