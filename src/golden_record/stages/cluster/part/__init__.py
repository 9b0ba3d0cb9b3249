"""Doing only what changed: which records a change may concern, and their rows put in the place of the former ones."""
