"""Pantau: the live page, its stream, and orders to lanes."""
