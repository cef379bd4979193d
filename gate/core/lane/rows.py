"""What the journal says of a lane: notes, decisions and orders → rows."""

from gate.core.access.access import Circumstances, Sighting
from gate.core.access.book import PermitBook
from gate.core.access.near_plates import NearMatch
from gate.core.access.presence import Presence
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.state import Barrier, Note
from gate.core.claims.claim import Claim
from gate.core.values.commands import Json, Record
from gate.core.values.events import OrderGiven
from gate.core.values.model import Credential, Medium, Permit
from gate.core.values.refusal import Refusal
from gate.core.values.row_kind import RowKind
from gate.core.values.settings import LaneSettings


def boom_row(note: Note, settings: LaneSettings, barrier: Barrier, inputs: Inputs) -> Record:
    """A move of the boom, with the inputs it rested on."""
    payload: dict[str, Json] = {
        "state": barrier.state.value,
        "cause": barrier.cause,
        "credit": len(barrier.credits),
        "inputs": [sensor.value for sensor in sorted(inputs.active)],
    }
    return Record(note.kind, settings.id, payload=payload | dict(note.detail))


def passage_row(note: Note, settings: LaneSettings, claim: Claim | None) -> Record:
    """A vehicle that went through, or was expected and did not."""
    return Record(
        note.kind,
        settings.id,
        payload={
            "direction": settings.direction.value,
            "claim": note.claim,
            **_who(claim),
            **note.detail,
        },
    )


def decision_row(claim: Claim, circumstances: Circumstances, book: PermitBook) -> Record:
    """A decision with its whole evidence, so that it can be decided again."""
    decision = claim.decision
    if decision is None:
        raise ValueError("a claim without a decision has no row")
    permit = decision.permit
    return Record(
        RowKind.DECISION_GRANTED if decision.granted else RowKind.DECISION_DENIED,
        circumstances.lane,
        payload={
            "claim": claim.id,
            "vehicle": decision.vehicle,
            "plate": None if permit is None else permit.plate,
            "objections": [objection.value for objection in decision.objections],
            "withheld": claim.withheld,
            "reads": [_read(sighting, book) for sighting in claim.sightings],
            "near": _near(decision.near, book),
            "blocked": None if permit is None else permit.blocked,
            "permit": None if permit is None else _permit(permit),
            "schedule": None if decision.schedule is None else decision.schedule.id,
            "holiday": decision.holiday,
            "presence": _presence(circumstances.presence, permit),
            "circumstances": {
                "on_loop": circumstances.on_loop,
                "lockdown": circumstances.lockdown,
                "emergency": circumstances.emergency,
                "too_often": circumstances.too_often,
                "without_camera": circumstances.without_camera,
            },
            "book": book.version,
            "clock": {"wall": circumstances.now.wall, "trusted": circumstances.now.trusted},
        },
    )


def order_row(order: OrderGiven, refusal: Refusal | None, claim: Claim | None = None) -> Record:
    """An order and whether it was followed."""
    return Record(
        RowKind.ORDER_ACCEPTED if refusal is None else RowKind.ORDER_REFUSED,
        order.lane,
        actor=order.actor,
        payload={
            "order": order.id,
            "action": order.action.value,
            "reason": order.reason,
            "refusal": refusal,
            "until": order.until,
            "claim": order.claim,
            "value": order.value,
            **_who(claim),
        },
    )


def _who(claim: Claim | None) -> dict[str, Json]:
    """The vehicle a row is about, as far as it is known."""
    permit = None if claim is None or claim.decision is None else claim.decision.permit
    seen = None if claim is None else next((s for s in claim.sightings), None)
    return {
        "vehicle": None if permit is None else permit.vehicle,
        "plate": None if permit is None else permit.plate,
        "credential": None if seen is None else str(seen.credential),
    }


def _permit(permit: Permit) -> dict[str, Json]:
    lanes = permit.lanes
    return {
        "vehicle": permit.vehicle,
        "plate": permit.plate,
        "category": permit.category.value,
        "identification": permit.identification.value,
        "valid_from": permit.valid_from,
        "valid_until": permit.valid_until,
        "blocked": permit.blocked,
        "lanes": None if lanes is None else list[Json](sorted(lanes)),
        "schedule": permit.schedule,
        "entries": permit.entries,
    }


def _read(sighting: Sighting, book: PermitBook) -> dict[str, Json]:
    """What was seen, and whose it was then."""
    return {
        "reader": sighting.reader,
        "actor": sighting.actor,
        "medium": sighting.credential.medium.value,
        "value": sighting.credential.value,
        "confidence": sighting.confidence,
        "at": sighting.at,
        "owner": book.vehicle(sighting.credential),
        "lost": book.is_lost(sighting.credential),
    }


def _near(near: NearMatch | None, book: PermitBook) -> dict[str, Json] | None:
    """What a plate that nobody has was taken for, what else it may be, and whose those are."""
    if near is None:
        return None
    candidates: list[Json] = [
        {"plate": plate, "vehicle": book.vehicle(Credential(Medium.PLATE, plate))}
        for plate in near.candidates
    ]
    return {
        "read": near.read,
        "plate": near.plate,
        "errors": near.errors,
        "candidates": candidates,
    }


def _presence(presence: Presence | None, permit: Permit | None) -> dict[str, Json] | None:
    """What was known of who is inside, as far as it concerns this vehicle."""
    if presence is None:
        return None
    leaves, enters = presence.leaves, presence.enters
    stay = None if permit is None else presence.stays.get(permit.vehicle)
    return {
        "leaves": None if leaves is None else leaves.id,
        "enters": None if enters is None else enters.id,
        "stay": None if stay is None else list[Json](stay),
        "inside": presence.inside,
        "alike": 0 if permit is None else presence.alike.get(permit.category, 0),
        "suspended": presence.suspended,
        "coming": 0 if permit is None else presence.coming.get(permit.vehicle, 0),
        "entering": 0 if permit is None else presence.entering.get(permit.vehicle, 0),
    }
