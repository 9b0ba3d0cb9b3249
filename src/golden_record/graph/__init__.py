"""Algorithms over pairs of records: arrays in, arrays out; nothing here knows a table or a job."""
