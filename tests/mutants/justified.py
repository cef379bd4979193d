"""Faults that no test notices, and why none can: the campaign fails on every other survivor."""

from collections.abc import Mapping
from typing import Final

_FIRST = "the rows above leave every state in which a relay could move"
_CLOSING = "a second guard of the motor, in the scan that leaves CLOSING"
_INHIBITED = (
    "scan:Scan.inhibited: self.stopped or self.on(Input.MAINTENANCE) or self.conflict or"
    " lost -> without operand"
)
_LOWERED = (
    "scan:Scan._motor: state is State.CLOSING and self.close_ok and (not"
    " self.on(Input.CLOSED_LIMIT)) -> without operand"
)

JUSTIFIED: Final[Mapping[str, str]] = {
    f"{_INHIBITED} 2": f"{_FIRST} (G1); the output stage is the second guard.",
    f"{_INHIBITED} 4": f"{_FIRST} (G6); the output stage is the second guard.",
    f"{_LOWERED} 2": f"{_CLOSING} (S1, S2).",
    f"{_LOWERED} 3": f"{_CLOSING} (S3).",
    "contactors:_starts_at: want is None or want is contactors.spent -> without operand 1": (
        "where no direction is wanted none is spent; the types want to be told."
    ),
}
"""A mutant's name → the reason. An entry that is killed, or names nothing, fails too."""
