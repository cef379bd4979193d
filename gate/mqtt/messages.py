"""What goes over the wire, and what is said when it does not."""

from dataclasses import dataclass

from gate.errors import GateError


class BrokerError(GateError):
    """The broker cannot be reached, does not take us, or is gone.

    `perhaps_too_new`: it may know only the older version of the protocol. `taken_over`: another
    client came under our id.
    """

    def __init__(
        self, message: str, *, perhaps_too_new: bool = False, taken_over: bool = False
    ) -> None:
        super().__init__(message)
        self.perhaps_too_new = perhaps_too_new
        self.taken_over = taken_over


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
