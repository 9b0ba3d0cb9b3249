"""Rows of a file as the job maps them."""
