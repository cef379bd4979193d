"""A reader's cable, played: a pty with a name, for the bytes the real reader sends and hears."""

import contextlib
import os
import pty
import termios
import tty
from pathlib import Path


class PlayedPort:
    """The far end of a serial port. `path` is what the controller opens, as `/dev/serial/by-id`.

    Like a real cable it drops what nobody reads, and never waits.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._master: int | None = None
        self._slave: int | None = None

    @property
    def plugged(self) -> bool:
        """Whether there is a port to open."""
        return self._master is not None

    def fileno(self) -> int:
        """Return what becomes readable when somebody sends; ValueError while unplugged."""
        if self._master is None:
            raise ValueError(f"{self._path.name} is not plugged in")
        return self._master

    def receive(self) -> bytes:
        """Return what was sent to the reader since; nothing when nothing was."""
        if self._master is None:
            return b""
        try:
            return os.read(self._master, 4096)
        except BlockingIOError:
            return b""

    def plug(self) -> None:
        """Bring the port into being under its path: a new device each time."""
        if self.plugged:
            return
        self._master, self._slave = pty.openpty()
        # Ours stays open, so the settings outlive the controller and the master never hangs up.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        fresh = self._path.with_name(f".{self._path.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._path)

    def unplug(self) -> None:
        """Pull the cable: whoever has the port open gets an error, and the path is gone."""
        self._path.unlink(missing_ok=True)
        for end in (self._master, self._slave):
            if end is not None:
                os.close(end)
        self._master = self._slave = None

    def send(self, data: bytes) -> None:
        """Put bytes on the line."""
        if self._master is None or self._slave is None:
            return
        try:
            os.write(self._master, data)
        except BlockingIOError:
            with contextlib.suppress(termios.error):
                termios.tcflush(self._slave, termios.TCIFLUSH)
