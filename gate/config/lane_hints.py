"""What `gate check` advises for a lane: all of it works, and could be better or safer."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from gate.config.board import BoardInput
from gate.config.header import RESTLESS
from gate.config.lane_pins import PinInput
from gate.config.wiring import MAINTAINED
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import LaneSettings

FAIL_SAFE: Final = frozenset(
    {
        Input.SAFETY_LOOP,
        Input.PHOTOCELL,
        Input.STOP,
        Input.FIRE,
        Input.BREAKAWAY,
        Input.MAINTENANCE,
        Input.BOARD_FAULT,
        Input.LOOP_FAULT,
        Input.MAINS_LOST,
    },
)
"""Inputs whose broken wire must look like their alarm, so their contact opens when active."""

ADVISED: Final[Mapping[Input, str]] = MappingProxyType(
    {
        Input.ARMING_LOOP: "a tag read from afar opens the boom, and backing out is not noticed",
        Input.SAFETY_LOOP: "passages are seen by a photocell at best",
        Input.STOP: "a pressed stop switch is not seen",
        Input.FIRE: "a fire alarm does not open the boom",
    },
)
"""Inputs worth having under any wiring, and what goes missing without them."""


def hints(
    lane: LaneSettings,
    inputs: Mapping[Input, PinInput | BoardInput],
    outputs: Mapping[Output, int],
) -> list[str]:
    """Return what works but is not advised, a line each."""
    table = f"lane.{lane.id}"
    return [
        *(f"[{table}] {line}" for line in _wiring(lane)),
        *(f"[{table}.inputs] {line}" for line in _inputs(lane, inputs)),
        *(f"[{table}.outputs] {line}" for line in _outputs(lane, outputs)),
        *(f"[{table}.timing] {line}" for line in _warning(lane)),
    ]


def _wiring(lane: LaneSettings) -> Iterator[str]:
    if lane.wiring is Wiring.STEP:
        yield (
            'wiring = "step": a stray pulse may close the boom; if the board has an OPEN input,'
            ' better wire that and take "pulse_open" or "open_close"'
        )
    if lane.recovery_close and not _can_warn(lane):
        yield "recovery_close = true: no red lamp and no buzzer, so the boom comes down unannounced"


def _inputs(lane: LaneSettings, inputs: Mapping[Input, PinInput | BoardInput]) -> Iterator[str]:
    for name, loss in ADVISED.items():
        if name not in inputs:
            yield f"{name}: not fitted, so {loss}"
    yield from _limits(lane)
    for name, contact in inputs.items():
        if name in FAIL_SAFE and not contact.normally_closed:
            risk = 'contact "no" cannot tell a broken wire from a quiet one'
            yield f'{name}: {risk}; better wire it "nc"'
    if Input.KEY_CLOSE in inputs and not lane.powers.close:
        yield f'key_close: wiring "{lane.wiring}" has no relay to close, so it lowers nothing'


def _limits(lane: LaneSettings) -> Iterator[str]:
    """Tell what goes unnoticed where the position is assumed by time."""
    closed, opened = (limit in lane.inputs for limit in (Input.CLOSED_LIMIT, Input.OPEN_LIMIT))
    up, down = f"{lane.timing.open_nominal:g} s", f"{lane.timing.close_nominal:g} s"
    if not closed and not opened:
        yield (
            "closed_limit, open_limit: none fitted, so every position is assumed by time, and a"
            " boom that is stuck, forced open or come down unasked is not noticed"
        )
    elif not closed:
        yield (
            f"closed_limit: not fitted, so the boom is taken for closed {down} after it starts down"
            " (close_nominal), and one that is forced open is not noticed"
        )
    elif not opened:
        yield (
            f"open_limit: not fitted, so the boom is taken for open {up} after it starts up"
            " (open_nominal), and one that stops half-way or comes down unasked is not noticed"
        )


def _outputs(lane: LaneSettings, outputs: Mapping[Output, int]) -> Iterator[str]:
    for name, pin in outputs.items():
        if pin in RESTLESS:
            yield (
                f"{name} = {pin}: this pin is pulled up or belongs to the serial console while the"
                " machine starts, so the relay may chatter; take one of 9-13, 16-27"
            )
    held = [name for name in outputs if name in MAINTAINED]
    if held and Output.PERMIT not in outputs:
        yield (
            f"permit: not fitted, so if the machine itself hangs, {' or '.join(held)} may stay on;"
            " better put a watchdog relay in series, fed by permit"
        )
    if Output.COUNT in outputs and not {Input.SAFETY_LOOP, Input.PHOTOCELL} & lane.inputs:
        yield "count: neither safety_loop nor photocell is fitted, so no passage is ever counted"


def _warning(lane: LaneSettings) -> Iterator[str]:
    warning = lane.timing.close_warning
    if warning and not lane.powers.close:
        yield f"close_warning = {warning:g}: the board lowers the boom by itself, without waiting"
    elif warning and not _can_warn(lane):
        yield f"close_warning = {warning:g}: no red lamp and no buzzer, so nobody is warned"


def _can_warn(lane: LaneSettings) -> bool:
    return bool({Output.RED, Output.BUZZER} & lane.outputs)
