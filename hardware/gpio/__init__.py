"""Contacts and relays on the pins of a Raspberry Pi."""
