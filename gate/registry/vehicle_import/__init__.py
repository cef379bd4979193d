"""Importing a list of vehicles from CSV or XLSX."""
