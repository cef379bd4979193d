"""What the 40-pin header and each wiring allow, demand and advise (barrier.md §0, §1, §5.1)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gate.core.model import Input, Output, Wiring
from gate.toml_table import Span

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
"""Pulled up, or in use by the serial console, while the machine starts: a relay may chatter."""

FAIL_SAFE: Final = frozenset({Input.SAFETY_LOOP, Input.PHOTOCELL, Input.STOP, Input.FIRE})
"""Inputs whose broken wire must look like their alarm, so their contact opens when active."""

_BOTH_LIMITS: Final = "this version takes both limit switches to supervise every motion"

MANDATORY: Final[Mapping[Wiring, Mapping[Input, str]]] = MappingProxyType(
    {
        Wiring.PULSE_OPEN: {Input.CLOSED_LIMIT: _BOTH_LIMITS, Input.OPEN_LIMIT: _BOTH_LIMITS},
        Wiring.OPEN_CLOSE: {
            Input.CLOSED_LIMIT: _BOTH_LIMITS,
            Input.OPEN_LIMIT: _BOTH_LIMITS,
            Input.SAFETY_LOOP: "closing by our order takes a safety loop under the boom",
            Input.PHOTOCELL: "closing by our order takes a photocell",
            Input.STOP: "closing by our order takes a stop switch (mushroom or key)",
        },
    },
)
"""The inputs a wiring cannot do without, and why."""

ADVISED: Final[Mapping[Input, str]] = MappingProxyType(
    {
        Input.ARMING_LOOP: "a tag read from afar opens the boom, and backing out is not noticed",
        Input.SAFETY_LOOP: "passages are not seen",
        Input.STOP: "a pressed stop switch is not seen",
        Input.FIRE: "a fire alarm does not open the boom",
    },
)
"""Inputs worth having under any wiring, and what goes missing without them."""

RELAYS: Final[Mapping[Wiring, frozenset[Output]]] = MappingProxyType(
    {
        Wiring.PULSE_OPEN: frozenset({Output.OPEN}),
        Wiring.OPEN_CLOSE: frozenset({Output.OPEN, Output.CLOSE}),
    },
)
"""The relays a wiring drives; any other would never move and must not be wired."""

LAMPS: Final = frozenset({Output.RED, Output.GREEN})
"""Free to have under any wiring."""
