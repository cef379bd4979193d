"""Tamu: visitors' passes."""
