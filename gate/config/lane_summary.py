"""What `gate check` says of a lane: its pins, our power over the boom, what a crash does to it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from gate.config.board import BoardInput, BoardRelay
from gate.config.header import place
from gate.config.lane_pins import PinInput
from gate.core.barrier.debounce import SAFE_WHEN_UNKNOWN
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import LaneSettings

ACTIVE: Final[Mapping[Input, str]] = MappingProxyType(
    {
        Input.CLOSED_LIMIT: "boom down",
        Input.OPEN_LIMIT: "boom up",
        Input.SAFETY_LOOP: "vehicle under the boom",
        Input.ARMING_LOOP: "vehicle at the reader",
        Input.PHOTOCELL: "beam broken",
        Input.STOP: "stop pressed",
        Input.FIRE: "fire alarm",
        Input.INNER_LOOP: "vehicle on the inside",
        Input.BREAKAWAY: "boom off its holder",
        Input.MAINTENANCE: "somebody works on the barrier",
        Input.BOARD_FAULT: "the board reports a fault",
        Input.LOOP_FAULT: "the loop detector reports a fault",
        Input.MOVING: "the boom moves",
        Input.KEY_OPEN: "key turned to open",
        Input.KEY_CLOSE: "key turned to close",
        Input.KEY_RESET: "reset pressed",
        Input.MAINS_LOST: "on battery",
    },
)
"""What an active input means."""

ENERGISED: Final[Mapping[Output, str]] = MappingProxyType(
    {
        Output.OPEN: "a pulse raises the boom",
        Output.CLOSE: "a pulse lowers the boom",
        Output.STEP: "a pulse starts the next move",
        Output.HOLD: "on keeps the boom up",
        Output.UP: "on drives the motor up",
        Output.DOWN: "on drives the motor down",
        Output.STOP_PERMIT: "on lets the boom move, off opens the board's stop circuit",
        Output.PERMIT: "beats while all is well; its one-shot relay cuts hold, up and down",
        Output.RED: "red lamp",
        Output.GREEN: "green lamp",
        Output.BUZZER: "buzzer",
        Output.HEALTHY: "on while all is well",
        Output.COUNT: "one pulse for each passage",
    },
)
"""What an output does while it is high."""

STYLE: Final[Mapping[Wiring, str]] = MappingProxyType(
    {
        Wiring.PULSE_OPEN: "we pulse open, the board lowers the boom by itself",
        Wiring.OPEN_CLOSE: "we pulse open and close",
        Wiring.HOLD_OPEN: "we hold a contact; once we let go, the board lowers the boom",
        Wiring.STEP: "one pulse for the next move: open, stop, close in turn",
        Wiring.MOTOR: "we switch the motor's contactors",
    },
)

_BOARD_LOWERS: Final = "the board lowers the boom, with no protection but its own"
CRASH: Final[Mapping[Wiring, str]] = MappingProxyType(
    {
        Wiring.PULSE_OPEN: f"nothing of ours moves; {_BOARD_LOWERS}",
        Wiring.OPEN_CLOSE: "nothing of ours moves; an open boom stays open",
        Wiring.HOLD_OPEN: f"the contact opens; {_BOARD_LOWERS}",
        Wiring.STEP: "nothing of ours moves; the boom ends its move and stays there",
        Wiring.MOTOR: "the contactors drop; the boom stops where it is, half-way too",
    },
)
"""What the boom does when the controller is gone (`gate/core/barrier/README.md` §1.3)."""


def describe(
    lane: LaneSettings,
    inputs: Mapping[Input, PinInput | BoardInput],
    outputs: Mapping[Output, int | BoardRelay],
) -> list[str]:
    """Return the wiring, its powers, the effect of a crash, a line for each pin and contact."""
    return [
        f"  wiring {lane.wiring}: {_style(lane)}",
        *_powers(lane),
        f"  when the controller dies: {_crash(lane)}",
        *(_contact(lane, name, contact) for name, contact in inputs.items()),
        *(f"  {_place(wired)}  out  {name}: {ENERGISED[name]}" for name, wired in outputs.items()),
        *_blind(inputs),
    ]


def _style(lane: LaneSettings) -> str:
    style = STYLE[lane.wiring]
    if lane.wiring in {Wiring.OPEN_CLOSE, Wiring.STEP}:
        how = (
            "closes by itself after a pause" if lane.board_closes else "waits for an order to close"
        )
        return f"{style}; the board {how}"
    return style


def _powers(lane: LaneSettings) -> Iterator[str]:
    """Tell what we can do to the boom, and what not and why."""
    powers = lane.powers
    table = [
        (True, "raise it", ""),
        (powers.close, "lower it", "the board alone does"),
        (powers.hold, "keep it up", "fit relay hold"),
        (powers.lift, "turn it round while it comes down", "a pulse then may do anything"),
        (powers.stop, "halt it", "fit relay stop_permit"),
    ]
    able = [deed for can, deed, _ in table if can]
    unable = [f"{deed} ({why})" for can, deed, why in table if not can]
    yield f"  the boom, we can: {', '.join(able)}"
    if unable:
        yield f"  the boom, we cannot: {', '.join(unable)}"
    if lane.free_exit:
        yield "  unasked: lets out a vehicle on inner_loop"
    if lane.recovery_close:
        clear = f"{lane.timing.recovery:g} s"
        yield f"  unasked: lowers a boom found open after a restart, once clear for {clear}"


def _crash(lane: LaneSettings) -> str:
    if Output.STOP_PERMIT in lane.outputs:
        return (
            "stop_permit drops; the board halts the boom and obeys nobody, until the controller"
            " runs again or somebody bridges that contact"
        )
    if lane.closes_itself:
        return CRASH[Wiring.PULSE_OPEN]
    return CRASH[lane.wiring]


def _place(wired: int | BoardRelay) -> str:
    return place(wired) if isinstance(wired, int) else wired.place


def _contact(lane: LaneSettings, name: Input, contact: PinInput | BoardInput) -> str:
    moves = "opens or a wire breaks" if contact.normally_closed else "closes"
    wait = lane.debounce[name]
    debounce = f"debounce {wait.on:g}/{wait.off:g} s"
    if isinstance(contact, BoardInput):
        where, pull = contact.place, ""
    else:
        where, pull = place(contact.pin), f" pull {contact.pull},"
    return f"  {where}  in   {name}: {ACTIVE[name]} when its contact {moves};{pull} {debounce}"


def _blind(inputs: Mapping[Input, object]) -> Iterator[str]:
    """Tell how an input reads that the machine cannot read, and what it does not have at all."""
    safe = [name for name in inputs if name in SAFE_WHEN_UNKNOWN]
    if safe:
        yield f"  if a pin cannot be read, these count as active: {', '.join(safe)}"
    absent = [name for name in Input if name not in inputs]
    if absent:
        yield f"  not fitted: {', '.join(absent)}"
