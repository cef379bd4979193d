"""Played readers: what they hear and what they put on their cables."""
