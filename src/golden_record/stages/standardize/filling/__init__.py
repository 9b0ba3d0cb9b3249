"""How many records have an attribute at all, and any part of its values: kept, and moved by what changes."""
