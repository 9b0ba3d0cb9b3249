"""How good and how fast: measurements beside plain Splink, and the pages that tell of them.

Nothing here belongs to the installed package. Run from the repository: `python -m benchmarks.accuracy`.
"""
