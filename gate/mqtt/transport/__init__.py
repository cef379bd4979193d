"""The connection to the broker: dialled, secured, watched, dialled again."""
