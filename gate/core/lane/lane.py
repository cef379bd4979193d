"""One lane: its evidence, its barrier and its relays, joined. Events in, commands out."""

from collections.abc import Iterator
from dataclasses import replace

from gate.core.access.book import PermitBook
from gate.core.barrier import machine
from gate.core.barrier.debounce import Conditioner, Inputs
from gate.core.barrier.machine import Outcome
from gate.core.barrier.state import RAISED, Barrier, Demand, Heading, State
from gate.core.claims.evidence import Evidence
from gate.core.lane import abuse as lane_abuse
from gate.core.lane import claims
from gate.core.lane import health as lane_health
from gate.core.lane import orders as lane_keys
from gate.core.lane import orders as lane_orders
from gate.core.lane import outputs as lane_outputs
from gate.core.lane import plan as lane_plan
from gate.core.lane import step_rows as lane_rows
from gate.core.lane.alarms import Alarms
from gate.core.lane.memory import memory_key, remembered, to_remember
from gate.core.lane.rows import order_row
from gate.core.lane.state import LaneState, LastOrder, Shared, Travel
from gate.core.values.commands import Answer, Command, Json, Record
from gate.core.values.events import InputsSampled, OrderGiven, ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Input, Instant
from gate.core.values.settings import LaneSettings, SiteSettings

MOST_PASSES = 4
"""Rounds of deciding and stepping within one event; a step may free claims to be decided."""


