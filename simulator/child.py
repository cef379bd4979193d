"""One process of the demo: started, watched, started again when it dies, stopped."""

import asyncio
import contextlib
import ctypes
import signal
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.clock import monotonic
from gate.errors import GateError

PATIENCE = 300.0
"""Seconds a process may take until it answers; one that dies before is noticed at once."""

PAUSE = 1.0
"""Seconds before a dead one is started again, as in the units."""

MERCY = 5.0
"""Seconds a process gets to end by itself."""

GLANCE = 0.1
"""Seconds between two looks whether it answers."""

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LIBC = ctypes.CDLL(None)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """What to run, where its output goes, and how to tell that it works.

    `answers` is given the monotonic time at which the process was started: an older sign of life is
    that of a dead one.
    """

    name: str
    command: Sequence[str]
    log: Path
    answers: Callable[[float], Awaitable[bool]]


class Child:
    """The life of a part. `say` tells people what happens; the rest are the seconds above."""

    def __init__(
        self,
        part: Part,
        say: Say,
        *,
        patience: float = PATIENCE,
        pause: float = PAUSE,
        mercy: float = MERCY,
    ) -> None:
        self._part = part
        self._say = say
        self._patience = patience
        self._pause = pause
        self._mercy = mercy
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it and return once it answers; GateError with its last words when it does not."""
        self._part.log.write_bytes(b"")
        process = await self._spawn()
        if not await self._comes_up(process):
            raise GateError(f"{self._part.name} does not start:\n{self._last_words()}")

    async def watch(self) -> None:
        """Start it again whenever it dies, until cancelled."""
        while self._process is not None:
            ending = _ending(await self._process.wait())
            self._say(f"{self._part.name} {ending}; starting it again (see {self._part.log})")
            await asyncio.sleep(self._pause)
            if await self._comes_up(await self._spawn()):
                self._say(f"{self._part.name} runs again")

    async def stop(self) -> None:
        """Ask it to end, and make it end if it does not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(self._mercy):
                await process.wait()
        except TimeoutError:
            self._say(f"{self._part.name} does not end by itself, killing it")
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _spawn(self) -> Process:
        with self._part.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,  # Ctrl-C is for us alone: we stop them in order
                preexec_fn=_die_with_parent,
            )
        return self._process

    async def _comes_up(self, process: Process) -> bool:
        """Wait until it answers; no when it ends first, or takes too long."""
        since = monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while process.returncode is None:
                    if await self._part.answers(since):
                        return True
                    await asyncio.sleep(GLANCE)
        return False

    def _last_words(self) -> str:
        lines = self._part.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-10:]) or f"(nothing in {self._part.log})"


def _ending(code: int) -> str:
    return f"ended with exit code {code}" if code >= 0 else f"died of {signal.Signals(-code).name}"


def _die_with_parent() -> None:
    """Run in the child: nobody is left behind when the demo itself is killed."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
