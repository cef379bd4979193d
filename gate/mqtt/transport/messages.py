"""What goes over the wire, and what is said when it does not."""

from dataclasses import dataclass
from enum import Enum, auto

from gate.errors import GateError


class End(Enum):
    """What an end of the connection gives away beside its text."""

    PLAIN = auto()
    TOO_NEW = auto()  # the broker may know only the older version of the protocol
    TAKEN_OVER = auto()  # another client came under our id
    CUT = auto()  # it broke off without a word


class BrokerError(GateError):
    """The broker cannot be reached, does not take us, or is gone."""

    def __init__(self, message: str, end: End = End.PLAIN) -> None:
        super().__init__(message)
        self.end = end


@dataclass(frozen=True, slots=True)
class Message:
    """What is published, always with QoS 1. `correlation` belongs to a question of MQTT 5."""

    topic: str
    payload: bytes
    retain: bool = False
    correlation: bytes | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody else published.

    `repeated`: the broker may have sent it before. `answer_to` and `correlation` come with MQTT 5.
    """

    topic: str
    payload: bytes
    retained: bool
    repeated: bool
    answer_to: str | None
    correlation: bytes | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the broker takes: messages under way at once, bytes of a packet."""

    window: int
    largest: int
