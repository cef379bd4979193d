"""Drivers: bytes and pins on one side, the ports of the gate on the other."""
