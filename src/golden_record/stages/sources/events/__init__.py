"""Tables of events: their files into one table of the state, file by file, and what could not be read of them."""
