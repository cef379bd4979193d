"""Visitors' passes as staff edit, find and show them."""
