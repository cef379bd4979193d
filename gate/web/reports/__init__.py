"""Laporan: a month in figures."""
