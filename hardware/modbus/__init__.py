"""Relay and input boards on a serial line (Modbus RTU)."""