class Lane:
    """One strip with one boom. Owned by the site; everything it does leaves as commands."""

    def __init__(
        self,
        settings: LaneSettings,
        site: SiteSettings,
        ids: Iterator[str],
        memory: Json,
        shared: Shared,
    ) -> None:
        left = remembered(memory)
        self.state = LaneState(
            settings=settings,
            evidence=Evidence(settings.timing, site.confirmations, ids),
            alarms=Alarms(settings.id, dict(left.alarms)),
            barrier=left.barrier,
            inputs=Inputs(frozenset(), settings.inputs, {}),
            untrusted_clock=site.untrusted_clock,
            occupancy=shared.occupancy,
            attempts=shared.attempts,
            plates=shared.plates,
            travel=left.travel,
            lockdown=left.lockdown,
            waived=left.waived,
            seen_orders=dict.fromkeys(left.orders),
        )
        self._memory = memory
        self._conditioner = Conditioner(settings.inputs, settings.debounce)
        self._sampled = False
        self._deadline: float | None = None

    @property
    def deadline(self) -> float | None:
        """When the lane wants to be advanced even if nothing happens."""
        return self._deadline

    def read(self, event: ReadArrived, book: PermitBook, now: Instant) -> list[Command]:
        """Take a read."""
        evidence, on_loop = self.state.evidence, self.state.on_loop
        changed = evidence.read(event, book, now.monotonic, on_loop=on_loop)
        if changed is None:
            return []
        told = lane_abuse.claimed(self.state, event.credential, changed.id, book, now)
        self.state.undecided = True
        return self._kept([*self._bring_up(book, now), *told])

    def sample(self, event: InputsSampled, book: PermitBook, now: Instant) -> list[Command]:
        """Take a scan's inputs."""
        self._conditioner.sample(event.active, event.unknown, now.monotonic)
        if not self._sampled:
            self._sampled = True
            self.state.barrier = replace(self.state.barrier, since=now.monotonic)
        return self.advance(book, now)

    def order(self, order: OrderGiven, book: PermitBook, now: Instant) -> list[Command]:
        """Follow an order or say why not."""
        claim = None if order.claim is None else self.state.evidence.find(order.claim)
        refusal, demand = lane_orders.follow(self.state, order, now)
        self.state.last_order = LastOrder(order, refusal, now.monotonic)
        done = self._bring_up(book, now, demand)
        row = order_row(order, refusal, claim)
        if self.state.occupancy is not None:
            row = replace(row, remember=self.state.occupancy.unsaved())
        return [Answer(order.id, refusal), *self._kept([*done, row])]

    def reader(
        self, event: ReaderLost | ReaderFound, book: PermitBook, now: Instant
    ) -> list[Command]:
        """Note that a reader went or came."""
        alarms, lane = self.state.alarms, self.state.settings.id
        rows: list[Record | None]
        if isinstance(event, ReaderFound):
            found = Record("reader.found", lane, payload={"reader": event.reader})
            rows = [found, alarms.cleared("reader_lost", now.wall, part=event.reader)]
        else:
            detail: dict[str, Json] = {"reader": event.reader, "reason": event.reason}
            alarm = alarms.raised("reader_lost", now.wall, detail, part=event.reader)
            rows = [Record("reader.lost", lane, payload=detail), alarm]
        told = [row for row in rows if row is not None]
        self.state.undecided = True  # a tag may have to do for a plate now, or not any more
        return self._kept([*self._bring_up(book, now), *told])

    def reconsider(self, book: PermitBook, now: Instant) -> list[Command]:
        """Decide again who waits: the registry has changed."""
        self.state.undecided = True
        return self.advance(book, now)

    def advance(self, book: PermitBook, now: Instant) -> list[Command]:
        """Bring the lane up to `now`: relays first, then lamps, then rows."""
        return self._kept(self._bring_up(book, now))

    def _bring_up(
        self, book: PermitBook, now: Instant, demand: Demand | None = None
    ) -> list[Command]:
        state = self.state
        if not self._sampled:  # all inputs are unknown yet, and an unknown stop is a pressed one
            return []
        self._condition(now)
        relays: list[Command] = []
        rows: list[Record] = []
        for order in lane_keys.turned(state, now):
            refusal, wish = lane_orders.follow(state, order, now)
            demand = demand if wish is None else wish
            state.last_order = LastOrder(order, refusal, now.monotonic)
            rows.append(order_row(order, refusal, None))
        passes = 0
        while True:
            if state.plan_due is None or now.monotonic >= state.plan_due or state.undecided:
                rows += lane_plan.follow(state, book.timetable, now)
            if state.undecided:
                state.undecided = False
                rows += claims.judge(state, book, now)
            outcome = machine.step(
                state.barrier,
                state.settings,
                state.inputs,
                now.monotonic,
                demand,
                spent=state.contactors.spent is not None,
            )
            ran = state.contactors.spent
            relays += lane_outputs.drive(state, outcome, now.monotonic)
            rows += self._take(outcome, now)
            demand, passes = None, passes + 1
            settled = not state.undecided and ran is state.contactors.spent
            if settled or passes == MOST_PASSES:
                break
        rows += lane_health.watch(state, now)
        relays += lane_outputs.light(state, now.monotonic)
        self._deadline = self._next(outcome)
        return [*relays, *rows]

    def _condition(self, now: Instant) -> None:
        """Update the inputs, and tell the evidence when the arming loop changed."""
        state, evidence = self.state, self.state.evidence
        before = state.on_loop
        arming = Input.ARMING_LOOP in state.inputs.active
        state.inputs = self._conditioner.inputs(now.monotonic)
        if (Input.ARMING_LOOP in state.inputs.active) is not arming:
            # A vehicle on its way out covers this loop last.
            state.leaving = not arming and state.barrier.heading is Heading.BACKWARD
        if state.on_loop is not before:
            state.undecided = True
            if state.on_loop:
                evidence.loop_rose(now.monotonic)
            else:
                evidence.loop_fell(now.monotonic)
        evidence.expire(now.monotonic)
        due = claims.deadline(state)
        if due is not None and now.monotonic >= due:
            state.undecided = True

    def _take(self, outcome: Outcome, now: Instant) -> list[Record]:
        """Take over the barrier's step: rows, alarms, and the claims whose credit it used."""
        state, before = self.state, self.state.barrier
        state.barrier = outcome.barrier
        lane_plan.interrupted(state, before)
        self._measure(before, outcome, now)
        rows = [lane_rows.told(state, note, now) for note in outcome.notes]
        gone = before.alarmed - outcome.barrier.alarmed
        cleared = (state.alarms.cleared(code, now.wall) for code in sorted(gone))
        rows += [row for row in cleared if row is not None]
        self._settle(before, outcome, now.monotonic)
        return rows

    def _settle(self, before: Barrier, outcome: Outcome, now: float) -> None:
        """End the claims whose credit is gone; have the others decided if they may fare better."""
        state, after = self.state, outcome.barrier
        evidence, on_loop = state.evidence, state.on_loop
        used = {note.claim for note in outcome.notes if note.kind == "passage.done"}
        evidence.spend(frozenset(claim for claim in used if claim), now, on_loop=on_loop)
        evidence.void(after.credits, now, on_loop=on_loop, anew=not machine.takes_credit(after))
        if _footing(before) is not _footing(after) or len(after.credits) < len(before.credits):
            state.undecided = True

    def _measure(self, before: Barrier, outcome: Outcome, now: Instant) -> None:
        """Learn how long the boom travels, from limit to limit only."""
        state, after, since = self.state, outcome.barrier, self.state.rising_since
        if before.state is State.OPENING and after.state in RAISED and since is not None:
            state.travel = Travel(now.monotonic - since, state.travel.down)
        if before.state is State.CLOSING and after.state is State.CLOSED:
            state.travel = Travel(state.travel.up, now.monotonic - before.since)
        if after.state is not State.OPENING or after.retried:
            state.rising_since = None
        elif before.state is State.CLOSED:
            state.rising_since = now.monotonic

    def _next(self, outcome: Outcome) -> float | None:
        state = self.state
        moments = (
            self._conditioner.deadline,
            outcome.deadline,
            lane_outputs.deadline(state),
            lane_health.deadline(state),
            state.plan_due,
            state.evidence.deadline(),
            claims.deadline(state),
        )
        return min((moment for moment in moments if moment is not None), default=None)

    def _kept(self, commands: list[Command]) -> list[Command]:
        """Let a row carry what must survive a restart, if that changed since the last one."""
        for place, command in enumerate(commands):
            if isinstance(command, Record):
                memory = to_remember(self.state)
                if memory != self._memory:
                    self._memory = memory
                    key = memory_key(self.state.settings.id)
                    remember = {**command.remember, key: memory}
                    commands[place] = replace(command, remember=remember)
                break
        return commands


def _footing(barrier: Barrier) -> State | None:
    """The state because of which no claim is given a credit; None while they are."""
    return None if machine.takes_credit(barrier) else barrier.state
