"""The comparable records: laid out from the cleaned values, and without what crowds hold."""
