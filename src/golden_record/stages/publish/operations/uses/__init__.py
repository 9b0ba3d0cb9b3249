"""What collected fields are good for: how often outputs rest on them, and which serve nothing."""
