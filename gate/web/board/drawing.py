"""What a lane's picture shows: only what a sensor says, and where it is estimated, that it is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gate.core.values.model import Direction, Input, Output
from gate.status.model import LaneStatus
from gate.web.board.boom import wording
from gate.words.language import Language, message
from gate.words.states import UNKNOWN

RAISED: Final = 84.0
"""Degrees of a boom at its open limit; a closed one lies at 0."""

SHORT_OF_LIMIT: Final = 0.95
"""Share of the travel that an estimate may reach before the limit says so."""

_ANGLES: Final = {
    "closed": (Input.CLOSED_LIMIT, 0.0),
    "open": (Input.OPEN_LIMIT, RAISED),
}
"""Position → the limit that proves it, and the angle there."""

_LIGHTS: Final = {"red": message("lampu merah"), "green": message("lampu hijau")}


class Boom(StrEnum):
    """How sure the picture is of the boom."""

    SURE = "sure"  # a limit says so
    MOVING = "moving"  # estimated from time and learned travel
    ASSUMED = "assumed"  # no limit is fitted there
    DETACHED = "detached"  # it lies on the ground
    HIDDEN = "hidden"  # nobody can tell: no boom is drawn


_DOUBTS: Final = {
    Boom.ASSUMED: message("perkiraan"),
    Boom.DETACHED: message("batang palang lepas"),
    Boom.HIDDEN: message("posisi tak diketahui"),
}


@dataclass(frozen=True, slots=True)
class Car:
    """A car where a sensor says there is one: the height of its wheels, and its size."""

    y: float
    scale: float


NEAR: Final = Car(246, 1.0)
UNDER: Final = Car(211, 0.86)
FAR: Final = Car(168, 0.66)


@dataclass(frozen=True, slots=True)
class Motion:
    """Lets the browser go on estimating: from when (seconds ago), how long, towards which angle."""

    target: float
    elapsed: float
    travel: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture.

    A loop is None when it is not fitted. `light` is `red`, `green`, `dark`, or None without lamps.
    """

    boom: Boom
    angle: float
    entry: bool
    sentence: str
    motion: Motion | None = None
    arming: bool | None = None
    safety: bool | None = None
    inner: bool | None = None
    cars: tuple[Car, ...] = ()
    light: str | None = "dark"
    plate: str = ""


def draw(lane: LaneStatus, monotonic: float, language: Language) -> Drawing:
    """Picture a lane at a moment of CLOCK_MONOTONIC."""
    boom, angle = _position(lane, monotonic)
    return Drawing(
        boom=boom,
        angle=angle,
        entry=lane.direction == Direction.IN,
        sentence=_sentence(lane, boom, language),
        motion=_motion(lane, monotonic) if boom is Boom.MOVING else None,
        arming=_sensed(lane, Input.ARMING_LOOP),
        safety=_sensed(lane, Input.SAFETY_LOOP),
        inner=_sensed(lane, Input.INNER_LOOP),
        cars=_cars(lane),
        light=_light(lane),
    )


def nothing_known(direction: str, language: Language) -> Drawing:
    """Picture a lane that nobody can tell anything about."""
    return Drawing(Boom.HIDDEN, 0.0, direction == Direction.IN, language.say(UNKNOWN.sentence))


def _sensed(lane: LaneStatus, sensor: Input) -> bool | None:
    """Whether a sensor is active; None when it is not fitted, False when it cannot be told."""
    return bool(lane.inputs[sensor]) if sensor in lane.inputs else None


def _position(lane: LaneStatus, monotonic: float) -> tuple[Boom, float]:
    """Say how the boom stands, and how sure that is."""
    if _sensed(lane, Input.BREAKAWAY):
        return Boom.DETACHED, 0.0
    if lane.position in _ANGLES:
        limit, angle = _ANGLES[lane.position]
        return (Boom.SURE if _sensed(lane, limit) else Boom.ASSUMED), angle
    if lane.position == "between" and lane.state in {"opening", "closing"}:
        return Boom.MOVING, _estimate(lane, monotonic)
    return Boom.HIDDEN, 0.0


def _estimate(lane: LaneStatus, monotonic: float) -> float:
    """Degrees after so long; near a limit never at it, because only the limit can say that."""
    done = (monotonic - lane.since) / _travel(lane)
    done = min(max(done, 1 - SHORT_OF_LIMIT), SHORT_OF_LIMIT)
    return round(RAISED * (done if lane.state == "opening" else 1 - done), 1)


def _motion(lane: LaneStatus, monotonic: float) -> Motion:
    target = RAISED if lane.state == "opening" else 0.0
    return Motion(target, max(0.0, monotonic - lane.since), _travel(lane))


def _travel(lane: LaneStatus) -> float:
    return max(lane.travel.open if lane.state == "opening" else lane.travel.close, 0.1)


def _cars(lane: LaneStatus) -> tuple[Car, ...]:
    entry = lane.direction == Direction.IN
    cars = []
    if _sensed(lane, Input.ARMING_LOOP):
        cars.append(NEAR if entry else FAR)
    if _sensed(lane, Input.INNER_LOOP):
        cars.append(FAR if entry else NEAR)
    if _sensed(lane, Input.SAFETY_LOOP) or _sensed(lane, Input.PHOTOCELL):
        cars.append(UNDER)
    return tuple(sorted(cars, key=lambda car: car.y))


def _light(lane: LaneStatus) -> str | None:
    lamps = lane.outputs
    if Output.RED not in lamps and Output.GREEN not in lamps:
        return None
    if lamps.get(Output.RED):
        return "red"
    return "green" if lamps.get(Output.GREEN) else "dark"


def _sentence(lane: LaneStatus, boom: Boom, language: Language) -> str:
    badge = wording(lane).badge
    parts = [language.say(badge)]
    if boom in _DOUBTS and badge != UNKNOWN.badge:
        parts.append(language.say(_DOUBTS[boom]))
    if _sensed(lane, Input.ARMING_LOOP):
        parts.append(language.say("satu kendaraan menunggu"))
    light = _LIGHTS.get(_light(lane) or "")
    return ", ".join([*parts, language.say(light)] if light else parts)
