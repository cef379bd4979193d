"""What is wrong at a lane whatever its boom does: sensors that are broken, stuck or silent."""

from collections.abc import Iterator

from gate.core.barrier.scan import SILENT
from gate.core.barrier.state import State
from gate.core.lane.state import LaneState
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.model import Input, Instant

TOLD = {
    Input.LOOP_FAULT: AlarmCode.LOOP_FAULT,
    Input.BOARD_FAULT: AlarmCode.BOARD_FAULT,
    Input.MAINS_LOST: AlarmCode.MAINS_LOST,
}
"""Contacts that tell of a fault, and the alarm of each."""

ARMING = (Input.ARMING_LOOP, Input.INNER_LOOP)


def watch(state: LaneState, now: Instant) -> list[Record]:
    """Raise and clear the alarms about sensors; nothing is known before the boot has settled."""
    if state.barrier.state is State.BOOT:
        return []
    wrong = dict(_wrong(state, now.monotonic))
    rows: list[Record | None] = []
    for (code, part), detail in wrong.items():
        if (code, part) not in state.ailing:
            rows.append(state.alarms.raised(code, now.wall, detail, part=part))
    for code, part in sorted(state.ailing - wrong.keys()):
        rows.append(state.alarms.cleared(code, now.wall, part=part))
    state.ailing = frozenset(wrong)
    return [row for row in rows if row is not None]


def deadline(state: LaneState) -> float | None:
    """When a loop will have been occupied for too long."""
    if state.barrier.state is State.BOOT:
        return None
    moments = (
        state.inputs.since(loop) + state.settings.timing.stuck
        for loop in _occupied(state)
        if (AlarmCode.ARMING_STUCK, loop.value) not in state.ailing
    )
    return min(moments, default=None)


def _occupied(state: LaneState) -> list[Input]:
    """Return the arming loops that are known to be occupied."""
    known = state.inputs.active - state.inputs.unknown
    return [loop for loop in ARMING if loop in known]


def _wrong(state: LaneState, now: float) -> Iterator[tuple[tuple[AlarmCode, str], dict[str, Json]]]:
    inputs = state.inputs
    snapshot: Json = [sensor.value for sensor in sorted(inputs.active)]
    for sensor in sorted(inputs.unknown):
        yield (AlarmCode.INPUT_FAULTY, sensor.value), {"sensor": sensor.value, "inputs": snapshot}
    for sensor, code in TOLD.items():
        if sensor in inputs.active and sensor not in inputs.unknown:
            yield (code, ""), {"inputs": snapshot}
    if state.barrier.silent >= SILENT:
        yield (AlarmCode.LOOP_SILENT, ""), {"inputs": snapshot}
    for loop in _occupied(state):
        if now >= inputs.since(loop) + state.settings.timing.stuck:
            yield (AlarmCode.ARMING_STUCK, loop.value), {"sensor": loop.value, "inputs": snapshot}
