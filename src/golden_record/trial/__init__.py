"""The tests of a job: held against a state, and, where they bring records along, against a line of their own."""
