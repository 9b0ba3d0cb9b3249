"""How often what a source says of an attribute is the golden value, as some profiles have it."""
