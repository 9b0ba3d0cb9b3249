"""What is other since the last run: records to be done again, and values that now stand for something else."""
