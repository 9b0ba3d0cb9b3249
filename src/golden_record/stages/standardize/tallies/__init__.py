"""How many values of which quality each source says of each attribute, and how often they occur."""
