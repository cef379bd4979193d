"""Riwayat: the journal in plain words."""
