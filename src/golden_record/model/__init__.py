"""The nouns: table contracts, attribute types, keys. Imports nothing of ours but errors."""
