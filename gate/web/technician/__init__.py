"""Teknisi: every contact and relay, live and to be tried."""
