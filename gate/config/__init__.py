"""`gate.toml`: read, checked, and handed on as frozen values."""
