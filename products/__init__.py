"""Products of organisations."""
