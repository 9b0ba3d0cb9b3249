"""What is told of a profile's elections: the values that won, and those that lost."""
