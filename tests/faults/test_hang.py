"""The controller hangs in mid-pulse: what lets go of the relay, who notices, what comes after."""

import signal

import pytest

from gate.clock import monotonic
from simulator.stage import wire_path
from tests.faults.machine import Machine
from tests.faults.played_gate import PlayedGate
from tests.faults.tap import Tap
from tests.gate.systemd_socket import SystemdSocket
from tests.waiting import BOUND, wait_for

pytestmark = pytest.mark.faults

TAG = "01001293D8"
OPEN, CLOSE = 24, 25
"""The relays of lane keluar."""
PATIENCE = 3.0
"""WatchdogSec of gate.service."""


@pytest.fixture
def systemd(tmp_path):
    listening = SystemdSocket(tmp_path / "notify")
    yield listening
    listening.close()


def gives_up(systemd: SystemdSocket) -> None:
    """Wait as systemd does until there was no sign of life for too long."""
    heard = monotonic()

    def is_silent() -> bool:
        nonlocal heard
        if b"WATCHDOG=1" in systemd.told():
            heard = monotonic()
        return monotonic() > heard + PATIENCE

    wait_for(is_silent, "the watchdog's patience is over")


@pytest.mark.parametrize("process", [False, True], ids=["loop", "process"])
def test_a_controller_that_hangs_in_a_pulse_is_restarted_and_nothing_moves(
    tmp_path, library, systemd, process
):
    """A hung loop's relay is let go by the driver's own thread; a process that stands still keeps
    it until the watchdog has ended it, as the kernel keeps a pin."""
    machine = Machine(library, tmp_path)
    with (
        PlayedGate(tmp_path, machine=machine) as gate,
        Tap(wire_path(gate.config)) as tap,
    ):
        gate.environment["NOTIFY_SOCKET"] = systemd.address
        gate.start_controller()
        wait_for(lambda: b"WATCHDOG=1" in systemd.told(), "it shows life")
        (life,) = tap.lives
        gate.arrive("keluar", tag=TAG)
        wait_for(lambda: life.touches({OPEN}), "the pulse has begun")
        if process:
            gate.signal_controller(signal.SIGSTOP)
        else:
            machine.hang(on=True)
        gives_up(systemd)
        if not process:
            wait_for(lambda: not life.on & {OPEN, CLOSE}, "the driver lets go")
        held = life.on & {OPEN, CLOSE}
        gate.signal_controller(signal.SIGABRT)
        gate.kill_controller()  # a second later, TimeoutAbortSec
        assert life.over.wait(BOUND)
        machine.hang(on=False)
        gate.start_controller()
        wait_for(lambda: gate.status()["lanes"]["keluar"]["state"] == "latched", "it waits for us")
        latched = gate.status()["monotonic"]
        wait_for(lambda: gate.status()["monotonic"] > latched + 1, "it might have moved")

        assert held == ({OPEN} if process else set())
        assert len(life.touches({OPEN, CLOSE})) == 1
        assert tap.lives[-1].touches({OPEN, CLOSE}) == []
        assert gate.status()["lanes"]["keluar"]["cause"] == "recovery"
        assert gate.verify().problem is None
