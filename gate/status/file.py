"""`status.json`: what the gate is doing now, for the web pages, the broker and a terminal.

A small file in the runtime directory (tmpfs), replaced atomically, at most ten times a second and
at least once. Who reads it can tell from `boot_id` and `monotonic` whether it is current.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

from gate.core.values.model import Instant
from gate.errors import DeviceError
from gate.status.model import Status, from_json, to_json

SHORTEST, LONGEST = 0.1, 1.0
"""Seconds between two writings while things change, and while nothing does."""

_MODE = 0o640

_log = logging.getLogger(__name__)


def write(path: Path, status: Status) -> None:
    """Replace the file in one step; no fsync, the file system is memory.

    It is never readable for others, not for a moment: it tells who stands at the gate.
    """
    fresh = path.with_name(f".{path.name}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, _MODE)  # whatever the umask left of it
        file.write(to_json(status))
    fresh.replace(path)


def read(path: Path) -> Status | None:
    """Return what the controller last said; None when there is no file, or none for this user.

    Raises DeviceError when the file is damaged: the controller replaces it whole, so that it is
    then one of another version, or of another program.
    """
    try:
        return from_json(path.read_bytes())
    except OSError:
        return None
    except ValueError as error:
        raise DeviceError(f"{path}: not what this version can read: {error}") from error


def read_alive(path: Path, boot_id: str, now: Instant) -> Status | None:
    """Return what the controller says now; None when it does not run. Raises as `read` does."""
    status = read(path)
    return status if status is not None and status.is_alive(boot_id, now) else None


class StatusFile:
    """Writes the status when it changed, and once a second as a sign of life.

    `take` builds the status; `publish` also hands it on (to the broker's lane topics). A file that
    cannot be written is logged; the gate works without it.
    """

    def __init__(
        self, path: Path, take: Callable[[], Status], publish: Callable[[Status], None]
    ) -> None:
        self._path = path
        self._take = take
        self._publish = publish
        self._change = asyncio.Event()
        self._trouble: str | None = None

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
        try:
            write(self._path, status)
        except OSError as error:
            self._report(f"{self._path} cannot be written: {error}")
        else:
            self._report(None)

    def _report(self, trouble: str | None) -> None:
        """Log a trouble when it begins and when it is over."""
        if trouble is not None and self._trouble is None:
            _log.error("%s", trouble)
        elif trouble is None and self._trouble is not None:
            _log.warning("%s is written again", self._path)
        self._trouble = trouble
