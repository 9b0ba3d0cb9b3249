"""Golden values that are made of all claims of a profile, and are none of them."""
