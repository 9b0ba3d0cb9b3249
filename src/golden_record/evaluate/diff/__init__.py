"""What is other between two runs: profiles, their records, and their values, with nothing of what came and went."""
