"""What several commands take from the terminal and show on it."""
