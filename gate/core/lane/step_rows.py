"""What the journal says of one step of a lane's barrier: rows of moves, passages and alarms."""

from gate.core.barrier.state import Note
from gate.core.lane.presence import passage
from gate.core.lane.rows import boom_row
from gate.core.lane.state import LaneState
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.model import Instant
from gate.core.values.row_kind import RowFamily, RowKind, family_of

FOLLOWED = ("claim", "vehicle", "plate")
"""What is said of the vehicle that somebody drove close behind."""


def told(state: LaneState, note: Note, now: Instant) -> Record:
    """Write what the barrier noted, with what the lane knows of it."""
    if note.kind == RowKind.ALARM_RAISED:
        return _alarm(state, note, now)
    if family_of(note.kind) != RowFamily.PASSAGE:
        return boom_row(note, state.settings, state.barrier, state.inputs)
    claim = None if note.claim is None else state.evidence.find(note.claim)
    row = passage(state, note, claim, now)
    if note.kind == RowKind.PASSAGE_DONE:
        state.through = {name: row.payload[name] for name in FOLLOWED}
        state.through_at = now.monotonic
    return row


def _alarm(state: LaneState, note: Note, now: Instant) -> Record:
    """Raise the alarm; who was followed is known if it passed under this raised boom."""
    code = AlarmCode(str(note.detail["alarm"]))
    detail: dict[str, Json] = {
        name: value for name, value in note.detail.items() if name != "alarm"
    }
    detail["inputs"] = [sensor.value for sensor in sorted(state.inputs.active)]
    if code == AlarmCode.TAILGATING and state.through_at >= state.barrier.raised_at:
        detail["followed"] = dict(state.through)
    return state.alarms.raised(code, now.wall, detail)
