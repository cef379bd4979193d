"""Reporting to a broker and taking orders from it."""
