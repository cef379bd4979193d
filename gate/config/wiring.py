"""What each wiring drives, demands and asks to be declared.

Reasons: `gate/core/barrier/README.md` §0.1, §1.3 and §7.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gate.config.toml_table import TomlTable
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import LaneSettings

TWO_LOGICS: Final = frozenset({Wiring.OPEN_CLOSE, Wiring.STEP})
"""Wirings whose board may be set either way: only the technician knows."""


def read_board_closes(table: TomlTable, wiring: Wiring) -> bool:
    """Say whether the board may lower the boom by itself."""
    closes = table.flag("board_closes", default=wiring is Wiring.PULSE_OPEN)
    if not table.is_sound("wiring", "board_closes"):
        return closes
    if wiring in TWO_LOGICS and not table.has("board_closes"):
        table.problem(
            "board_closes",
            "missing; write true if the board is set to close by itself after a pause, false if it"
            " waits for an order to close",
        )
    if wiring is Wiring.PULSE_OPEN and not closes:
        table.problem(
            "board_closes",
            f'nobody would lower the boom: wiring "{wiring}" has no relay for that; set the board'
            ' to close by itself and write true, or take wiring "open_close"',
        )
    if closes and wiring in NOT_SELF_CLOSING:
        table.problem("board_closes", f'not with wiring "{wiring}": {NOT_SELF_CLOSING[wiring]}')
    return closes


def check_wiring(
    lane: LaneSettings,
    table: TomlTable,
    inputs: TomlTable,
    outputs: TomlTable,
) -> None:
    """Note what contradicts the lane's wiring, and the fix."""
    is_protected, has_motor = table.flag("board_protects", default=False), table.has("motor")
    if not table.is_sound("wiring", "inputs", "outputs"):
        return
    _check_inputs(lane, inputs)
    _check_relays(lane, outputs)
    _check_liberties(lane, table)
    if lane.wiring is Wiring.HOLD_OPEN and not is_protected:
        _demand_protection(table)
    if lane.wiring is Wiring.MOTOR:
        _check_motor(table.table("motor"))
    elif has_motor:
        table.refuse(["motor"], f'wiring "{lane.wiring}" leaves the motor to the board')


def _check_inputs(lane: LaneSettings, inputs: TomlTable) -> None:
    for name, reason in mandatory_inputs(lane).items():
        if not inputs.has(name):
            inputs.problem(name, f"missing; {reason}")


def _check_relays(lane: LaneSettings, outputs: TomlTable) -> None:
    needed, optional = RELAYS[lane.wiring], optional_relays(lane)
    for output in Output:
        if output in needed and not outputs.has(output):
            outputs.problem(output, f'missing; wiring "{lane.wiring}" drives this relay')
        elif output not in needed | optional:
            outputs.refuse([output], _why_not(output, lane.wiring))


def _why_not(output: Output, wiring: Wiring) -> str:
    """Return why this wiring leaves a relay alone."""
    match output, wiring:
        case Output.HOLD, Wiring.OPEN_CLOSE:
            return "the boom stays up without it while the board does not close by itself"
        case Output.STOP_PERMIT, _:
            return 'wiring "motor" halts the boom by letting go of up and down'
        case Output.PERMIT, _:
            return "it guards hold, up and down, and none of them is fitted"
        case _:
            relays = " and ".join(sorted(RELAYS[wiring]))
            return f'wiring "{wiring}" does not drive this relay, it drives {relays}'


def _check_liberties(lane: LaneSettings, table: TomlTable) -> None:
    """What may happen unasked: letting a vehicle out, lowering a boom found open."""
    if lane.free_exit and Input.INNER_LOOP not in lane.inputs:
        table.problem(
            "free_exit",
            "lets out whoever stands on inner_loop, and that is not fitted; fit it or write false",
        )
    if lane.recovery_close and not lane.powers.close:
        table.problem(
            "recovery_close",
            f'with wiring "{lane.wiring}" the board alone lowers the boom, also after a restart;'
            " write false",
        )


