"""Golden values that stewards have pinned: the file, the log, which of them count, and when they retire."""
