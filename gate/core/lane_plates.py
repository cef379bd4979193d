"""What the guard says of the plate of a vehicle that waits."""

from gate.core import pairing
from gate.core.events import OrderGiven
from gate.core.lane_state import LaneState
from gate.core.model import Credential, Instant, Medium
from gate.core.plates import canonical


def correct_plate(state: LaneState, order: OrderGiven, now: Instant) -> str | None:
    """Put the guard's word in the place of the camera's, and have the vehicle decided again."""
    claim = None if order.claim is None else state.evidence.find(order.claim)
    if claim is None or claim.over:
        return "unknown_claim"
    if claim.credited:
        return "not_possible"
    try:
        plate = Credential(Medium.PLATE, canonical(order.value or ""))
    except ValueError:
        return "malformed"
    state.evidence.put(pairing.as_told(claim, plate, order.actor, now.monotonic))
    state.undecided = True
    return None
