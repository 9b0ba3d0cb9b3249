"""The tables of the schema `ops`, which tell how the run went."""
