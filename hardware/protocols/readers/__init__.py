"""The decoders, one file per reader protocol."""
