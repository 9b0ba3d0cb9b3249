"""Judged pairs in training: what people said of pairs of records, and how the weights follow it."""
