"""Orders of staff, for one lane: checked, and turned into credits, holds, modes and demands."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from gate.core.barrier import commission, machine
from gate.core.barrier.state import Demand, Hold, HoldMode, State
from gate.core.claims import pairing
from gate.core.claims.claim import Stage
from gate.core.lane.state import LaneState, Lockdown
from gate.core.values.events import Action, OrderGiven
from gate.core.values.model import Credential, Input, Instant, Medium, Output
from gate.core.values.plates import canonical
from gate.core.values.refusal import Refusal

KEYS = {
    Input.KEY_OPEN: Action.OPEN,
    Input.KEY_CLOSE: Action.CLOSE,
    Input.KEY_RESET: Action.RESET,
}


def turned(state: LaneState, now: Instant) -> list[OrderGiven]:
    """Return an order for each key that has been turned since the last call.

    A key that is found turned at the start, or once it can be told again, asks for nothing: nobody
    has just turned it.
    """
    on = state.inputs.active & KEYS.keys()
    before = on if state.keys is None else state.keys
    state.keys = on | (state.inputs.unknown & KEYS.keys())
    return [
        OrderGiven(
            id=f"{key.value}:{now.wall:.3f}:{now.monotonic:.3f}",  # a wall clock may repeat
            lane=state.settings.id,
            action=KEYS[key],
            actor="key",
            reason="key_switch",
            issued=now.monotonic,
        )
        for key in sorted(on - before)
    ]


def correct_plate(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    """Put the guard's word in the place of the camera's, and have the vehicle decided again."""
    claim = None if order.claim is None else state.evidence.find(order.claim)
    if claim is None or claim.over:
        return Refusal.UNKNOWN_CLAIM
    if claim.credited:
        return Refusal.NOT_POSSIBLE
    try:
        plate = Credential(Medium.PLATE, canonical(order.value or ""))
    except ValueError:
        return Refusal.MALFORMED
    state.evidence.put(pairing.as_told(claim, plate, order.actor, now.monotonic))
    state.undecided = True
    return None


Effect = Callable[[LaneState, OrderGiven, Instant], Refusal | None]

_DEMANDS = {Action.CLOSE: Demand.CLOSE, Action.RESET: Demand.RESET}

FUTURE = 1.0
"""Seconds an order may seem to come from the future before it counts as stale."""

MOST_ORDERS = 4096
"""Order ids a lane remembers: more than the socket takes before the oldest would be stale."""


def follow(
    state: LaneState, order: OrderGiven, now: Instant
) -> tuple[Refusal | None, Demand | None]:
    """Carry an order into the lane's state; return why not (None = followed) and what remains.

    What remains is a demand that the barrier's table has to serve in this very scan. Whatever the
    order, an output is not tried any longer.
    """
    if state.barrier.state is State.COMMISSION:
        state.barrier = replace(state.barrier, test=None)
    refusal = _void(state, order, now) or possible(state, order.action)
    _remember(state, order)
    if refusal is not None:
        return refusal, None
    effect = _EFFECTS.get(order.action)
    refusal = None if effect is None else effect(state, order, now)
    return refusal, _DEMANDS.get(order.action)


def possible(state: LaneState, action: Action) -> Refusal | None:
    """Why the lane would not follow an order of this kind now; None when it would."""
    match action:
        case Action.OPEN | Action.HOLD | Action.FREE_FLOW | Action.LOCKDOWN if (
            state.lockdown is not None
        ):
            return Refusal.LOCKDOWN
        case Action.UNLOCK:
            return Refusal.NOT_LOCKED if state.lockdown is None else None
        case Action.LOCKDOWN:
            return None
        case Action.DISMISS | Action.ACK_ALARM | Action.CORRECT_OCCUPANCY | Action.CORRECT_PLATE:
            return None
        case _:
            return machine.refusal(state.barrier, state.settings, state.inputs, action)


def _void(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    """An order that came late, or twice, has no effect."""
    if order.id in state.seen_orders:
        return Refusal.DUPLICATE
    age = now.monotonic - order.issued
    return None if -FUTURE <= age <= state.settings.timing.order_max_age else Refusal.STALE


def _remember(state: LaneState, order: OrderGiven) -> None:
    """Refused or not: whoever was told no must not see it happen after all."""
    state.seen_orders[order.id] = None
    if len(state.seen_orders) > MOST_ORDERS:
        del state.seen_orders[next(iter(state.seen_orders))]


def _open(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    """Give a credit: to the vehicle that waits, if the order names its claim, else to whoever.

    A claim that has its credit already needs no second one; nobody opens for a vehicle that is
    through.
    """
    claim = None if order.claim is None else state.evidence.find(order.claim)
    if claim is not None and claim.credited:
        return None
    if claim is not None and claim.stage is Stage.PASSED:
        return Refusal.UNKNOWN_CLAIM
    waiting = None if claim is None or claim.over else claim
    name = f"order:{order.id}" if waiting is None else waiting.id
    state.barrier, refused = machine.credit(state.barrier, name, state.settings, now.monotonic)
    if refused is None and waiting is not None:
        state.evidence.put(replace(waiting, stage=Stage.CREDITED, staged=now.monotonic))
        state.undecided = True
    return refused


def _stop(state: LaneState, _order: OrderGiven, _now: Instant) -> Refusal | None:
    """Halt the boom until a person opens or resets it."""
    state.barrier = replace(state.barrier, halted=True)
    return None


def _hold(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    """Hold for a time; the end is counted on the monotonic clock, whatever the wall clock does."""
    if order.until is None or not now.wall < order.until < math.inf:
        return Refusal.MALFORMED
    ends = now.monotonic + order.until - now.wall
    mode = HoldMode.FREE_FLOW if order.action is Action.FREE_FLOW else HoldMode.HOLD
    hold = Hold(order.actor, order.reason, order.until, ends, mode)
    state.barrier = replace(state.barrier, hold=hold)
    return None


def _release(state: LaneState, _order: OrderGiven, _now: Instant) -> Refusal | None:
    state.barrier = replace(state.barrier, hold=None)
    return None


def _lock_down(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    """Deny everybody until unlocked; whoever has a credit may still use it."""
    state.lockdown = Lockdown(order.actor, order.reason, now.wall)
    state.barrier = replace(state.barrier, hold=None)
    state.undecided = True
    return None


def _unlock(state: LaneState, _order: OrderGiven, _now: Instant) -> Refusal | None:
    """End the lockdown. An order of its own: ending a hold is for every guard, this is not.

    A planned one does not begin again, not even after a restart, until its plan does.
    """
    state.waived = None if state.planned is None else state.planned.occasion
    state.lockdown, state.undecided = None, True
    return None


def _dismiss(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    """Turn a waiting vehicle away: its claim is decided again only when it shows more."""
    claim = None if order.claim is None else state.evidence.find(order.claim)
    if claim is None or claim.over:
        return Refusal.UNKNOWN_CLAIM
    if claim.credited:
        return Refusal.NOT_POSSIBLE
    state.evidence.put(replace(claim, stage=Stage.DISMISSED, staged=now.monotonic))
    return None


def _acknowledge(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    known = state.alarms.acknowledge(order.value or "", order.actor, now.wall)
    return None if known else Refusal.UNKNOWN_ALARM


def _test_output(state: LaneState, order: OrderGiven, _now: Instant) -> Refusal | None:
    """Try an output; that nothing has come in between is for the barrier's table to see."""
    output = next((each for each in Output if each.value == order.value), None)
    refused = commission.forbidden(output, state.barrier, state.settings)
    if refused is None:
        state.barrier = replace(state.barrier, test=output)
    return refused


def _correct_occupancy(state: LaneState, order: OrderGiven, now: Instant) -> Refusal | None:
    if state.occupancy is None:
        return Refusal.NOT_POSSIBLE
    if not order.reason.strip():
        return Refusal.REASON_MISSING
    return state.occupancy.correct(order.lane, order.value or "", now)


_EFFECTS: Mapping[Action, Effect] = {
    Action.OPEN: _open,
    Action.STOP: _stop,
    Action.HOLD: _hold,
    Action.FREE_FLOW: _hold,
    Action.RELEASE: _release,
    Action.LOCKDOWN: _lock_down,
    Action.UNLOCK: _unlock,
    Action.DISMISS: _dismiss,
    Action.ACK_ALARM: _acknowledge,
    Action.CORRECT_OCCUPANCY: _correct_occupancy,
    Action.CORRECT_PLATE: correct_plate,
    Action.TEST_OUTPUT: _test_output,
}
