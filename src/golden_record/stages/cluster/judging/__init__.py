"""What stewards decided, in the file of the job and by command, and what it means for a run."""
