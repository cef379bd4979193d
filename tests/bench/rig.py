"""One harness for whatever opens a gate: a pty as its reader, a pipe as its relay.

The program under test is started with the pty's path, the pipe's number and the registry's path,
says `ready` on its standard output, and writes one byte into the pipe when it energises the relay.
"""

import contextlib
import os
import select
import subprocess
import sys
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gate.clock import monotonic
from hardware.protocols.readers import rdm6300
from tests.bench.registry import tag

PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Run:
    """Milliseconds from the last byte written to the relay's byte seen, sorted."""

    name: str
    latencies: tuple[float, ...]

    def at(self, percent: float) -> float:
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * percent))]

    def __str__(self) -> str:
        return (
            f"{self.name:24} p50 {self.at(0.5):6.3f}  p90 {self.at(0.9):6.3f}"
            f"  p99 {self.at(0.99):6.3f}  max {self.latencies[-1]:6.3f} ms  n={len(self.latencies)}"
        )


def measure(module: str, database: Path, frames: int, pause: float) -> Run:
    """Show a registered tag every `pause` seconds and time the relay."""
    with running(module, str(database)) as program:
        return program.measure(frames, pause)


@dataclass(frozen=True, slots=True)
class Program:
    """What opens a gate, at work: show it tags."""

    name: str
    reader: int
    relay: int

    def measure(self, frames: int, pause: float) -> Run:
        """Show the first so many registered tags, one every `pause` seconds; time the relay."""
        shots = range(1, frames + 1)
        latencies = (_shoot(self.reader, self.relay, number, pause) for number in shots)
        return Run(self.name, tuple(sorted(latencies)))


@contextlib.contextmanager
def running(module: str, *arguments: str) -> Iterator[Program]:
    """Start a program on a port and a relay of its own, and end it."""
    master, slave = os.openpty()
    tty.setraw(slave)
    relay, relay_end = os.pipe()
    with contextlib.ExitStack() as stack:
        for descriptor in (master, slave, relay):
            stack.callback(os.close, descriptor)
        program = subprocess.Popen(
            [sys.executable, "-m", module, os.ttyname(slave), str(relay_end), *arguments],
            pass_fds=(relay_end,),
            stdout=subprocess.PIPE,
        )
        os.close(relay_end)
        stack.callback(program.wait)
        stack.callback(program.terminate)
        assert program.stdout is not None
        stack.callback(program.stdout.close)
        assert program.stdout.readline() == b"ready\n"
        yield Program(module.rpartition(".")[2], master, relay)


def _shoot(master: int, relay: int, number: int, pause: float) -> float:
    frame = rdm6300.encode(tag(number))
    start = monotonic()
    os.write(master, frame)
    ready, _, _ = select.select([relay], [], [], PATIENCE)
    seen = monotonic()
    assert ready, f"the relay did not answer frame {number}"
    os.read(relay, 1)
    select.select([], [], [], max(0.0, pause - (seen - start)))
    return (seen - start) * 1000
