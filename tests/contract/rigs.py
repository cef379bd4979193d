"""What a contract test needs of an implementation: the port itself, and a hand on the other side.

An implementation joins the suite by a rig of its own and its name in `conftest.py`.
"""

from random import SystemRandom
from typing import Protocol, Self

from gate.core.values.model import Credential, Input, Output
from gate.ports import LaneInputs, Outputs, ReadSource
from hardware.serial.backoff import Backoff


def quick_backoff() -> Backoff:
    """Pauses that no test has to wait for."""
    return Backoff(SystemRandom(), shortest=0.01)


class ReaderRig(Protocol):
    """A reader and the cable to it; plugged in at first."""

    source: ReadSource
    lane: str
    reader: str
    credential: Credential

    def __enter__(self) -> Self: ...

    def __exit__(self, *reason: object) -> None: ...

    def show(self) -> None:
        """Hold `credential` to the reader for one frame."""
        ...

    def send(self, data: bytes) -> None:
        """Put raw bytes on the wire."""
        ...

    def unplug(self) -> None: ...

    def plug_in(self) -> None: ...


class LaneRig(Protocol):
    """A lane with every input and output fitted; all inputs quiet at first."""

    inputs: LaneInputs
    outputs: Outputs

    def __enter__(self) -> Self: ...

    def __exit__(self, *reason: object) -> None: ...

    def set_active(self, name: Input, *, active: bool) -> None: ...

    def make_unreadable(self, name: Input) -> None: ...

    def is_on(self, output: Output) -> bool: ...
