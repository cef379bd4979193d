"""The schema's history, applied by `gate migrate`."""
