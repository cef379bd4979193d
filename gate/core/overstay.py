"""Visitors who are still inside after their time: an alarm each, on the lane they came in by."""

from collections.abc import Mapping

from gate.core.book import PermitBook
from gate.core.commands import Json, Record
from gate.core.lane_state import LaneState
from gate.core.model import Instant
from gate.core.presence import Stay

CODE = "overstay"

MOST = 64
"""Alarms of this kind that stand at once on one lane; those who came first have them."""


def watch(
    state: LaneState, inside: Mapping[int, Stay], book: PermitBook, now: Instant
) -> list[Record]:
    """Raise an alarm about each of those `inside` whose time is over; clear those that are settled.

    With a clock that is not trusted nobody's time is over.
    """
    late = _late(inside, book, now) if now.trusted else {}
    known = (alarm for alarm in state.alarms.all() if alarm.code == CODE)
    standing = {alarm.id.rpartition("/")[2] for alarm in known}
    settled = sorted(standing - late.keys())
    gone = (state.alarms.cleared(CODE, now.wall, part=part) for part in settled)
    rows = [row for row in gone if row is not None]
    for part, detail in late.items():
        if part in standing:  # after a restart it stands without what is not remembered
            state.alarms.detailed(CODE, detail, part=part)
        elif len(standing) < MOST:
            standing.add(part)
            rows.append(state.alarms.raised(CODE, now.wall, detail, part=part))
    return rows


def _late(inside: Mapping[int, Stay], book: PermitBook, now: Instant) -> dict[str, dict[str, Json]]:
    """Return who stays too long, by the part of their alarm."""
    late: dict[str, dict[str, Json]] = {}
    for vehicle, stay in inside.items():
        permit = book.permit(vehicle)
        until = None if permit is None else permit.valid_until
        if permit is not None and until is not None and until <= now.wall:
            about: dict[str, Json] = {"vehicle": vehicle, "plate": permit.plate}
            late[str(vehicle)] = about | {"until": until, "zone": stay.zone}
    return late
