"""The boom: its states, the table of its behaviour, and the last word before its relays."""
