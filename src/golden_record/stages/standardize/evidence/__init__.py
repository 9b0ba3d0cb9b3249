"""Who holds a value, as far as that tells one person from several: kept, and brought up to date where it is other."""
