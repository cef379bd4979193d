"""Bytes to values and back, one protocol a file; no I/O."""
