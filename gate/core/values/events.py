"""What can happen, in the past tense. Everything enters the core as one of these."""

from dataclasses import dataclass
from enum import StrEnum

from gate.core.values.model import Credential, Input, PermitRow
from gate.core.values.timetable import Timetable


@dataclass(frozen=True, slots=True)
class ReadArrived:
    """A reader delivered a credential; repeats come too. `confidence` is 0..1 or not given."""

    lane: str
    reader: str
    credential: Credential
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class InputsSampled:
    """One lane's inputs at one scan: which are active, which cannot be told."""

    lane: str
    active: frozenset[Input]
    unknown: frozenset[Input] = frozenset()


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """A reader's port is gone or cannot be opened."""

    lane: str
    reader: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReaderFound:
    """A reader's port is open (again)."""

    lane: str
    reader: str


@dataclass(frozen=True, slots=True)
class RegistryChanged:
    """Staff changed something; `version` is the registry version reached with these changes.

    `changes` are vehicles; `timetable` replaces the one before, None = it is as it was.
    """

    version: int
    changes: tuple[PermitRow, ...]
    timetable: Timetable | None = None


class Action(StrEnum):
    """What an order asks for. Nothing else can be ordered; `orders.py` beside this says how."""

    OPEN = "open"
    CLOSE = "close"
    STOP = "stop"
    HOLD = "hold"
    RELEASE = "release"
    LOCKDOWN = "lockdown"
    UNLOCK = "unlock"
    FREE_FLOW = "free_flow"
    RESET = "reset"
    DISMISS = "dismiss"
    CORRECT_PLATE = "correct_plate"
    CORRECT_OCCUPANCY = "correct_occupancy"
    ACK_ALARM = "ack_alarm"
    TEST_OUTPUT = "test_output"


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """Someone ordered something.

    `actor` is `user:<number>` or `mqtt:<client>`; `reason` is a code or free text.
    `issued` is CLOCK_MONOTONIC of this boot, stamped by the sender on this machine.
    `until` is POSIX seconds (hold, free_flow); `claim` names the claim (dismiss, corrections);
    `value` carries the corrected plate, the count, the alarm id or the output.
    """

    id: str
    lane: str
    action: Action
    actor: str
    reason: str
    issued: float
    until: float | None = None
    claim: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """Nothing happened, but a deadline of the core is due."""


Event = (
    ReadArrived
    | InputsSampled
    | ReaderLost
    | ReaderFound
    | RegistryChanged
    | OrderGiven
    | DeadlinePassed
)
