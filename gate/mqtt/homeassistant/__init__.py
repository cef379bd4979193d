"""How the gate announces itself to Home Assistant."""
