"""Readers on an RS-485 bus (OSDP v2 with Secure Channel)."""
