"""The groups of links that a change touches, put together again."""
