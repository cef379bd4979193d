"""How the played site is built and how its drivers drive: fixed while the world runs.

Places are metres along the lane in driving direction, measured from the boom: before it negative.
A vehicle's place is that of its front bumper.
"""

from dataclasses import dataclass, field, replace
from typing import Self

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """What lies where along a lane (from the street inwards: loops A, C and B).

    `exit` is as far as the rear of a vehicle is looked at.
    """

    entry: float = -11.0
    arming_loop: Span = (-4.2, -3.0)
    stop_line: float = -1.5
    safety_loop: Span = (-1.0, 1.5)
    beam: Span = (0.3, 0.3)
    boom: Span = (0.0, 0.0)
    inner_stop_line: float = 2.0
    inner_loop: Span = (3.0, 4.2)
    exit: float = 10.5
    reader_field: Span = (-3.8, 0.0)
    camera: tuple[float, ...] = (-3.8, -2.8, -1.5)

    def from_inside(self) -> Self:
        """Return the same strip as those see it who come from the other side."""
        return replace(
            self,
            arming_loop=_mirrored(self.arming_loop),
            stop_line=-self.inner_stop_line,
            safety_loop=_mirrored(self.safety_loop),
            beam=_mirrored(self.beam),
            boom=_mirrored(self.boom),
            inner_stop_line=-self.stop_line,
            inner_loop=_mirrored(self.inner_loop),
            reader_field=_mirrored(self.reader_field),
            camera=tuple(-mark for mark in reversed(self.camera)),
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """The barrier and the jumpers of its board. Seconds; degrees, 0 = down.

    `pulse` is the shortest contact that counts, `dead` the stop between two directions, `pause`
    how long a board that closes by itself waits once nothing holds it open, `run_limit` when the
    motor gives up. `fire_wired`: the fire contact also reaches the board. `one_shot` is how long
    the permit relay holds after a beat. `propped` is where a boom rests that something holds up.
    """

    open_angle: float = 84.0
    closed_contact: float = 2.0
    open_contact: float = 82.0
    propped: float = 30.0
    open_time: float = 2.5
    close_time: float = 3.0
    hand_time: float = 1.4
    pulse: float = 0.2
    dead: float = 0.3
    pause: float = 5.0
    run_limit: float = 10.0
    fire_wired: bool = True
    one_shot: float = 0.5


@dataclass(frozen=True, slots=True)
class Driving:
    """How people drive here. Metres, metres per second, seconds.

    `gap` is wide enough for the arming loop to come free between two vehicles in a queue,
    `squeeze` is what who sticks to the vehicle ahead leaves of it.
    """

    gap: float = 2.5
    squeeze: float = 0.4
    speed: float = 2.5
    reaction: float = 1.0
    backing: float = 8.5


@dataclass(frozen=True, slots=True)
class Play:
    """All of it. `frame` is the seconds between two frames of a tag in the field."""

    strip: Strip = field(default_factory=Strip)
    machine: Machine = field(default_factory=Machine)
    driving: Driving = field(default_factory=Driving)
    frame: float = 0.065


def _mirrored(span: Span) -> Span:
    return -span[1], -span[0]
