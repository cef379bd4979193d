"""Real processes of the demo, for tests: started, waited for, ended and judged by their end."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.ports import free_port
from tests.waiting import BOUND, wait_for


@contextlib.contextmanager
def running(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of ours; at the end it gets SIGTERM and must exit with 0."""
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", *command], stdout=output, stderr=output)
    try:
        yield process
        assert process.poll() is None, log.read_text()
        process.terminate()
        assert process.wait(BOUND) == 0, log.read_text()
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
