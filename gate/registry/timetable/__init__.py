"""Schedules, holidays and lane plans as staff edit them."""
