"""Guards and acts of the barrier's table about test pulses: a technician tries one output.

Everything rests and the way is known to be clear, or nothing is tried; whatever changes ends it.
"""

from gate.core.barrier.debounce import Inputs
from gate.core.barrier.scan import SILENT, Scan
from gate.core.barrier.state import Barrier, State
from gate.core.values.model import Input, Output
from gate.core.values.refusal import Refusal
from gate.core.values.row_kind import RowKind
from gate.core.values.settings import LaneSettings

TRIED = 3.0
"""Seconds an output is tried for; a pulse and a motor's run are shorter."""

PULSES = frozenset({Output.OPEN, Output.STEP})

LOWERING = frozenset({Output.CLOSE, Output.DOWN, Output.HOLD})
"""Outputs never tried: they lower the boom, or have the board lower it once they are let go."""

LAMPS = frozenset({Output.RED, Output.GREEN, Output.BUZZER, Output.HEALTHY})
"""Outputs that move nothing; a lamp that is tried shows the opposite of what it would."""

WAY = frozenset({Input.SAFETY_LOOP, Input.PHOTOCELL, Input.ARMING_LOOP, Input.INNER_LOOP})
"""Sensors that must be known, and clear."""

DOUBT = frozenset({Input.LOOP_FAULT, Input.BOARD_FAULT})
"""Contacts that say that the way cannot be known."""

REST = {State.CLOSED: Input.CLOSED_LIMIT, State.LATCHED: Input.OPEN_LIMIT}
"""States in which an output may be tried, and the limit that proves that the boom rests."""


def not_ready(barrier: Barrier, settings: LaneSettings, inputs: Inputs) -> Refusal | None:
    """Why no output can be tried now; None when one can.

    A boom that our maintained contact keeps up would come down as soon as we let go of it.
    """
    limit = REST.get(barrier.state)
    moved = limit in settings.inputs - inputs.active or Input.MOVING in inputs.active
    kept_up = barrier.state is State.LATCHED and Output.HOLD in settings.outputs
    awaited = bool(barrier.credits) or barrier.hold is not None
    if limit is None or moved or kept_up or awaited:
        return Refusal.NOT_AT_REST
    if WAY & inputs.unknown or DOUBT & inputs.active or barrier.silent >= SILENT:
        return Refusal.WAY_UNKNOWN
    return Refusal.OBSTRUCTED if WAY & inputs.active else None


def forbidden(output: Output | None, barrier: Barrier, settings: LaneSettings) -> Refusal | None:
    """Why this output is never tried, or not where the boom is; a step lowers a raised boom."""
    if output not in settings.outputs - {Output.PERMIT}:
        return Refusal.UNKNOWN_OUTPUT
    lowers = output is Output.STEP and barrier.state is not State.CLOSED
    return Refusal.WOULD_LOWER if lowers or output in LOWERING else None


def may_try(scan: Scan) -> bool:
    """A technician wants to try an output, and nothing has come in between (U1)."""
    barrier, settings = scan.barrier, scan.settings
    refused = forbidden(barrier.test, barrier, settings)
    return not (refused or not_ready(barrier, settings, scan.inputs))


def begin(scan: Scan) -> Scan:
    """Try it (U1). What is not a pulse follows the state, as ever."""
    output = scan.barrier.test
    if output in PULSES:
        scan.request = output
    return scan.go(State.COMMISSION, output).note(RowKind.BOOM_TESTING, None, output=output)


def over(scan: Scan) -> bool:
    """The time is up, an order came, or anything has changed (U2)."""
    barrier = scan.barrier
    way = WAY & (scan.inputs.active | scan.inputs.unknown)
    if barrier.test is None or way or scan.inputs.last_change() > barrier.since:
        return True
    return scan.for_long(scan.settings.timing.pulse if barrier.test is Output.UP else TRIED)


def end(scan: Scan) -> Scan:
    """Look again where the boom is, and move nothing (U2)."""
    scan.note(RowKind.BOOM_TESTED, None, output=scan.barrier.cause)
    return scan.set(stop_seen=False).go(State.BOOT, "commission")
