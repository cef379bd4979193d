"""The database as staff see it: models, migrations and edits (web and terminal only)."""
