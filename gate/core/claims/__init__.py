"""Reads of readers joined into claims: one per vehicle at the lane."""
