"""A lane and who tries too often at it: alarms, and reads that are not looked at."""

from gate.core.access.attempts import Seen
from gate.core.access.book import PermitBook
from gate.core.lane.state import LaneState
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.events import ReadArrived
from gate.core.values.model import Credential, Instant, Medium


def screen(
    state: LaneState, event: ReadArrived, book: PermitBook, now: Instant
) -> tuple[bool, list[Record]]:
    """Say whether a read is to be looked at, and what is to be told.

    Only tags and codes that nobody owns are ever ignored: an unknown plate may be a known one that
    the camera misread.
    """
    credential = event.credential
    if state.attempts is None or credential.medium is Medium.PLATE:
        return True, []
    if book.vehicle(credential) is not None:
        return True, []
    seen = state.attempts.unknown(event.lane, event.reader, credential, now.monotonic)
    if seen is not Seen.FIRST_IGNORED:
        return seen is Seen.TAKEN, []
    detail: dict[str, Json] = {"reader": event.reader}
    return False, [state.alarms.raised(AlarmCode.MANY_UNKNOWN, now.wall, detail, part=event.reader)]


def claimed(
    state: LaneState, credential: Credential, claim: str, book: PermitBook, now: Instant
) -> list[Record]:
    """Count that a claim shows a credential of somebody's; raise the alarm when it is too often."""
    vehicle = book.vehicle(credential)
    if state.attempts is None or vehicle is None:
        return []
    if not state.attempts.claimed(credential, claim, now.monotonic):
        return []
    permit = book.permit(vehicle)
    detail: dict[str, Json] = {
        "claim": claim,
        "vehicle": vehicle,
        "plate": None if permit is None else permit.plate,
        "credential": str(credential),
    }
    return [state.alarms.raised(AlarmCode.TOO_OFTEN, now.wall, detail, part=str(vehicle))]
