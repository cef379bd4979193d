"""The words of the gate as plain values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Direction(StrEnum):
    """Which way an approach leads."""

    IN = "in"
    OUT = "out"


class Medium(StrEnum):
    """What kind of thing a credential was read from."""

    TAG = "tag"
    PLATE = "plate"
    CODE = "code"


class Category(StrEnum):
    """Why a vehicle is on the list."""

    EMPLOYEE = "employee"
    OFFICIAL = "official"
    VISITOR = "visitor"
    VENDOR = "vendor"
    EMERGENCY = "emergency"


class Identification(StrEnum):
    """Which credentials a vehicle must show."""

    ANY = "any"
    TAG = "tag"
    PLATE = "plate"
    BOTH = "both"


class Input(StrEnum):
    """A sensed contact of a lane, named as in the field (`gate/core/barrier/README.md` §1.1)."""

    CLOSED_LIMIT = "closed_limit"
    OPEN_LIMIT = "open_limit"
    SAFETY_LOOP = "safety_loop"
    ARMING_LOOP = "arming_loop"
    PHOTOCELL = "photocell"
    STOP = "stop"
    FIRE = "fire"
    INNER_LOOP = "inner_loop"  # arming loop of the inside; a free-exit loop where so configured
    BREAKAWAY = "breakaway"  # the boom has left its holder
    MAINTENANCE = "maintenance"  # key, door contact or crank: somebody works on the barrier
    BOARD_FAULT = "board_fault"  # the barrier board's alarm relay
    LOOP_FAULT = "loop_fault"  # the safety loop detector's alarm relay
    MOVING = "moving"  # the board says that the boom moves
    KEY_OPEN = "key_open"
    KEY_CLOSE = "key_close"
    KEY_RESET = "key_reset"
    MAINS_LOST = "mains_lost"


class Output(StrEnum):
    """A relay or lamp of a lane; all rest de-energised (`gate/core/barrier/README.md` §1.2)."""

    OPEN = "open"  # pulse
    CLOSE = "close"  # pulse
    STEP = "step"  # pulse: open, stop, close in turn
    HOLD = "hold"  # maintained: up as long as it is on
    UP = "up"  # motor contactor
    DOWN = "down"  # motor contactor
    STOP_PERMIT = "stop_permit"  # in series with the stop switch: off stops the boom
    PERMIT = "permit"  # beats with the scan and feeds a hardware one-shot; never a level
    RED = "red"
    GREEN = "green"
    BUZZER = "buzzer"
    HEALTHY = "healthy"  # fault relay, on while all is well
    COUNT = "count"  # one pulse per passage


class Wiring(StrEnum):
    """How our relays reach the barrier's board (`gate/core/barrier/README.md` §1.3)."""

    PULSE_OPEN = "pulse_open"  # we pulse open, the board closes by itself
    OPEN_CLOSE = "open_close"  # we pulse open and close
    HOLD_OPEN = "hold_open"  # we hold a contact; the board closes once it is let go
    STEP = "step"  # one pulse for the next move
    MOTOR = "motor"  # we switch the motor's contactors


class Objection(StrEnum):
    """One reason not to let a vehicle through. Order of severity is `access.SEVERITY`."""

    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    LOST_CREDENTIAL = "lost_credential"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    OUTSIDE_SCHEDULE = "outside_schedule"
    HOLIDAY = "holiday"
    WRONG_LANE = "wrong_lane"
    TAG_PLATE_MISMATCH = "tag_plate_mismatch"
    SECOND_FACTOR_MISSING = "second_factor_missing"
    LOCKDOWN = "lockdown"
    CLOCK_UNTRUSTED = "clock_untrusted"
    LOW_CONFIDENCE = "low_confidence"
    NO_VEHICLE_ON_LOOP = "no_vehicle_on_loop"
    EMERGENCY = "emergency"
    ALREADY_INSIDE = "already_inside"
    NOT_INSIDE = "not_inside"
    FULL = "full"
    AMBIGUOUS_PLATE = "ambiguous_plate"
    TOO_OFTEN = "too_often"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment on both clocks.

    `monotonic` is seconds on CLOCK_MONOTONIC (all motion uses it), `wall` is POSIX seconds UTC
    (validity only), `trusted` says whether the wall clock may be believed.
    """

    monotonic: float
    wall: float
    trusted: bool


@dataclass(frozen=True, slots=True)
class Credential:
    """What a reader saw, in canonical form: upper-case hex, bare plate, or bare code."""

    medium: Medium
    value: str

    def __str__(self) -> str:
        """Medium and value, as journalled."""
        return f"{self.medium}:{self.value}"


@dataclass(frozen=True, slots=True)
class Permit:
    """What the book says about one vehicle at the moment of a decision; no names.

    `valid_from` (inclusive) and `valid_until` (exclusive) are POSIX seconds UTC, None = open.
    `lanes` None = every lane. `schedule` is the number of its own schedule, None = its category's.
    `entries` is how many times it may come in within its validity, None = any number.
    """

    vehicle: int
    plate: str | None
    category: Category
    identification: Identification
    valid_from: int | None
    valid_until: int | None
    blocked: str | None
    lanes: frozenset[str] | None
    schedule: int | None = None
    entries: int | None = None


class PermitRow(NamedTuple):
    """One vehicle as the registry has it: what the book keeps and what a change brings.

    `keys` are all its credentials as `str(Credential)`, the plate included; `lost` those of them
    that are reported lost; `lanes` a comma list, None = every lane. `removed` rows leave the book.
    `entries` is how many times it may come in within its validity, None = any number.
    """

    vehicle: int
    plate: str | None
    category: str
    identification: str
    valid_from: int | None
    valid_until: int | None
    blocked: str | None
    lanes: str | None
    keys: tuple[str, ...]
    lost: tuple[str, ...]
    removed: bool
    schedule: int | None = None
    entries: int | None = None
