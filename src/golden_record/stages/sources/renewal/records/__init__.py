"""The records of a load beside those of the last one: new, other, gone or kept, and the tables that say so."""
