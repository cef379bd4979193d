"""What each wiring drives, demands and asks to be declared.

Reasons: `gate/core/barrier/README.md` §0.1, §1.3 and §7.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gate.core.model import Input, Output, Wiring
from gate.core.settings import LaneSettings

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
