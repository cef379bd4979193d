"""What can go wrong, split by who has to act."""


class GateError(Exception):
    """Root of all errors the gate raises on purpose; the message names the place and the fix."""


class ConfigError(GateError):
    """The technician must change `gate.toml` (or the command line)."""


class DeviceError(GateError):
    """A port, pin or reader cannot be opened or was lost; someone must look at the hardware."""


class StoreError(GateError):
    """The database cannot be opened, read or written, or its schema is not the expected one."""


class DamageError(StoreError):
    """The database's file is not what was written to it; only a backup helps."""
