"""What drives a boom: the words that boards share, and contactors without any board."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

from gate.core.values.model import Output

CONTACTORS = {Output.UP, Output.DOWN}


class Aim(Enum):
    """Where the boom is wanted."""

    UP = "up"
    DOWN = "down"
    HALT = "halt"


@dataclass(frozen=True, slots=True)
class Sense:
    """What reaches the terminals, and where the boom is. `contacts` are our relays that are on."""

    up: bool
    down: bool
    obstructed: bool
    stop: bool
    fire: bool
    contacts: frozenset[Output]

    @property
    def held_open(self) -> bool:
        """Whether a contact that opens is closed at this moment."""
        return bool(self.contacts & {Output.OPEN, Output.HOLD})


@dataclass(frozen=True, slots=True)
class Motor:
    """No board at all: our contactors switch the motor, and nothing else minds what is under it.

    In copper: the stop switch cuts both, each end of travel cuts its own, and each cuts the other,
    so that both together move nothing.
    """

    aim: Aim = Aim.HALT

    def reset(self) -> Self:
        """Return it after a loss of power."""
        return replace(self, aim=Aim.HALT)

    def drive(self, now: float) -> Aim:  # noqa: ARG002 - contactors know no time
        """What the motor does."""
        return self.aim

    def next_change(self, now: float) -> float | None:  # noqa: ARG002
        """It never does anything by itself."""
        return None

    def react(self, now: float, sense: Sense) -> Self:  # noqa: ARG002
        """Take one look at the contactors."""
        wanted = sense.contacts & CONTACTORS
        if sense.stop or len(wanted) != 1:
            return replace(self, aim=Aim.HALT)
        return replace(self, aim=Aim.UP if Output.UP in wanted else Aim.DOWN)
