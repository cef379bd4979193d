"""Readers on serial ports: opened, asked, watched, identified."""
