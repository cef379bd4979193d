"""`status.json`: what the gate is doing now, for the web pages, the broker and a terminal.

A small file in the runtime directory (tmpfs), replaced atomically, at most ten times a second and
at least once. Whoever reads it can tell from `boot_id` and `monotonic` whether it is current.
"""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

SHORTEST, LONGEST = 0.1, 1.0
"""Seconds between two writings while things change, and while nothing does."""

Status = Mapping[str, object]


def write(path: Path, status: Status) -> None:
    """Replace the file in one step; no fsync, the file system is memory."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(status, separators=(",", ":")), encoding="utf-8")
    fresh.chmod(0o640)
    fresh.replace(path)


class StatusFile:
    """Writes the status when it changed, and once a second as a sign of life.

    `take` builds the status; `publish` also hands it on (to the broker's lane topics).
    """

    def __init__(
        self, path: Path, take: Callable[[], Status], publish: Callable[[Status], None]
    ) -> None:
        self._path = path
        self._take = take
        self._publish = publish
        self._change = asyncio.Event()

    def changed(self) -> None:
        """Something happened; the file follows within a tenth of a second."""
        self._change.set()

    async def run(self) -> None:
        """Write until cancelled, and a last time then, so that nobody takes the rest for news."""
        try:
            while True:
                self._change.clear()
                self._write()
                await asyncio.sleep(SHORTEST)
                try:
                    async with asyncio.timeout(LONGEST - SHORTEST):
                        await self._change.wait()
                except TimeoutError:
                    continue
        finally:
            self._write()

    def _write(self) -> None:
        status = self._take()
        self._publish(status)
        write(self._path, status)
