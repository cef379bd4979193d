"""Guards and acts of the barrier's table about latches: what keeps the boom up, what ends it."""

from gate.core.barrier.debounce import Inputs
from gate.core.barrier.scan import Act, Scan
from gate.core.barrier.state import Barrier, State
from gate.core.values.model import Input
from gate.core.values.row_kind import RowKind

BROKEN = frozenset({Input.LOOP_FAULT, Input.BOARD_FAULT})
"""Contacts that say that what protects the closing boom cannot be believed."""

WARNING = 5.0
"""Seconds people are warned before a closing that nobody asked for."""


def latch_open(reason: str) -> Act:
    """Stay up until a person resets, for the reason that stands or else this one (O1, K4)."""

    def latch(scan: Scan) -> Scan:
        standing = scan.barrier.latch or reason
        return scan.set(latch=standing).go(State.LATCHED, standing).note(RowKind.BOOM_LATCHED)

    return latch


def found_open(reason: str) -> Act:
    """Stay up until a person has looked; a board that closes by itself is only watched (B5, I2).

    One that had to be lifted too often stays up for that, however it came here (invariant 34).
    """

    def find(scan: Scan) -> Scan:
        if not scan.settings.powers.hold and scan.barrier.latch is None:
            return scan.go(State.CLEAR, "found_open").note(RowKind.BOOM_FOUND)
        tired = scan.barrier.reopens > scan.settings.max_reopen
        return latch_open("obstructed" if tired else reason)(scan)

    return find


def endangered(scan: Scan) -> bool:
    """The boom must not come down now: for what is under it, or what cannot be believed."""
    return scan.obstructed or scan.safety_fault


def clear_since(barrier: Barrier, inputs: Inputs) -> float:
    """Since when a CLEAR boom's way is known to be clear, its detectors being well."""
    return max(barrier.since, *map(inputs.since, BROKEN))


def recoverable(scan: Scan) -> bool:
    """A boom left up by a restart may come down again, if the site wants it so (L2)."""
    settings = scan.settings
    wanted = settings.recovery_close and settings.powers.close and scan.fitted(Input.PHOTOCELL)
    return wanted and scan.barrier.latch == "recovery" and not endangered(scan)


def clear_since_restart(scan: Scan) -> bool:
    """Everything has been clear for the recovery time, and nobody was warned yet (L2)."""
    if scan.barrier.warned_at is not None or not recoverable(scan):
        return False
    sensors = (Input.SAFETY_LOOP, Input.PHOTOCELL)
    clear = max(scan.barrier.since, *(scan.inputs.since(sensor) for sensor in sensors))
    return scan.due(clear + scan.settings.timing.recovery)


def warn(scan: Scan) -> Scan:
    """Tell people that the boom will come down unattended (L2)."""
    return scan.set(warned_at=scan.now).note(RowKind.BOOM_WARNING)


def warned(scan: Scan) -> bool:
    """People have been warned for long enough (L2)."""
    began = scan.barrier.warned_at
    return began is not None and scan.due(began + WARNING)


def recover(scan: Scan) -> Scan:
    """The latch of the restart ends without a person (L2)."""
    return (
        scan.set(latch=None, trusted=True).go(State.CLEAR, "recovery").note(RowKind.BOOM_RECOVERED)
    )


def reset_at_rest(scan: Scan) -> Scan:
    """A person has looked (C5, L1): the latch goes, and the loop is trusted on their word."""
    scan.set(latch=None, fault=None, reopens=0, trusted=True, silent=0)
    if scan.barrier.state is State.LATCHED:
        scan.go(State.CLEAR, "reset")
    return scan.note(RowKind.BOOM_RESET)


def reset_to_boot(scan: Scan) -> Scan:
    """Look again, move nothing (T2, F1)."""
    scan.set(fault=None, stop_seen=False, halted=False)
    return scan.note(RowKind.BOOM_RESET).go(State.BOOT, "reset")


def fire_over(scan: Scan) -> bool:
    """The fire is over and the boom is up (E2); without a limit it is taken to be."""
    up = scan.on(Input.OPEN_LIMIT) or not scan.fitted(Input.OPEN_LIMIT)
    return up and not scan.on(Input.FIRE)
