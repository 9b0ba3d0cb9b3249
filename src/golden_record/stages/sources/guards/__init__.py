"""What a load is held against: its contract, the uniqueness of its keys, its last load, its age."""
