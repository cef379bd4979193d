"""What the core must know of a site: fixed while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gate.core.model import Direction, Input, Output, Wiring


class UntrustedClock(StrEnum):
    """What time-limited permits do while the wall clock cannot be believed."""

    DENY = "deny"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class Debounce:
    """Seconds a contact must be active (`on`) or inactive (`off`) before it counts."""

    on: float
    off: float


DEBOUNCE: Mapping[Input, Debounce] = {
    Input.CLOSED_LIMIT: Debounce(0.030, 0.030),
    Input.OPEN_LIMIT: Debounce(0.030, 0.030),
    Input.SAFETY_LOOP: Debounce(0.050, 0.500),
    Input.ARMING_LOOP: Debounce(0.100, 0.300),
    Input.PHOTOCELL: Debounce(0.020, 0.500),
    Input.STOP: Debounce(0.010, 0.500),
    Input.FIRE: Debounce(0.050, 2.000),
}
"""Defaults of barrier.md §1.1."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; defaults and ranges of barrier.md §2."""

    pulse: float = 0.5
    pulse_gap: float = 0.5
    settle: float = 3.0
    open_max: float = 8.0
    close_max: float = 8.0
    release: float = 1.5
    dead: float = 0.5
    no_passage: float = 30.0
    close_delay: float = 2.0
    forced: float = 0.5
    stuck: float = 300.0
    tamper: float = 20.0
    open_too_long: float = 135.0
    back_out: float = 3.0
    order_max_age: float = 5.0
    claim: float = 10.0
    pairing: float = 3.0
    confirmation: float = 0.3


@dataclass(frozen=True, slots=True)
class LaneSettings:
    """One lane: the strip with one boom."""

    id: str
    direction: Direction
    wiring: Wiring
    inputs: frozenset[Input]
    outputs: frozenset[Output]
    timing: Timing = Timing()
    debounce: Mapping[Input, Debounce] = field(default_factory=lambda: DEBOUNCE)
    max_credit: int = 3
    max_reopen: int = 3
    min_confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """All lanes, and what holds for every one of them.

    `confirmations` says, per reader, how many equal reads make one that counts (protocols.md §1).
    """

    lanes: tuple[LaneSettings, ...]
    confirmations: Mapping[str, int] = field(default_factory=dict)
    untrusted_clock: UntrustedClock = UntrustedClock.DENY
