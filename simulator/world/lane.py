"""One lane of the played site: its boom, its board, the vehicles in it, what its sensors say."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor

from gate.core.model import Input, Medium, Output
from gate.core.settings import LaneSettings
from simulator.world.board import Aim, Board, Sense
from simulator.world.motion import Motion, soonest
from simulator.world.settings import Play
from simulator.world.vehicle import Car, Phase, Vehicle, Way

HARMLESS = 45.0
"""Degrees: a boom raised higher than this touches nobody under it."""


class Fault(StrEnum):
    """What can be wrong, or pressed, at a lane."""

    MOTOR_DEAD = "motor_dead"
    BOOM_LIFTED = "boom_lifted"  # by hand; let go, it falls back if the board had it down
    CLOSED_LIMIT_STUCK = "closed_limit_stuck"
    OPEN_LIMIT_STUCK = "open_limit_stuck"
    ARMING_LOOP_STUCK = "arming_loop_stuck"
    SAFETY_LOOP_STUCK = "safety_loop_stuck"
    PHOTOCELL_BLOCKED = "photocell_blocked"
    STOP_PRESSED = "stop_pressed"
    FIRE = "fire"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a reader of the lane sees at a moment: one tag frame or one camera report."""

    at: float
    lane: str
    medium: Medium
    text: str
    confidence: float | None = None


