"""The barrier's own control board: it alone moves the boom and minds its own safety inputs.

Boards differ in what lowers the boom (`gate/core/barrier/README.md` §1.3). One in logic A or AP
(`pauses`) closes by itself after a pause, which begins anew with every obstacle; one in logic b
closes when CLOSE is pulsed; one on a timer input (`drops`) closes once the contact that held it
open is let go; one that steps closes at the next pulse of the same contact. On all of them STOP has
priority and stops, fire comes next and opens, and a boom that meets something on its way down goes
up again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from gate.core.values.model import Output, Wiring
from gate.core.values.settings import LaneSettings
from simulator.world.drive import Aim, Sense
from simulator.world.motion import soonest
from simulator.world.settings import Machine

TERMINALS = (Output.OPEN, Output.CLOSE, Output.STEP, Output.HOLD)


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
class Board:
    """The state of a board. It starts at rest with the boom down.

    `heading` is where it last drove to: the next step goes the other way.
    """

    machine: Machine
    pauses: bool
    drops: bool
    aim: Aim = Aim.DOWN
    heading: Aim = Aim.DOWN
    runs_from: float = 0.0
    runs_until: float | None = None
    closes_at: float | None = None
    terminals: Mapping[Output, Contact] = field(
        default_factory=lambda: dict.fromkeys(TERMINALS, Contact())
    )

    @classmethod
    def wired(cls, settings: LaneSettings, machine: Machine) -> Self:
        """Set its jumpers as the lane says that they are."""
        return cls(machine, settings.closes_itself, settings.wiring is Wiring.HOLD_OPEN)

    def reset(self) -> Self:
        """Return it after a loss of power: at rest wherever the boom is."""
        return type(self)(self.machine, self.pauses, self.drops, aim=Aim.HALT)

    def drive(self, now: float) -> Aim:
        """What the motor does: nothing during the dead time between two directions."""
        return self.aim if now >= self.runs_from else Aim.HALT

    def next_change(self, now: float) -> float | None:
        """Say when it will act next by itself."""
        counting = tuple(contact.due for contact in self.terminals.values())
        return soonest((self.runs_from, self.runs_until, self.closes_at, *counting), now)

    def react(self, now: float, sense: Sense) -> Self:
        """Take one look at the terminals."""
        aim = self._choose(now, sense)
        return replace(
            self._aiming(aim, now, sense),
            closes_at=self._closing_time(aim, now, sense),
            terminals={
                name: contact.follow(name in sense.contacts, now, self.machine.pulse)
                for name, contact in self.terminals.items()
            },
        )

    def _choose(self, now: float, sense: Sense) -> Aim:
        """Where to, by priority: the first line that applies."""
        opens = self._counts(Output.OPEN, now) or self._counts(Output.HOLD, now)
        step = self._next_step(sense) if self._counts(Output.STEP, now) else None
        rules = (
            (sense.stop, Aim.HALT),
            (sense.fire and self.machine.fire_wired, Aim.UP),
            (opens or step is Aim.UP, Aim.UP),
            (step is Aim.HALT, Aim.HALT),
            (self.aim is Aim.DOWN and not sense.down and sense.obstructed, Aim.UP),
            (self.runs_until is not None and now >= self.runs_until, Aim.HALT),
            (self._wants_down(now, sense, step) and not sense.obstructed, Aim.DOWN),
        )
        return next((aim for applies, aim in rules if applies), self.aim)

    def _counts(self, terminal: Output, now: float) -> bool:
        return self.terminals[terminal].counts(now)

    def _next_step(self, sense: Sense) -> Aim:
        """Say what a touch of the step contact asks for: open, stop, close, stop in turn."""
        arrived = sense.up if self.aim is Aim.UP else sense.down
        if self.aim is not Aim.HALT and not arrived:
            return Aim.HALT
        if sense.up or sense.down:
            return Aim.DOWN if sense.up else Aim.UP
        return Aim.UP if self.heading is Aim.DOWN else Aim.DOWN

    def _wants_down(self, now: float, sense: Sense, step: Aim | None) -> bool:
        """Whether anything asks to close; a closed OPEN contact outranks a close command."""
        told = self._counts(Output.CLOSE, now) and not sense.held_open
        let_go = self.drops and self.aim is Aim.UP and not sense.held_open
        pause_is_over = self.closes_at is not None and now >= self.closes_at
        return told or let_go or pause_is_over or step is Aim.DOWN

    def _aiming(self, aim: Aim, now: float, sense: Sense) -> Self:
        """Turn the motor to a new aim, after the dead time if it was running; stop at the end."""
        there = sense.up if aim is Aim.UP else sense.down
        if aim is self.aim:
            return replace(self, runs_until=None if there else self.runs_until)
        running = Aim.HALT not in {self.aim, aim} and not sense.up and not sense.down
        runs_from = now + self.machine.dead if running else now
        runs_until = runs_from + self.machine.run_limit
        moves = aim is not Aim.HALT and not there
        return replace(
            self,
            aim=aim,
            heading=self.heading if aim is Aim.HALT else aim,
            runs_from=runs_from,
            runs_until=runs_until if moves else None,
        )

    def _closing_time(self, aim: Aim, now: float, sense: Sense) -> float | None:
        """When the board will close by itself; every hindrance starts the pause afresh."""
        if not self.pauses or aim is not Aim.UP or not sense.up:
            return None
        if sense.obstructed or sense.held_open or sense.fire:
            return None
        return now + self.machine.pause if self.closes_at is None else self.closes_at
