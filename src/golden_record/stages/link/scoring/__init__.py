"""Scores: comparisons compiled and weighed by Splink, and what golden_record makes of them."""