class Lane:
    """The strip with one boom. Whatever is done to it happens at the time of its last step."""

    def __init__(self, settings: LaneSettings, play: Play, now: float) -> None:
        self.settings = settings
        self.now = now
        self.faults: frozenset[Fault] = frozenset()
        self.outputs: frozenset[Output] = frozenset()
        self.vehicles: tuple[Vehicle, ...] = ()
        self.boom = Motion.resting(0.0, now)
        self._play = play
        self._board = Board(settings.wiring, play.machine)
        self._arrivals = 0

    @property
    def angle(self) -> float:
        """Degrees of the boom now: 0 is down, `Machine.open_angle` up."""
        return self.boom.position(self.now)

    @property
    def inputs(self) -> frozenset[Input]:
        """Which of the inputs fitted at this lane are active now."""
        machine, strip, faults = self._play.machine, self._play.strip, self.faults
        active = {
            Input.CLOSED_LIMIT: self.angle <= machine.closed_contact
            or Fault.CLOSED_LIMIT_STUCK in faults,
            Input.OPEN_LIMIT: self.angle >= machine.open_contact
            or Fault.OPEN_LIMIT_STUCK in faults,
            Input.ARMING_LOOP: self._spanned(strip.arming_loop)
            or Fault.ARMING_LOOP_STUCK in faults,
            Input.SAFETY_LOOP: self._spanned(strip.safety_loop)
            or Fault.SAFETY_LOOP_STUCK in faults,
            Input.PHOTOCELL: self._spanned(strip.beam) or Fault.PHOTOCELL_BLOCKED in faults,
            Input.STOP: Fault.STOP_PRESSED in faults,
            Input.FIRE: Fault.FIRE in faults,
        }
        return frozenset(name for name in self.settings.inputs if active[name])

    @property
    def touching(self) -> bool:
        """Whether the boom lies on a vehicle: what must never happen with a healthy machine."""
        return self.angle < HARMLESS and self._spanned(self._play.strip.boom)

    def arrive(self, car: Car) -> int:
        """Let a car drive up behind those already there; return its number."""
        driving = self._play.driving
        start = self._play.strip.entry
        if self.vehicles:
            last = self.vehicles[-1].motion
            start = min(
                start, last.position(self.now) - driving.spacing, last.goal - driving.spacing
            )
        self._arrivals += 1
        vehicle = Vehicle(self._arrivals, car, Motion.resting(start, self.now))
        self.vehicles = (*self.vehicles, vehicle)
        self._settle()
        return vehicle.number

    def back_out(self, number: int) -> bool:
        """Let a vehicle reverse out; False when it is not there or another stands behind it."""
        if not self.vehicles or self.vehicles[-1].number != number:
            return False
        *before, vehicle = self.vehicles
        backing = vehicle.back_out(self._play.strip, self._play.driving, self.now)
        self.vehicles = (*before, backing)
        self._settle()
        return True

    def switch(self, fault: Fault, *, on: bool) -> None:
        """Bring a fault about, or end it."""
        self.faults = self.faults | {fault} if on else self.faults - {fault}
        self._settle()

    def step(self, now: float, outputs: frozenset[Output]) -> tuple[Sighting, ...]:
        """Live until `now` with the outputs as they were, then take over `outputs`."""
        seen: list[Sighting] = []
        due = self.next_change()
        while due is not None and due < now:
            seen += self._advance(due)
            due = self.next_change()
        seen += self._advance(now)
        self.outputs = outputs
        self._settle()
        return tuple(seen)

    def next_change(self) -> float | None:
        """Say when something changes next if the outputs stay; None = never by itself."""
        strip, driving, machine = self._play.strip, self._play.driving, self._play.machine
        marks = (machine.closed_contact, machine.open_contact, self.boom.goal)
        return soonest(
            (
                self._board.next_change(self.now),
                self._next_frame(),
                *(self.boom.crossing(mark) for mark in marks),
                *(each.next_change(strip, driving, self.now) for each in self.vehicles),
            ),
            self.now,
        )

    def _advance(self, now: float) -> list[Sighting]:
        """Move on to a moment before which nothing changes; collect what the readers see."""
        since, self.now = self.now, now
        lane, strip = self.settings.id, self._play.strip
        seen = [
            Sighting(now, lane, Medium.PLATE, report.text, report.confidence)
            for vehicle in self.vehicles
            for report in vehicle.reported(strip, since, now)
        ]
        beat = _beats(now, self._play.frame) * self._play.frame
        if beat > since:
            seen += [Sighting(now, lane, Medium.TAG, tag) for tag in self._tags_in_field(beat)]
        self._settle()
        return seen

    def _settle(self) -> None:
        """Let drivers and board react to what is the case now."""
        self.vehicles = tuple(self._driven())
        self._board = self._board.react(self.now, self._sense())
        self.boom = self._swung()

    def _driven(self) -> list[Vehicle]:
        """Let every driver act, the foremost first."""
        strip, driving = self._play.strip, self._play.driving
        is_open = self.angle >= self._play.machine.open_contact
        red = Output.RED in self.outputs and Fault.FIRE not in self.faults
        present = [vehicle for vehicle in self.vehicles if not vehicle.gone(self.now)]
        before, driven = 0, []
        for vehicle in present:
            way = Way(is_open, red, before, last=vehicle is present[-1])
            closer = vehicle.close_up(strip, driving, way, self.now)
            moved = closer.decide(strip, driving, way, self.now)
            driven.append(moved)
            if moved.phase is Phase.BACKING:
                before += 1 + ceil(driving.backing / driving.spacing)
            elif moved.phase is not Phase.GOING:
                before += 1
        return driven

    def _sense(self) -> Sense:
        """Return what reaches the board; its sensors are wired whether we have them too or not."""
        strip, faults = self._play.strip, self.faults
        return Sense(
            up=self.angle >= self._play.machine.open_angle,
            down=self.angle <= 0,
            obstructed=self._spanned(strip.safety_loop)
            or self._spanned(strip.beam)
            or bool(faults & {Fault.SAFETY_LOOP_STUCK, Fault.PHOTOCELL_BLOCKED}),
            stop=Fault.STOP_PRESSED in faults,
            fire=Fault.FIRE in faults,
            open=Output.OPEN in self.outputs,
            close=Output.CLOSE in self.outputs,
        )

    def _swung(self) -> Motion:
        """Return the boom's motion from now on: by hand, by the motor, or none."""
        machine = self._play.machine
        drive = self._board.drive(self.now)
        if Fault.BOOM_LIFTED in self.faults:
            goal, seconds = machine.open_angle, machine.hand_time
        elif Fault.MOTOR_DEAD in self.faults or drive is Aim.HALT:
            goal, seconds = self.angle, machine.hand_time
        elif drive is Aim.UP:
            goal, seconds = machine.open_angle, machine.open_time
        else:
            goal, seconds = 0.0, machine.close_time
        speed = machine.open_angle / seconds
        if (goal, speed) == (self.boom.goal, self.boom.speed):
            return self.boom
        return Motion(self.angle, self.now, goal, speed)

    def _spanned(self, span: tuple[float, float]) -> bool:
        length = self._play.driving.length
        return any(vehicle.spans(span, length, self.now) for vehicle in self.vehicles)

    def _tags_in_field(self, now: float) -> list[str]:
        strip = self._play.strip
        return [
            tag
            for vehicle in self.vehicles
            if vehicle.shows_tag(strip, now)
            for tag in vehicle.car.tags
        ]

    def _next_frame(self) -> float | None:
        """When the reader sends again; it repeats on its own beat while a tag is in its field."""
        if not self._tags_in_field(self.now):
            return None
        return (_beats(self.now, self._play.frame) + 1) * self._play.frame


def _beats(now: float, frame: float) -> int:
    """How many beats of a reader are over: the most of which the last is not after `now`.

    The quotient may be rounded to either side of a beat, so both neighbours are looked at.
    """
    guess = floor(now / frame)
    return max(beat for beat in (guess - 1, guess, guess + 1) if beat * frame <= now)
