"""The status of one lane, from the state of its core."""

import math
from collections.abc import Set as AbstractSet

from gate.core.barrier.state import RAISED, State
from gate.core.claims.claim import Claim, Stage
from gate.core.lane.orders import possible
from gate.core.lane.state import LaneState
from gate.core.values.events import Action
from gate.core.values.model import Input, Output
from gate.core.values.orders import CATALOGUE
from gate.status.model import Held, LaneStatus, LastOrder, Lockdown, Room, Travel, Waiting

_LIMITS = {Input.CLOSED_LIMIT: "closed", Input.OPEN_LIMIT: "open"}


def lane(state: LaneState, name: str) -> LaneStatus:
    """Return the status of one lane, without personal data but for who is waiting."""
    barrier, settings = state.barrier, state.settings
    levels = settings.outputs - {Output.PERMIT}  # which beats, and is neither on nor off
    return LaneStatus(
        name=name,
        direction=settings.direction.value,
        wiring=settings.wiring.value,
        state=barrier.state.value,
        cause=barrier.cause,
        since=barrier.since,
        latch=barrier.latch,
        fault=barrier.fault,
        position=_position(state),
        assumed=not settings.inputs >= _LIMITS.keys(),
        closes_itself=settings.closes_itself,
        powers=settings.powers,
        travel=Travel(open=state.travel.up, close=state.travel.down),
        inputs={sensor.value: _sensed(state, sensor) for sensor in sorted(settings.inputs)},
        outputs={output.value: output in state.outputs for output in sorted(levels)},
        credit=len(barrier.credits),
        lockdown=_lockdown(state),
        held=_held(state),
        waiting=_waiting(state),
        last_order=_last_order(state),
        refuses={
            action.value: possible(state, action)
            for action, order in CATALOGUE.items()
            if order.shown
        },
    )


def _sensed(state: LaneState, sensor: Input) -> bool | None:
    return None if sensor in state.inputs.unknown else sensor in state.inputs.active


def _position(state: LaneState) -> str:
    """Where the boom stands, as its limits say."""
    on, fitted = _LIMITS.keys() & state.inputs.active, _LIMITS.keys() & state.settings.inputs
    if on:
        return "conflict" if len(on) > 1 else _LIMITS[on.pop()]
    if fitted & state.inputs.unknown:
        return "unknown"
    return "between" if fitted == _LIMITS.keys() else _assumed_position(state, fitted)


def _assumed_position(state: LaneState, fitted: AbstractSet[Input]) -> str:
    """Where the boom must be by time: at the end that has no limit, unless it moves."""
    at = state.barrier.state
    if at in {State.OPENING, State.CLOSING}:
        return "between"
    if at is State.CLOSED:
        end = Input.CLOSED_LIMIT
    elif at in RAISED:
        end = Input.OPEN_LIMIT
    else:
        return "unknown"
    return "unknown" if end in fitted else _LIMITS[end]


def _lockdown(state: LaneState) -> Lockdown | None:
    order = state.lockdown
    if order is None:
        return None
    return Lockdown(actor=order.actor, reason=order.reason, since=order.since)


def _held(state: LaneState) -> Held | None:
    hold = state.barrier.hold
    if hold is None:
        return None
    return Held(
        actor=hold.actor,
        reason=hold.reason,
        until=hold.until if math.isfinite(hold.until) else None,
        mode=hold.mode.value,
        passive=hold.passive,
        resumed=hold.resumed,
    )


def _waiting(state: LaneState) -> Waiting | None:
    """Return whom the guard should look at: the oldest vehicle at the boom, not turned away."""
    claim = next((c for c in state.evidence.live() if _shown(state, c)), None)
    if claim is None or claim.decision is None:
        return None
    permit = claim.decision.permit
    return Waiting(
        claim=claim.id,
        since=claim.since,
        credentials=tuple(str(sighting.credential) for sighting in claim.sightings),
        confidence=next((s.confidence for s in claim.sightings if s.confidence is not None), None),
        vehicle=claim.decision.vehicle,
        plate=None if permit is None else permit.plate,
        granted=claim.decision.granted or claim.credited,
        objections=tuple(objection.value for objection in claim.decision.objections),
        blocked=None if permit is None else permit.blocked,
        withheld=claim.withheld,
        candidates=_candidates(claim),
        camera_lost=state.camera_lost,
        inside_since=_inside_since(state, claim.decision.vehicle),
        room=_room(state),
    )


def _candidates(claim: Claim) -> tuple[str, ...]:
    """The registered plates of which the guard has to say which it is; none where nobody asks."""
    decision = claim.decision
    near = None if decision is None or claim.credited else decision.near
    return () if near is None or near.plate is not None else tuple(near.candidates)


def _inside_since(state: LaneState, vehicle: int | None) -> float | None:
    """When a vehicle that is counted inside came in, POSIX seconds; None = no clock could tell."""
    stays = {} if state.occupancy is None else state.occupancy.stays
    stay = None if vehicle is None else stays.get(vehicle)
    return None if stay is None or stay.zone is None else stay.at


def _room(state: LaneState) -> Room | None:
    """How many vehicles are in the zone the lane leads to, and how many fit in."""
    if state.occupancy is None:
        return None
    zone = state.occupancy.way(state.settings.id, backward=False).enters
    if zone is None or zone.capacity is None:
        return None
    return Room(inside=state.occupancy.inside(zone.id), capacity=zone.capacity)


def _shown(state: LaneState, claim: Claim) -> bool:
    """Hide what was turned away, and reads of cars that are not at the boom."""
    if claim.stage is not Stage.WAITING:
        return claim.credited
    return claim.announced is not None and (claim.at_loop or state.on_loop is None)


def _last_order(state: LaneState) -> LastOrder | None:
    last = state.last_order
    if last is None:
        return None
    return LastOrder(
        id=last.order.id,
        action=last.order.action.value,
        actor=last.order.actor,
        refusal=last.refusal,
        at=last.at,
        outcome=_outcome(state),
    )


def _outcome(state: LaneState) -> str:
    """What became of the newest order: only a boom ordered down may have to wait for its turn."""
    last = state.last_order
    if last is None or last.refusal is not None:
        return "refused"
    up = state.barrier.state in RAISED | {State.OPENING}
    return "accepted" if last.order.action is Action.CLOSE and up else "done"
