"""Claims → decisions → credits, for one lane."""

from dataclasses import dataclass, replace

from gate.core.access.access import Circumstances, Decision, decide
from gate.core.access.book import PermitBook
from gate.core.barrier import machine
from gate.core.barrier.state import State
from gate.core.claims.claim import Claim, Stage
from gate.core.lane.presence import expect, presence, remarks
from gate.core.lane.rows import decision_row
from gate.core.lane.state import LaneState
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.model import Instant, Objection
from gate.core.values.settings import WithoutCamera

AGAIN = 1.0
"""Seconds after which a denial for reasons of time is decided again: clocks are set, days begin."""

OF_TIME = frozenset(
    {
        Objection.NOT_YET_VALID,
        Objection.EXPIRED,
        Objection.OUTSIDE_SCHEDULE,
        Objection.HOLIDAY,
        Objection.CLOCK_UNTRUSTED,
        Objection.ALREADY_INSIDE,
        Objection.NOT_INSIDE,
        Objection.TOO_OFTEN,
    }
)
"""Objections that go away (or come back) without any event."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a claim is decided by, beside what it has shown."""

    circumstances: Circumstances
    book: PermitBook


def judge(state: LaneState, book: PermitBook, now: Instant) -> list[Record]:
    """Decide every claim that waits; give credits; return the rows of changed outcomes.

    While the boot settles claims wait, and so do those whose loop has just lost them. A claim that
    has its credit keeps it; what it shows afterwards can but raise an alarm.
    """
    if state.barrier.state is State.BOOT:
        return []
    state.judged_at = now.monotonic
    rows = []
    for claim in state.evidence.live():
        grounds = Grounds(_circumstances(state, claim, book, now), book)
        decision = decide(claim.sightings, book, grounds.circumstances)
        if claim.credited:
            rows += _look_back(state, claim, decision, grounds)
        elif claim.stage is Stage.WAITING and not _lost_from_loop(state, claim):
            decided = _grant(state, replace(claim, decision=decision), now)
            rows += _announce(state, decided, grounds)
    expect(state)  # whoever has just been let in, too
    return rows


def deadline(state: LaneState) -> float | None:
    """When a claim is to be decided again, or an outcome that was held back is to be told."""
    if state.barrier.state is State.BOOT:
        return None
    moments = []
    for claim in state.evidence.live():
        if claim.stage is not Stage.WAITING or claim.decision is None:
            continue
        if not OF_TIME.isdisjoint(claim.decision.objections):
            moments.append(state.judged_at + AGAIN)
        if claim.announced is None and not _lost_from_loop(state, claim):
            moments.append(_announce_at(state, claim))
    return min(moments, default=None)


def _circumstances(state: LaneState, claim: Claim, book: PermitBook, now: Instant) -> Circumstances:
    attempts, shown = state.attempts, [sighting.credential for sighting in claim.sightings]
    return Circumstances(
        lane=state.settings.id,
        now=now,
        on_loop=state.on_loop,
        lockdown=state.lockdown is not None,
        emergency=state.barrier.state is State.EMERGENCY,
        min_confidence=state.settings.min_confidence,
        untrusted_clock=state.untrusted_clock,
        presence=presence(state, book, claim.id),
        too_often=attempts is not None
        and any(attempts.slows(credential, now.monotonic) for credential in shown),
        plates=state.plates,
        without_camera=state.camera_lost and state.settings.without_camera is WithoutCamera.TAG,
    )


def _lost_from_loop(state: LaneState, claim: Claim) -> bool:
    """Whether the loop is free under a claim: it is about to end, or the loop has flickered."""
    return claim.at_loop and state.on_loop is False


def _grant(state: LaneState, claim: Claim, now: Instant) -> Claim:
    """Turn a grant into a credit, if the barrier takes one now."""
    if claim.decision is None or not claim.decision.granted:
        return replace(claim, withheld=None)
    stopped = machine.at_stop(state.barrier)
    if stopped is not None:
        return replace(claim, withheld=stopped)  # after a stop only people start again
    state.barrier, withheld = machine.credit(state.barrier, claim.id, state.settings, now.monotonic)
    if withheld is not None:
        return replace(claim, withheld=withheld)
    return replace(claim, withheld=None, stage=Stage.CREDITED, staged=now.monotonic)


def _announce(state: LaneState, claim: Claim, grounds: Grounds) -> list[Record]:
    """Take over a decided claim; tell its outcome if that is new, and worth telling yet."""
    now = grounds.circumstances.now
    outcome = _outcome(claim)
    if outcome == claim.announced or now.monotonic < _announce_at(state, claim):
        state.evidence.put(claim)
        return []
    state.evidence.put(replace(claim, announced=outcome))
    rows = [decision_row(claim, grounds.circumstances, grounds.book)]
    if Objection.TAG_PLATE_MISMATCH in outcome:
        rows.append(_mismatch(state, claim, now))
    return rows + remarks(state, claim, grounds.circumstances.presence, now)


def _announce_at(state: LaneState, claim: Claim) -> float:
    """When an outcome is worth telling: at once, but a read ahead of the loop gets a moment."""
    decision = claim.decision
    early = decision is not None and Objection.NO_VEHICLE_ON_LOOP in decision.objections
    return claim.since + (state.settings.timing.pairing if early else 0.0)


def _outcome(claim: Claim) -> tuple[str, ...]:
    objections = () if claim.decision is None else claim.decision.objections
    withheld = () if claim.withheld is None else (claim.withheld,)
    return (*(objection.value for objection in objections), *withheld)


def _look_back(
    state: LaneState, claim: Claim, decision: Decision, grounds: Grounds
) -> list[Record]:
    """Say of a vehicle that was let through what has not been said, or shows only now.

    The guard may let a vehicle in before its denial was worth telling; a camera may read another
    vehicle's plate after the tag has opened.
    """
    rows, now = [], grounds.circumstances.now
    if claim.announced is None:
        claim = replace(claim, decision=claim.decision or decision)
        rows.append(decision_row(claim, grounds.circumstances, grounds.book))
        claim = replace(claim, announced=_outcome(claim))
    told = claim.announced or ()
    if Objection.TAG_PLATE_MISMATCH in decision.objections and (
        Objection.TAG_PLATE_MISMATCH not in told
    ):
        rows.append(_mismatch(state, claim, now))
        claim = replace(claim, announced=(*told, Objection.TAG_PLATE_MISMATCH.value))
    state.evidence.put(claim)
    return rows


def _mismatch(state: LaneState, claim: Claim, now: Instant) -> Record:
    """Raise the alarm; `owner` is the plate of the vehicle that was decided about."""
    detail: dict[str, Json] = {
        s.credential.medium.value: s.credential.value for s in claim.sightings
    }
    permit = None if claim.decision is None else claim.decision.permit
    detail |= {} if permit is None else {"vehicle": permit.vehicle, "owner": permit.plate}
    return state.alarms.raised(
        AlarmCode.TAG_PLATE_MISMATCH, now.wall, {"claim": claim.id, **detail}
    )
