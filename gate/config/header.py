"""The 40-pin header, its pins numbered as by the chip (BCM), and which of them suit a relay."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gate.config.toml_table import Span

# fmt: off
_PLACES: Final = (
    3, 5, 7, 29, 31, 26, 24, 21, 19, 23, 32, 33, 8,      # BCM 2-14
    10, 36, 11, 12, 35, 38, 40, 15, 16, 18, 22, 37, 13,  # BCM 15-27
)
# fmt: on
HEADER: Final[Mapping[int, int]] = MappingProxyType(dict(enumerate(_PLACES, start=2)))
"""BCM number → place on the 40-pin header; BCM 0 and 1 belong to a HAT's own memory."""

PINS: Final = Span(min(HEADER), max(HEADER))
FIXED_PULL_UP: Final = frozenset({2, 3})
"""These pins have a resistor to 3.3 V on the board itself."""
RESTLESS: Final = frozenset({*range(9), 14, 15})
"""Pulled up, or in use by the serial console, while the machine starts: a relay may chatter
(`gate/core/barrier/README.md` §5.1)."""


def place(pin: int) -> str:
    """Name a pin by both its numbers."""
    return f"GPIO{pin:<2} (header pin {HEADER[pin]:>2})"
