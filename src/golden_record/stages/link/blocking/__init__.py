"""Which pairs are worth comparing: rules, what they cost, what a pilot expects of them, and the choice among them."""
