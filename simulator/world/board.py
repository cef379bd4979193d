"""The barrier's own control board: it alone moves the boom and minds its own safety inputs.

`pulse_open` is a board in logic A (opens on a pulse, closes by itself after a pause that every
hindrance reloads), `open_close` one in logic b (two commands) (barrier.md §1.3). In both, STOP has
priority and stops, fire comes next and opens, and a boom that meets something on its way down
goes up again.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

from gate.core.model import Wiring
from simulator.world.motion import soonest
from simulator.world.settings import Machine


class Aim(Enum):
    """Where the board wants its boom."""

    UP = "up"
    DOWN = "down"
    HALT = "halt"


@dataclass(frozen=True, slots=True)
class Contact:
    """One command input. A closure counts once, after `due`; None = not closed, or counted."""

    closed: bool = False
    due: float | None = None

    def follow(self, closed: bool, now: float, pulse: float) -> "Contact":  # noqa: FBT001 - a level
        """Take over the level of the wire."""
        if self.counts(now):
            return Contact(closed)
        if closed == self.closed:
            return self
        return Contact(closed, now + pulse if closed else None)

    def counts(self, now: float) -> bool:
        """Whether this closure has just become a command."""
        return self.closed and self.due is not None and now >= self.due


@dataclass(frozen=True, slots=True)
class Sense:
    """What reaches the board's terminals, and where its boom is."""

    up: bool
    down: bool
    obstructed: bool
    stop: bool
    fire: bool
    open: bool
    close: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The state of a board. It starts at rest with the boom down."""

    wiring: Wiring
    machine: Machine
    aim: Aim = Aim.DOWN
    runs_from: float = 0.0
    runs_until: float | None = None
    closes_at: float | None = None
    opening: Contact = Contact()
    closing: Contact = Contact()

    def drive(self, now: float) -> Aim:
        """What the motor does: nothing during the dead time between two directions."""
        return self.aim if now >= self.runs_from else Aim.HALT

    def next_change(self, now: float) -> float | None:
        """Say when it will act next by itself."""
        return soonest(
            (
                self.runs_from,
                self.runs_until,
                self.closes_at,
                self.opening.due,
                self.closing.due,
            ),
            now,
        )

    def react(self, now: float, sense: Sense) -> "Board":
        """Take one look at the terminals."""
        aim = self._choose(now, sense)
        return replace(
            self._aiming(aim, now, sense),
            closes_at=self._closing_time(aim, now, sense),
            opening=self.opening.follow(sense.open, now, self.machine.pulse),
            closing=self.closing.follow(sense.close, now, self.machine.pulse),
        )

    def _choose(self, now: float, sense: Sense) -> Aim:
        """Where to, by priority: the first line that applies."""
        wants_down = self._ordered_down(now, sense) or self._pause_is_over(now)
        rules = (
            (sense.stop, Aim.HALT),
            (sense.fire and self.machine.fire_wired, Aim.UP),
            (self.opening.counts(now), Aim.UP),
            (self.aim is Aim.DOWN and not sense.down and sense.obstructed, Aim.UP),
            (self.runs_until is not None and now >= self.runs_until, Aim.HALT),
            (wants_down and not sense.obstructed, Aim.DOWN),
        )
        return next((aim for applies, aim in rules if applies), self.aim)

    def _ordered_down(self, now: float, sense: Sense) -> bool:
        """Whether a close command counts; a closed OPEN contact outranks it."""
        wired = self.wiring is Wiring.OPEN_CLOSE
        return wired and self.closing.counts(now) and not sense.open

    def _pause_is_over(self, now: float) -> bool:
        return self.closes_at is not None and now >= self.closes_at

    def _aiming(self, aim: Aim, now: float, sense: Sense) -> Self:
        """Turn the motor to a new aim, after the dead time if it was running; stop at the end."""
        there = sense.up if aim is Aim.UP else sense.down
        if aim is self.aim:
            return replace(self, runs_until=None if there else self.runs_until)
        running = Aim.HALT not in {self.aim, aim} and not sense.up and not sense.down
        runs_from = now + self.machine.dead if running else now
        runs_until = runs_from + self.machine.run_limit
        moves = aim is not Aim.HALT and not there
        return replace(self, aim=aim, runs_from=runs_from, runs_until=runs_until if moves else None)

    def _closing_time(self, aim: Aim, now: float, sense: Sense) -> float | None:
        """When the board will close by itself; every hindrance starts the pause afresh."""
        if self.wiring is not Wiring.PULSE_OPEN or aim is not Aim.UP or not sense.up:
            return None
        if sense.obstructed or sense.open or sense.fire:
            return None
        return now + self.machine.pause if self.closes_at is None else self.closes_at
