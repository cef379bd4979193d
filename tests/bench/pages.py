"""What the pages cost the boom: frame → relay alone, beside 50 live pages, and beside a flood too.

The web process lies as far behind the controller as their units put them. The load lies behind
both, as browsers on machines of their own would; it still shares the processors.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gate.clock import SystemClock, boot_id, monotonic
from gate.registry.author import Author
from gate.registry.database import editing, engine
from gate.registry.people import sessions, users
from gate.registry.people.staff import Role
from tests.bench import registry, rig

PAGES, FLOODING = 50, 16
SIZE = 10_000
BEHIND, LAST = 15, 19
"""Niceness of the web process and of the load; the controller's is 0."""
PATIENCE = 60.0


def measure(directory: Path, frames: int, pause: float) -> Iterator[str]:
    """Yield a line for each run, its ratio to the quiet one, and the web process's memory."""
    directory.mkdir()
    database = directory / "registry.db"
    registry.fill(database, SIZE)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        rig.running("tests.bench.whole_gate", str(database), str(port)) as gate,
        _web(directory / "gate.toml", port) as web,
    ):
        token = _signed_in(database)
        alone = gate.measure(frames, pause)
        yield f"pages served, nobody looks      {alone}"
        with _load("watch", port, token, PAGES):
            yield _beside(f"{PAGES} live pages", gate.measure(frames, pause), alone)
            with _load("flood", port, token, FLOODING):
                run = gate.measure(frames, pause)
                yield _beside(f"and {FLOODING} asking without end", run, alone)
                yield f"the web process took at most {_peak(web):.0f} MiB"


def _beside(what: str, run: rig.Run, alone: rig.Run) -> str:
    ratios = " ".join(f"{run.at(part) / alone.at(part):.2f}" for part in (0.5, 0.9, 0.99))
    return f"{what:31} {run}  ratios {ratios}"


@contextlib.contextmanager
def _web(config: Path, port: int) -> Iterator[int]:
    """Serve the pages of a site; return the process's number."""
    command = [sys.executable, "-m", "gate.cli", "--config", str(config), "web"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        os.setpriority(os.PRIO_PROCESS, process.pid, BEHIND)
        try:
            _await(port)
            yield process.pid
        finally:
            process.terminate()


def _await(port: int) -> None:
    end = monotonic() + PATIENCE
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        assert monotonic() < end, "the pages do not answer"
        time.sleep(0.1)


def _signed_in(database: Path) -> str:
    """Add a supervisor and return the token of a session."""
    made = engine(database)
    author = Author("bench", boot_id(), None, SystemClock().now())
    with editing(made) as session:
        role, password = Role.SUPERVISOR, os.urandom(16).hex()
        user = users.add(session, "bench", "Bench", role, password, author=author)
        token = sessions.start(session, user, author=author).token
    made.dispose()
    return token


@contextlib.contextmanager
def _load(kind: str, port: int, token: str, number: int) -> Iterator[None]:
    """Run clients in a process of their own, once all of them are at work."""
    command = [sys.executable, "-m", "tests.bench.browsers", kind, str(port), token, str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        os.setpriority(os.PRIO_PROCESS, process.pid, LAST)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"at work\n"
            yield
        finally:
            process.terminate()


def _peak(process: int) -> float:
    """MiB of memory that a process has held at most."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
