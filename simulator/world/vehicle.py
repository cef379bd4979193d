"""A vehicle in a lane: where it is, what notices it there, and what its driver does next.

Everything is seen from its own side: what lies ahead of it has the larger place.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from simulator.world.car import Car, Manner, Report
from simulator.world.motion import Motion, soonest
from simulator.world.settings import Driving, Span, Strip


class Phase(StrEnum):
    """What a vehicle is doing."""

    COMING = "coming"
    WAITING = "waiting"
    STANDING = "standing"  # drives under the boom and stays there for a while
    GOING = "going"
    BACKING = "backing"


UNDER_WAY = frozenset({Phase.STANDING, Phase.GOING, Phase.BACKING})
"""Phases in which a vehicle has left the queue."""


@dataclass(frozen=True, slots=True)
class Way:
    """What a driver sees: the boom up, a red light, how far there is room, the way through free.

    `ahead` is what the vehicle ahead does, None = there is none; `last`: nobody stands behind.
    """

    open: bool
    red: bool
    room: float
    free: bool
    ahead: Phase | None
    last: bool

    @property
    def first(self) -> bool:
        """Whether nobody ahead has still to go."""
        return self.ahead in {None, Phase.GOING}


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle. `motion` is that of its front bumper.

    `goes_at` is when the driver has understood that the way is free, `gives_up_at` when patience
    ends, `leaves_at` when one who stands under the boom drives on.
    """

    number: int
    car: Car
    motion: Motion
    phase: Phase = Phase.COMING
    goes_at: float | None = None
    gives_up_at: float | None = None
    leaves_at: float | None = None

    def on_loop(self, span: Span, now: float) -> bool:
        """Whether a loop there would notice it."""
        return self._covers(span, self.car.body.loops, now)

    def in_beam(self, span: Span, now: float) -> bool:
        """Whether it breaks a beam there."""
        return self._covers(span, self.car.body.beam, now)

    def under(self, span: Span, now: float) -> bool:
        """Whether any part of a vehicle is there; who goes on foot is none."""
        whole = ((0.0, self.car.body.length),)
        return self.car.body.walking is None and self._covers(span, whole, now)

    def shows_tag(self, strip: Strip, now: float) -> bool:
        """Whether a tag of it is in the reader's field."""
        first, last = strip.reader_field
        return bool(self.car.tags) and first <= self.motion.position(now) <= last

    def gone(self, now: float) -> bool:
        """Whether it has left the lane, forwards or backwards."""
        return self.phase in {Phase.GOING, Phase.BACKING} and self.motion.ended(now)

    def rear(self, front: float) -> float:
        """Where its end is while its front is there."""
        return front - self.car.body.length

    def reported(self, strip: Strip, since: float, now: float) -> list[Report]:
        """What the camera has said about it in the interval (since, now]."""
        before, after = self.motion.position(since), self.motion.position(now)
        marks = zip(strip.camera, self.car.reports, strict=False)
        return [report for mark, report in marks if before < mark <= after]

    def next_change(self, strip: Strip, now: float) -> float | None:
        """Say when it next passes anything that notices it, or its driver next acts."""
        thoughts = soonest((self.goes_at, self.gives_up_at, self.leaves_at), now)
        if self.motion.ended(now):
            return thoughts
        body = self.car.body
        spans = (strip.arming_loop, strip.safety_loop, strip.inner_loop, strip.beam, strip.boom)
        parts = {(0.0, body.length), *body.loops, *body.beam}
        marks = (
            *(span[0] + part[0] for span in spans for part in parts),
            *(span[1] + part[1] for span in spans for part in parts),
            *strip.camera,
            *strip.reader_field,
            self.motion.goal,
        )
        return soonest((*(self.motion.crossing(mark) for mark in marks), thoughts), now)

    def back_out(self, strip: Strip, driving: Driving, now: float) -> Self:
        """Reverse to where it came from."""
        goal = min(self.motion.position(now), strip.stop_line) - driving.backing
        return replace(self._driving_to(goal, driving, now), phase=Phase.BACKING)

    def leave(self, strip: Strip, driving: Driving, now: float) -> Self:
        """Drive (or walk) through and away, whatever boom and light say."""
        goal = strip.exit + self.car.body.length
        return replace(self._driving_to(goal, driving, now), phase=Phase.GOING)

    def act(self, strip: Strip, driving: Driving, way: Way, now: float) -> Self:
        """Let the driver do what the moment asks for."""
        if self.phase in {Phase.GOING, Phase.BACKING}:
            return self
        if self.phase is Phase.STANDING:
            return self._stand(strip, driving, now)
        closer = self._close_up(driving, way, now)
        return closer.decide(strip, driving, way, now) if closer.phase is Phase.WAITING else closer

    def decide(self, strip: Strip, driving: Driving, way: Way, now: float) -> Self:
        """Let a waiting driver give up, or go a moment after boom and light allow it."""
        if self.gives_up_at is not None and now >= self.gives_up_at and way.last:
            return self.back_out(strip, driving, now)
        if way.ahead is Phase.GOING and self.car.manner is Manner.TAILGATING:
            return self.leave(strip, driving, now)
        obeys = way.red and self.car.manner is Manner.PATIENT
        if not (way.first and way.open and way.free) or obeys:
            return replace(self, goes_at=None)
        reaction = driving.reaction if self.car.reaction is None else self.car.reaction
        goes_at = now + reaction if self.goes_at is None else self.goes_at
        if now < goes_at:
            return replace(self, goes_at=goes_at)
        if self.car.parks is None:
            return self.leave(strip, driving, now)
        middle = self.car.body.length / 2
        return replace(self._driving_to(middle, driving, now), phase=Phase.STANDING)

    def _close_up(self, driving: Driving, way: Way, now: float) -> Self:
        """Move up to its place in the queue; there it waits."""
        if self.motion.goal < way.room:
            return replace(self._driving_to(way.room, driving, now), phase=Phase.COMING)
        if self.phase is Phase.WAITING or not self.motion.ended(now):
            return self
        gives_up_at = self.gives_up_at
        if gives_up_at is None and self.car.patience is not None:
            gives_up_at = now + self.car.patience
        return replace(self, phase=Phase.WAITING, gives_up_at=gives_up_at)

    def _stand(self, strip: Strip, driving: Driving, now: float) -> Self:
        """Stay under the boom for as long as it takes."""
        if not self.motion.ended(now):
            return self
        leaves_at = now + (self.car.parks or 0.0) if self.leaves_at is None else self.leaves_at
        if now < leaves_at:
            return replace(self, leaves_at=leaves_at)
        return self.leave(strip, driving, now)

    def _driving_to(self, goal: float, driving: Driving, now: float) -> Self:
        speed = self.car.body.walking or driving.speed
        return replace(self, motion=Motion(self.motion.position(now), now, goal, speed))

    def _covers(self, span: Span, parts: tuple[Span, ...], now: float) -> bool:
        front = self.motion.position(now)
        return any(front - first >= span[0] and front - last <= span[1] for first, last in parts)
