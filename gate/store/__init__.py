"""The database as the controller sees it: the standard library's sqlite3."""
