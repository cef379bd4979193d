"""A lane and who is inside: passages are counted, vehicles held against the zones' rules."""

from dataclasses import replace

from gate.core.access.book import PermitBook
from gate.core.access.presence import Presence
from gate.core.barrier.state import EXIT, Note
from gate.core.claims.claim import Claim
from gate.core.lane.rows import passage_row
from gate.core.lane.state import LaneState
from gate.core.occupancy.headcount import UNRECOGNISED
from gate.core.occupancy.occupancy import Awaited
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.model import Instant
from gate.core.values.row_kind import PASSAGES


def presence(state: LaneState, book: PermitBook, claim: str = "") -> Presence | None:
    """Return what the vehicle of a claim is held against; None where nobody is counted."""
    if state.occupancy is None:
        return None
    expect(state)
    return state.occupancy.presence(state.settings.id, book.timetable.calendar, claim)


def expect(state: LaneState) -> None:
    """Let the zones know who was let in here and has not passed yet."""
    if state.occupancy is not None:
        state.occupancy.expect(state.settings.id, _awaited(state))


def passage(state: LaneState, note: Note, claim: Claim | None, now: Instant) -> Record:
    """Write of a vehicle that went through or did not; who went through is counted with it."""
    settings, occupancy = state.settings, state.occupancy
    row = passage_row(note, settings, claim)
    if occupancy is None or note.kind not in PASSAGES:
        return row
    permit = None if claim is None or claim.decision is None else claim.decision.permit
    backward = row.payload["direction"] not in {settings.direction.value, None}
    return replace(row, remember=occupancy.passed(settings.id, permit, now, backward=backward))


def remarks(state: LaneState, claim: Claim, said: Presence | None, now: Instant) -> list[Record]:
    """Raise the alarm about a vehicle that is let through, though its last passage denies it."""
    permit = None if claim.decision is None else claim.decision.permit
    if said is None or permit is None or not claim.credited:
        return []
    found = said.remarks(permit, now)
    if not found:
        return []
    detail: dict[str, Json] = {
        "claim": claim.id,
        "vehicle": permit.vehicle,
        "plate": permit.plate,
        "objections": list[Json](sorted(found)),
    }
    return [state.alarms.raised(AlarmCode.ANTI_PASSBACK, now.wall, detail)]


def _awaited(state: LaneState) -> tuple[Awaited, ...]:
    """Return those who were let in this lane's own way and have not passed."""
    coming = (credit for credit in state.barrier.credits if not credit.startswith(EXIT))
    return tuple(_of_credit(credit, state.evidence.find(credit)) for credit in coming)


def _of_credit(credit: str, claim: Claim | None) -> Awaited:
    permit = None if claim is None or claim.decision is None else claim.decision.permit
    if permit is None:
        return Awaited(credit, UNRECOGNISED, None)
    return Awaited(credit, permit.category.value, permit.vehicle)
