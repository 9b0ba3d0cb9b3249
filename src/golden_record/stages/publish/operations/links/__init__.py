"""What links rest on, counted per field."""
