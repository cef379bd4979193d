"""A vehicle in a lane, what it shows to the readers, and how it moves."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from simulator.world.motion import Motion, soonest
from simulator.world.settings import Driving, Span, Strip


class Manner(StrEnum):
    """What a driver does at a raised boom: obey a red light (but not in a fire), or ignore it."""

    PATIENT = "patient"
    PUSHY = "pushy"


class Phase(StrEnum):
    """What a vehicle is doing."""

    COMING = "coming"
    WAITING = "waiting"
    GOING = "going"
    BACKING = "backing"


@dataclass(frozen=True, slots=True)
class Report:
    """One line a plate camera will say about the vehicle; `confidence` is 0..1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Car:
    """Who drives up: tags on board, what the camera will report (none to three), the driver.

    `patience` is how many seconds the driver waits in front of the boom, None = for ever.
    """

    tags: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    manner: Manner = Manner.PATIENT
    patience: float | None = None

    @classmethod
    def showing(cls, tag: str | None = None, plate: str | None = None) -> Self:
        """A car of the usual kind: one tag, one plate read better and better, or either."""
        confidences = (0.88, 0.93, 0.97) if plate else ()
        return cls(
            tags=(tag,) if tag else (),
            reports=tuple(Report(plate or "", confidence) for confidence in confidences),
        )


@dataclass(frozen=True, slots=True)
class Way:
    """What a driver sees ahead, and how many vehicles stand before and behind."""

    open: bool
    red: bool
    before: int
    last: bool


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle. `motion` is that of its front bumper.

    `goes_at` is when the driver has understood that the way is free, `gives_up_at` when patience
    ends.
    """

    number: int
    car: Car
    motion: Motion
    phase: Phase = Phase.COMING
    goes_at: float | None = None
    gives_up_at: float | None = None

    def spans(self, span: Span, length: float, now: float) -> bool:
        """Whether any part of it is over that part of the lane."""
        front = self.motion.position(now)
        return front >= span[0] and front - length <= span[1]

    def shows_tag(self, strip: Strip, now: float) -> bool:
        """Whether a tag of it is in the reader's field."""
        first, last = strip.reader_field
        return bool(self.car.tags) and first <= self.motion.position(now) <= last

    def gone(self, now: float) -> bool:
        """Whether it has left the lane, forwards or backwards."""
        return self.phase in {Phase.GOING, Phase.BACKING} and self.motion.ended(now)

    def reported(self, strip: Strip, since: float, now: float) -> list[Report]:
        """What the camera has said about it in the interval (since, now]."""
        before, after = self.motion.position(since), self.motion.position(now)
        marks = zip(strip.camera, self.car.reports, strict=False)
        return [report for mark, report in marks if before < mark <= after]

    def next_change(self, strip: Strip, driving: Driving, now: float) -> float | None:
        """Say when it next passes anything that notices it, or its driver next acts."""
        thoughts = soonest((self.goes_at, self.gives_up_at), now)
        if self.motion.ended(now):
            return thoughts
        ends = (*strip.arming_loop, *strip.safety_loop, *strip.beam, *strip.boom)
        marks = (
            *ends,
            *(end + driving.length for end in ends),
            *strip.camera,
            *strip.reader_field,
            self.motion.goal,
        )
        return soonest((*(self.motion.crossing(mark) for mark in marks), thoughts), now)

    def back_out(self, strip: Strip, driving: Driving, now: float) -> Self:
        """Reverse to where it came from."""
        front = self.motion.position(now)
        goal = min(front, strip.stop_line) - driving.backing
        return replace(self, phase=Phase.BACKING, motion=Motion(front, now, goal, driving.speed))

    def close_up(self, strip: Strip, driving: Driving, way: Way, now: float) -> Self:
        """Move up to its place in the queue; there it waits."""
        if self.phase in {Phase.GOING, Phase.BACKING}:
            return self
        goal = strip.stop_line - way.before * driving.spacing
        if self.motion.goal < goal:
            motion = Motion(self.motion.position(now), now, goal, driving.speed)
            return replace(self, phase=Phase.COMING, motion=motion)
        if self.phase is Phase.WAITING or not self.motion.ended(now):
            return self
        gives_up_at = self.gives_up_at
        if gives_up_at is None and self.car.patience is not None:
            gives_up_at = now + self.car.patience
        return replace(self, phase=Phase.WAITING, gives_up_at=gives_up_at)

    def decide(self, strip: Strip, driving: Driving, way: Way, now: float) -> Self:
        """Let a waiting driver give up, or go a moment after boom and light allow it."""
        if self.phase is not Phase.WAITING:
            return self
        if self.gives_up_at is not None and now >= self.gives_up_at and way.last:
            return self.back_out(strip, driving, now)
        if way.before or not way.open or (way.red and self.car.manner is Manner.PATIENT):
            return replace(self, goes_at=None)
        if self.goes_at is None:
            return replace(self, goes_at=now + driving.reaction)
        if now < self.goes_at:
            return self
        motion = Motion(self.motion.position(now), now, strip.exit, driving.speed)
        return replace(self, phase=Phase.GOING, motion=motion)
