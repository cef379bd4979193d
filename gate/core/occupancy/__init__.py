"""How many vehicles are inside, zone by zone."""