def _demand_protection(table: TomlTable) -> None:
    declare = "write true once you have seen it stop and lift for an obstacle"
    table.problem(
        "board_protects",
        f"{'' if table.has('board_protects') else 'missing; '}when the controller dies, the contact"
        " opens and the board lowers the boom with nobody watching, so it needs a photocell or loop"
        f" of its own; {declare}",
    )


def _check_motor(table: TomlTable) -> None:
    for key, reason in MOTOR_DECLARATIONS.items():
        is_declared = table.flag(key, default=False)
        if table.is_sound(key) and not is_declared:
            found = "" if table.has(key) else "missing; "
            table.problem(key, f"{found}{reason}; write true once that is so")


RELAYS: Final[Mapping[Wiring, frozenset[Output]]] = MappingProxyType(
    {
        Wiring.PULSE_OPEN: frozenset({Output.OPEN}),
        Wiring.OPEN_CLOSE: frozenset({Output.OPEN, Output.CLOSE}),
        Wiring.HOLD_OPEN: frozenset({Output.HOLD}),
        Wiring.STEP: frozenset({Output.STEP}),
        Wiring.MOTOR: frozenset({Output.UP, Output.DOWN}),
    },
)
"""The relays a wiring cannot do without."""

SIGNALS: Final = frozenset(
    {Output.RED, Output.GREEN, Output.BUZZER, Output.HEALTHY, Output.COUNT},
)
"""Free to have under any wiring."""

MAINTAINED: Final = frozenset({Output.HOLD, Output.UP, Output.DOWN})
"""Relays that move or keep the boom for as long as they are on: the ones `permit` guards."""

_CLOSING: Final = {
    Input.SAFETY_LOOP: "closing by our order takes a safety loop under the boom",
    Input.PHOTOCELL: "closing by our order takes a photocell",
    Input.STOP: "closing by our order takes a stop switch (mushroom or key)",
}
_PROOF: Final[Mapping[Wiring, str]] = MappingProxyType(
    {
        Wiring.STEP: "what a pulse does depends on where the boom is, and only both limits prove"
        " that",
        Wiring.MOTOR: "a motor of ours runs until a limit says that the boom is there",
    },
)
"""Why a wiring takes both limits."""

NOT_SELF_CLOSING: Final[Mapping[Wiring, str]] = MappingProxyType(
    {
        Wiring.HOLD_OPEN: "the board keeps the boom up as long as we hold its contact, and lowers"
        " it once we let go; remove this",
        Wiring.MOTOR: "no board lowers the boom here, we do; remove this",
    },
)
"""Why `board_closes` cannot be true under a wiring."""

MOTOR_DECLARATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hardware_interlock": "the contactors of up and down must lock each other out in copper",
        "limits_cut_motor": "the limit switches must cut the motor themselves, without us",
        "torque_limited": "the drive must be limited in torque",
        "risk_assessment": "the installer, who becomes the maker of the machine, must have"
        " assessed its risks",
    },
)
"""What must be true of a barrier whose motor we switch."""


def mandatory_inputs(lane: LaneSettings) -> dict[Input, str]:
    """Return the inputs a lane cannot do without, and why."""
    proof = _PROOF.get(lane.wiring)
    limits = {} if proof is None else dict.fromkeys((Input.CLOSED_LIMIT, Input.OPEN_LIMIT), proof)
    return limits | (_CLOSING if lane.powers.close else {})


def optional_relays(lane: LaneSettings) -> frozenset[Output]:
    """Return the relays a lane may have besides those it needs, given what else it has."""
    relays = set(SIGNALS)
    if lane.closes_itself:
        relays.add(Output.HOLD)
    if lane.wiring is not Wiring.MOTOR:
        relays.add(Output.STOP_PERMIT)
    if lane.outputs & MAINTAINED:
        relays.add(Output.PERMIT)
    return frozenset(relays)
