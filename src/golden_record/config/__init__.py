"""What the user asked for: one module per YAML block, loaded with line numbers."""
