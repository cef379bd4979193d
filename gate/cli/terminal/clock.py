"""Moments as the terminal shows them."""

from datetime import datetime

from gate.config.gate_toml import Config


def shown(wall: float, config: Config) -> str:
    """Write a POSIX second as the site's clock shows it: `Mon 17-08-2026 06:00`."""
    return f"{datetime.fromtimestamp(wall, config.timezone):%a %d-%m-%Y %H:%M}"
