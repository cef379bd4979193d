"""Kendaraan: the list of vehicles and its pages."""
