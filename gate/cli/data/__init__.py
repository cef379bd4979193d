"""Commands about what is stored: backup, restore, retention, privacy."""
