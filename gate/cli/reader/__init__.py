"""Commands about readers: watch, identify, OSDP keys."""
