"""What the core must know of a site: fixed while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.plate_grammar import Grammar
from gate.core.values.plate_indonesia import Indonesia
from gate.core.values.zones import Zone


class UntrustedClock(StrEnum):
    """What time-limited permits do while the wall clock cannot be believed."""

    DENY = "deny"
    ALLOW = "allow"


class WithoutCamera(StrEnum):
    """What a vehicle that must show tag and plate does while no camera of the lane is there."""

    DENY = "deny"
    TAG = "tag"  # its tag alone will do


class Correction(StrEnum):
    """How far a misread plate may be mended."""

    OFF = "off"
    ONE = "one"  # character that stands where one of its kind cannot stand


@dataclass(frozen=True, slots=True)
class PlateRules:
    """How plates are built here, and whether a misread one may still open."""

    grammar: Grammar = field(default_factory=Indonesia)
    correction: Correction = Correction.ONE


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
    Input.INNER_LOOP: Debounce(0.100, 0.300),
    Input.BREAKAWAY: Debounce(0.100, 1.000),
    Input.MAINTENANCE: Debounce(0.100, 1.000),
    Input.BOARD_FAULT: Debounce(0.200, 1.000),
    Input.LOOP_FAULT: Debounce(0.200, 2.000),
    Input.MOVING: Debounce(0.050, 0.500),
    Input.KEY_OPEN: Debounce(0.030, 0.100),
    Input.KEY_CLOSE: Debounce(0.030, 0.100),
    Input.KEY_RESET: Debounce(0.030, 0.100),
    Input.MAINS_LOST: Debounce(0.500, 0.500),
}
"""Defaults; reasons: `gate/core/barrier/README.md` §1.1."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. What each is, its range and source: `gate/core/barrier/README.md` §2."""

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
    open_nominal: float = 3.0
    close_nominal: float = 3.0
    close_warning: float = 0.0
    recovery: float = 60.0
    exit_mask: float = 3.0
    order_max_age: float = 5.0
    claim: float = 10.0
    pairing: float = 3.0
    confirmation: float = 0.3

    @property
    def run_max(self) -> float:
        """The longest the motor may run one way; a backstop behind the times of the states."""
        return self.dead + max(self.open_max, self.close_max) + 1.0

    @property
    def closing_after(self) -> float:
        """How long the way must be clear before we close: the delay, and the warning in it."""
        return max(self.close_delay, self.close_warning)


@dataclass(frozen=True, slots=True)
class Powers:
    """What a lane's wiring lets us promise; a latch needs what a hold needs.

    `hold`: keep the boom up as long as we want. `close`: lower it at our word. `lift`: turn a
    closing boom round. `stop`: halt it.
    """

    hold: bool
    close: bool
    lift: bool
    stop: bool


@dataclass(frozen=True, slots=True)
class LaneSettings:
    """One lane: the strip with one boom.

    `board_closes`: the board may lower the boom by itself. `free_exit`: a vehicle on the inner loop
    is let out unasked. `recovery_close`: a boom found open after a restart may come down again.
    `cameras` are its readers that read plates.
    """

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
    board_closes: bool = False
    free_exit: bool = False
    recovery_close: bool = False
    cameras: frozenset[str] = frozenset()
    without_camera: WithoutCamera = WithoutCamera.DENY

    @property
    def closes_itself(self) -> bool:
        """Whether the boom may come down without us, and we can but watch and lift it."""
        return self.board_closes or self.wiring is Wiring.PULSE_OPEN

    @property
    def powers(self) -> Powers:
        """What we can promise of the boom."""
        return Powers(
            hold=Output.HOLD in self.outputs or not self.closes_itself,
            close=self.wiring is not Wiring.PULSE_OPEN
            and not (self.wiring is Wiring.STEP and self.board_closes),
            lift=self.wiring is not Wiring.STEP,
            stop=self.wiring is Wiring.MOTOR or Output.STOP_PERMIT in self.outputs,
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """When somebody tries too often; all but the numbers of attempts in seconds.

    A credential that is shown more than `often` times `within` such a time has to wait for `pause`
    at each further attempt. At a reader that sees more than `unknown` credentials of nobody
    `unknown_within` such a time, only one of these every `unknown_pause` is looked at.
    """

    often: int = 20
    within: float = 600.0
    pause: float = 30.0
    unknown: int = 20
    unknown_within: float = 60.0
    unknown_pause: float = 2.0


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """All lanes, and what holds for every one of them.

    `confirmations` says, per reader, how many equal reads make one that counts.
    Without `zones` nobody is counted, without `limits` nobody is slowed down.
    """

    lanes: tuple[LaneSettings, ...]
    confirmations: Mapping[str, int] = field(default_factory=dict)
    untrusted_clock: UntrustedClock = UntrustedClock.DENY
    zones: tuple[Zone, ...] = ()
    limits: Limits | None = None
    plates: PlateRules = field(default_factory=PlateRules)
