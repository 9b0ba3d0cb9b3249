"""How a value is best written: the best form of one key, slips of the pen, formal names."""
