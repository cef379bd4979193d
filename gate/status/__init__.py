"""What the gate is doing now: the values, how the core becomes them, and `status.json`."""
