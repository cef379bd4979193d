"""What can be wrong, pressed or turned at a lane, and which of its inputs tells of it."""

from collections.abc import Mapping
from enum import StrEnum

from gate.core.values.model import Input


class Fault(StrEnum):
    """A switch of the played lane."""

    STOP_PRESSED = "stop_pressed"
    FIRE = "fire"
    PHOTOCELL_BLOCKED = "photocell_blocked"  # by a person who stands there, say
    BOOM_LIFTED = "boom_lifted"  # by hand; let go, it falls back if the board had it down
    BOOM_DETACHED = "boom_detached"  # knocked out of its holder
    BOOM_PROPPED = "boom_propped"  # something holds it up, lower than a vehicle would
    MOTOR_DEAD = "motor_dead"
    BOARD_DEAD = "board_dead"  # no power; afterwards it rests until told
    BOARD_ALARM = "board_alarm"
    RELAY_WELDED = "relay_welded"  # the contact of ours that raises the boom stays closed
    CLOSED_LIMIT_STUCK = "closed_limit_stuck"
    OPEN_LIMIT_STUCK = "open_limit_stuck"
    MOVING_STUCK = "moving_stuck"
    ARMING_LOOP_STUCK = "arming_loop_stuck"
    INNER_LOOP_STUCK = "inner_loop_stuck"
    SAFETY_LOOP_STUCK = "safety_loop_stuck"
    DETECTOR_UNPLUGGED = "detector_unplugged"  # the safety loop's; plugged in again it retunes
    DETECTOR_BLIND = "detector_blind"  # it says that nobody is there
    DETECTOR_ALARM = "detector_alarm"
    MAINTENANCE = "maintenance"
    KEY_OPEN = "key_open"
    KEY_CLOSE = "key_close"
    KEY_RESET = "key_reset"
    MAINS_LOST = "mains_lost"


TELLS: Mapping[Fault, Input] = {
    Fault.STOP_PRESSED: Input.STOP,
    Fault.FIRE: Input.FIRE,
    Fault.PHOTOCELL_BLOCKED: Input.PHOTOCELL,
    Fault.BOOM_DETACHED: Input.BREAKAWAY,
    Fault.BOARD_DEAD: Input.BOARD_FAULT,
    Fault.BOARD_ALARM: Input.BOARD_FAULT,
    Fault.CLOSED_LIMIT_STUCK: Input.CLOSED_LIMIT,
    Fault.OPEN_LIMIT_STUCK: Input.OPEN_LIMIT,
    Fault.MOVING_STUCK: Input.MOVING,
    Fault.ARMING_LOOP_STUCK: Input.ARMING_LOOP,
    Fault.INNER_LOOP_STUCK: Input.INNER_LOOP,
    Fault.SAFETY_LOOP_STUCK: Input.SAFETY_LOOP,
    Fault.DETECTOR_UNPLUGGED: Input.LOOP_FAULT,
    Fault.DETECTOR_ALARM: Input.LOOP_FAULT,
    Fault.MAINTENANCE: Input.MAINTENANCE,
    Fault.KEY_OPEN: Input.KEY_OPEN,
    Fault.KEY_CLOSE: Input.KEY_CLOSE,
    Fault.KEY_RESET: Input.KEY_RESET,
    Fault.MAINS_LOST: Input.MAINS_LOST,
}
"""The input that each of these makes active, whatever else is the case."""
