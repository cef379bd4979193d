"""One lane of the played site: its boom, what drives it, who is in it, what its sensors say."""

from collections.abc import Iterator

from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import LaneSettings
from simulator.world.approach import Approach, Sight
from simulator.world.board import Board
from simulator.world.car import Car
from simulator.world.detector import Detector
from simulator.world.drive import Aim, Motor, Sense
from simulator.world.fault import TELLS, Fault
from simulator.world.motion import Motion, soonest
from simulator.world.reader import Readers, Sighting
from simulator.world.settings import Play
from simulator.world.vehicle import Vehicle

HARMLESS = 45.0
"""Degrees: a boom raised higher than this touches nobody under it."""

RAISES = {
    Wiring.PULSE_OPEN: Output.OPEN,
    Wiring.OPEN_CLOSE: Output.OPEN,
    Wiring.HOLD_OPEN: Output.HOLD,
    Wiring.STEP: Output.STEP,
    Wiring.MOTOR: Output.UP,
}
"""The relay of each wiring that raises the boom."""

PERMITTED = {Output.HOLD, Output.UP, Output.DOWN}
"""Relays with the contact of the permit relay in series, where there is one."""


class Lane:
    """The strip with one boom. Whatever is done to it happens at the time of its last step."""

    def __init__(self, settings: LaneSettings, play: Play, now: float) -> None:
        self.settings = settings
        self.now = now
        self.faults: frozenset[Fault] = frozenset()
        self.outputs: frozenset[Output] = frozenset()
        self.boom = Motion.resting(0.0, now)
        self.outside = Approach(play, inside=False)
        self.inside = Approach(play, inside=True)
        self._machine = play.machine
        self._readers = Readers(settings.id, play.frame)
        self._detector = Detector()
        self._drive: Board | Motor = (
            Motor() if settings.wiring is Wiring.MOTOR else Board.wired(settings, play.machine)
        )
        self._beat_at = float("-inf")
        self._arrivals = 0

    @property
    def vehicles(self) -> tuple[Vehicle, ...]:
        """All vehicles, those from outside first, of each side the foremost first."""
        return (*self.outside.vehicles, *self.inside.vehicles)

    @property
    def angle(self) -> float:
        """Degrees of the boom now: 0 is down, `Machine.open_angle` up."""
        return self.boom.position(self.now)

    @property
    def inputs(self) -> frozenset[Input]:
        """Which of the inputs fitted at this lane are active now."""
        return self._active & self.settings.inputs

    @property
    def touching(self) -> bool:
        """Whether the boom lies on a vehicle: what must never happen with a healthy machine."""
        down = self.angle < HARMLESS and Fault.BOOM_DETACHED not in self.faults
        return down and any(side.under_boom(self.now) for side in self._sides)

    def arrive(self, car: Car) -> int:
        """Let a car drive up behind those already there; return its number."""
        self._arrivals += 1
        side = self.inside if car.inside else self.outside
        side.arrive(self._arrivals, car, self.now)
        self._settle()
        return self._arrivals

    def back_out(self, number: int) -> bool:
        """Let a vehicle reverse out, even from under the boom.

        False when it is not there, another stands behind it, or it has passed.
        """
        backs = any(side.back_out(number, self.now) for side in self._sides)
        self._settle()
        return backs

    def rush(self, number: int) -> bool:
        """Let a waiting vehicle go at once, whatever boom and light say.

        False when it does not wait in front, somebody comes from the other side, or the boom is so
        low that nobody would.
        """
        if self.angle < HARMLESS:
            return False
        goes = any(side.rush(number, sight, self.now) for side, sight in self._sights())
        self._settle()
        return goes

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
        if (Output.PERMIT in outputs) is not (Output.PERMIT in self.outputs):
            self._beat_at = now
        self.outputs = outputs
        self._settle()
        return tuple(seen)

    def next_change(self) -> float | None:
        """Say when something changes next if the outputs stay; None = never by itself."""
        machine = self._machine
        marks = (machine.closed_contact, machine.open_contact, self.boom.goal)
        return soonest(
            (
                self._drive.next_change(self.now),
                self._readers.next_frame(self._sides, self.now),
                self._beat_at + machine.one_shot,
                *(self.boom.crossing(mark) for mark in marks),
                *(moment for side in self._sides for moment in side.next_change(self.now)),
            ),
            self.now,
        )

    def _advance(self, now: float) -> list[Sighting]:
        """Move on to a moment before which nothing changes; collect what the readers see."""
        since, self.now = self.now, now
        seen = self._readers.seen(self._sides, since, now)
        self._settle()
        return seen

    def _settle(self) -> None:
        """Let drivers, detector and board react to what is the case now."""
        for side, sight in self._sights():
            side.settle(sight, self.now)
        powered = Fault.DETECTOR_UNPLUGGED not in self.faults
        self._detector = self._detector.look(self._on_safety_loop, powered=powered)
        if Fault.BOARD_DEAD in self.faults:
            self._drive = self._drive.reset()
        else:
            self._drive = self._drive.react(self.now, self._sense())
        self.boom = self._swung()

    @property
    def _sides(self) -> tuple[Approach, Approach]:
        return self.outside, self.inside

    def _sights(self) -> Iterator[tuple[Approach, Sight]]:
        """Go through the sides and what their drivers see; whoever goes is seen by the others."""
        is_open = self.angle >= self._machine.open_contact
        red = Output.RED in self.outputs and Fault.FIRE not in self.faults
        for side, other in (self._sides, self._sides[::-1]):
            yield side, Sight(is_open, red, free=not other.coming_through(self.now))

    @property
    def _on_safety_loop(self) -> frozenset[int]:
        return self.outside.on_safety_loop(self.now) | self.inside.on_safety_loop(self.now)

    @property
    def _active(self) -> frozenset[Input]:
        """What every sensor says, fitted at the gate or not."""
        now, blind = self.now, Fault.DETECTOR_BLIND in self.faults and self._detector.powered
        by_hand = Fault.BOOM_LIFTED in self.faults
        told = {
            Input.CLOSED_LIMIT: self.angle <= self._machine.closed_contact,
            Input.OPEN_LIMIT: self.angle >= self._machine.open_contact,
            Input.ARMING_LOOP: any(side.on_arming_loop(now) for side in self._sides),
            Input.INNER_LOOP: any(side.on_inner_loop(now) for side in self._sides),
            Input.SAFETY_LOOP: self._detector.occupied(self._on_safety_loop) and not blind,
            Input.PHOTOCELL: any(side.in_beam(now) for side in self._sides),
            Input.MOVING: not self.boom.ended(now) and not by_hand,
        }
        wrong = {TELLS[fault] for fault in self.faults if fault in TELLS}
        return frozenset(wrong | {name for name, active in told.items() if active})

    @property
    def _contacts(self) -> frozenset[Output]:
        """Which of the relays fitted here close their contact."""
        closed = self.outputs & self.settings.outputs
        if Output.PERMIT in self.settings.outputs and not self._beating:
            closed -= PERMITTED
        if Fault.RELAY_WELDED in self.faults:
            closed |= {RAISES[self.settings.wiring]}
        return closed

    @property
    def _beating(self) -> bool:
        """Whether the permit relay holds: its last beat is not long ago."""
        return self.now < self._beat_at + self._machine.one_shot

    def _sense(self) -> Sense:
        """Return what reaches the board; its sensors are wired whether we have them too or not."""
        active = self._active
        permit = Output.STOP_PERMIT
        forbidden = permit in self.settings.outputs and permit not in self.outputs
        return Sense(
            up=self.angle >= self._machine.open_angle,
            down=self.angle <= 0,
            obstructed=bool(active & {Input.SAFETY_LOOP, Input.PHOTOCELL}),
            stop=Input.STOP in active or forbidden,
            fire=Input.FIRE in active,
            contacts=self._contacts,
        )

    def _swung(self) -> Motion:
        """Return the boom's motion from now on: by hand, by the motor, or none."""
        machine = self._machine
        drive = self._drive.drive(self.now)
        propped = Fault.BOOM_PROPPED in self.faults and self.angle >= machine.propped
        if Fault.BOOM_LIFTED in self.faults:
            goal, seconds = machine.open_angle, machine.hand_time
        elif Fault.MOTOR_DEAD in self.faults or drive is Aim.HALT:
            goal, seconds = self.angle, machine.hand_time
        elif drive is Aim.UP:
            goal, seconds = machine.open_angle, machine.open_time
        else:
            goal, seconds = machine.propped if propped else 0.0, machine.close_time
        speed = machine.open_angle / seconds
        if (goal, speed) == (self.boom.goal, self.boom.speed):
            return self.boom
        return Motion(self.angle, self.now, goal, speed)
