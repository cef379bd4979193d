"""Pengguna: who may sign in."""
