"""How often each source is right, learned from how the sources agree."""
