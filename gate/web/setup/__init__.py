"""Cadangan, Lama penyimpanan, Tentang: backup, retention, about."""
