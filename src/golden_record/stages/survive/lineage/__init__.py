"""What is told of an election: golden values with where they come from, and the candidates that lost."""
