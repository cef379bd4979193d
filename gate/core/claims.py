"""Claims → decisions → credits, for one lane."""

from dataclasses import replace

from gate.core import barrier as machine
from gate.core.access import Circumstances, decide
from gate.core.barrier_state import State
from gate.core.book import PermitBook
from gate.core.commands import Record
from gate.core.evidence import Claim
from gate.core.lane_state import LaneState
from gate.core.model import Input, Instant, Objection
from gate.core.rows import decision_row


def judge(state: LaneState, book: PermitBook, now: Instant) -> list[Record]:
    """Decide every claim that waits; give credits; return the rows of changed outcomes.

    While the boot settles claims wait. A claim that has its credit is not decided again.
    """
    if state.barrier.state is State.BOOT:
        return []
    circumstances = _circumstances(state, now)
    rows = []
    for claim in state.evidence.live():
        if claim.credited or claim.dismissed:
            continue
        decided = _grant(
            state, replace(claim, decision=decide(claim.sightings, book, circumstances)), now
        )
        outcome = _outcome(decided)
        if outcome != claim.announced and announce_at(state, decided) <= now.monotonic:
            decided = replace(decided, announced=outcome)
            rows += _announce(state, decided, now)
        state.evidence.put(decided)
    return rows


def announce_at(state: LaneState, claim: Claim) -> float:
    """When an outcome is worth telling: at once, but a read ahead of the loop gets a moment."""
    decision = claim.decision
    early = decision is not None and Objection.NO_VEHICLE_ON_LOOP in decision.objections
    return claim.since + state.settings.timing.pairing if early else float("-inf")


def deadline(state: LaneState) -> float | None:
    """When an outcome that was held back is to be told."""
    if state.barrier.state is State.BOOT:
        return None
    held_back = (
        announce_at(state, claim)
        for claim in state.evidence.live()
        if claim.announced is None and claim.decision is not None and not claim.dismissed
    )
    return min((moment for moment in held_back if moment > float("-inf")), default=None)


def _circumstances(state: LaneState, now: Instant) -> Circumstances:
    fitted = Input.ARMING_LOOP in state.settings.inputs
    return Circumstances(
        lane=state.settings.id,
        now=now,
        on_loop=Input.ARMING_LOOP in state.inputs.active if fitted else None,
        lockdown=state.lockdown is not None,
        emergency=state.barrier.state is State.EMERGENCY,
        min_confidence=state.settings.min_confidence,
        untrusted_clock=state.untrusted_clock,
    )


def _grant(state: LaneState, claim: Claim, now: Instant) -> Claim:
    """Turn a grant into a credit, if the barrier takes one now."""
    if claim.decision is None or not claim.decision.granted:
        return replace(claim, withheld=None)
    state.barrier, withheld = machine.credit(
        state.barrier, claim.id, state.settings.max_credit, now.monotonic
    )
    return replace(claim, withheld=withheld, credited=withheld is None)


def _outcome(claim: Claim) -> tuple[str, ...]:
    objections = () if claim.decision is None else claim.decision.objections
    withheld = () if claim.withheld is None else (claim.withheld,)
    return (*(objection.value for objection in objections), *withheld)


def _announce(state: LaneState, claim: Claim, now: Instant) -> list[Record]:
    rows = [decision_row(claim, state.settings, now)]
    if claim.decision is not None and Objection.TAG_PLATE_MISMATCH in claim.decision.objections:
        detail = {str(s.credential.medium): s.credential.value for s in claim.sightings}
        rows.append(state.alarms.raised("tag_plate_mismatch", now.wall, dict(detail)))
    return rows
