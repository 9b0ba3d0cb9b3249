"""Beside the line: how good the result is, and why it is as it is. Reads the state, writes nothing."""
