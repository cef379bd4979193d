"""`status.json`: what the gate is doing now, as plain data."""
