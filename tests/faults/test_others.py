"""The pages die or hang, a sensor is faulty: the boom goes on."""

import contextlib
import signal
import subprocess
import sys

import httpx
import pytest

from tests.faults.played_gate import PlayedGate
from tests.waiting import BOUND, wait_for

TAG = "01001293D8"


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    with PlayedGate(tmp_path_factory.mktemp("gate")) as played:
        played.start_controller()
        yield played


@pytest.fixture
def pages(gate):
    """The web process of this gate, answering."""
    command = [sys.executable, "-m", "gate.cli", "--config", gate.config.path, "web"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(gate), "the pages answer")
        yield process
    finally:
        process.kill()
        process.wait()


def answers(gate) -> bool:
    with contextlib.suppress(httpx.TransportError):
        address = f"http://127.0.0.1:{gate.config.web.port}/login"
        return httpx.get(address, timeout=BOUND).status_code == 200
    return False


def test_cars_get_in_while_the_pages_hang_and_when_they_are_dead(gate, pages):
    pages.send_signal(signal.SIGSTOP)
    gate.opens("masuk", TAG)
    pages.send_signal(signal.SIGKILL)
    gate.empties("masuk")
    wait_for(lambda: gate.rows("passage.done"), "the passage is written")

    assert gate.status()["disk"]["ok"]
    assert gate.verify().problem is None


def test_a_faulty_safety_loop_lets_cars_in_and_keeps_the_boom_up(gate):
    gate.play("fault", lane="keluar", fault="safety_loop_stuck", on=True)
    gate.opens("keluar", TAG)
    gate.empties("keluar")
    cleared = gate.status()["monotonic"]
    wait_for(lambda: gate.status()["monotonic"] > cleared + 3, "it might have closed")
    kept_up = gate.lane("keluar")["boom"]["goal"] > 80
    gate.play("fault", lane="keluar", fault="safety_loop_stuck", on=False)

    assert kept_up
    wait_for(lambda: gate.lane("keluar")["boom"]["goal"] < 10, "it closes once the loop is well")
