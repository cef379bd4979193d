"""Real processes of the demo, for tests: started, waited for, ended and judged by their end."""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import httpx

from gate.clock import monotonic

DEADLINE = 30.0
_NEVER = Event()


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], object], what: str = "") -> None:
    """Return once the condition holds; AssertionError after the deadline."""
    end = monotonic() + DEADLINE
    while not condition():
        assert monotonic() < end, f"in vain: {what or condition}"
        _NEVER.wait(0.02)


@contextlib.contextmanager
def running(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of ours; at the end it gets SIGTERM and must exit with 0."""
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", *command], stdout=output, stderr=output)
    try:
        yield process
        assert process.poll() is None, log.read_text()
        process.terminate()
        assert process.wait(DEADLINE) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def site(config: Path) -> Iterator[httpx.Client]:
    """Run the played site alone; yields a client of its panel."""
    port = free_port()
    command = ("simulator.site", str(config), "--panel-port", str(port))
    with (
        running(*command, log=config.parent / "site.log") as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        wait_for(lambda: process.poll() is not None or answers(client), "the panel")
        yield client


def answers(client: httpx.Client) -> bool:
    """Whether the panel is there."""
    try:
        return client.get("/api/state").is_success
    except httpx.TransportError:
        return False
