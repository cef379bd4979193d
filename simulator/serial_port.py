"""A reader's cable, played: a pty with a name, fed with the bytes the real reader would send."""

import contextlib
import os
import pty
import termios
import tty
from collections.abc import Callable, Mapping
from pathlib import Path

from gate.config import ReaderConfig
from gate.core.model import Medium
from hardware.protocols import catalogue, text_line
from simulator.world import Sighting


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


def medium_of(reader: ReaderConfig) -> Medium:
    """What a reader sees: `medium` serves text lines only, everything else reads tags."""
    return reader.medium if reader.protocol == "text_line" else Medium.TAG


def encode(reader: ReaderConfig, sighting: Sighting) -> bytes:
    """Return what the reader sends for a sighting; ValueError when its protocol cannot say it."""
    return ENCODERS[reader.protocol](reader, sighting)


def _line(reader: ReaderConfig, sighting: Sighting) -> bytes:
    if sighting.confidence is None:
        return text_line.encode(sighting.text)
    confidence = sighting.confidence * reader.confidence_scale
    return text_line.encode(f"{sighting.text},{confidence:.4g}")


def _plainly(encode: Callable[[str], bytes]) -> Callable[[ReaderConfig, Sighting], bytes]:
    return lambda _, sighting: encode(sighting.text)


ENCODERS: Mapping[str, Callable[[ReaderConfig, Sighting], bytes]] = {
    **{name: _plainly(encode) for name, encode in catalogue.ENCODERS.items()},
    "text_line": _line,
}
"""By protocol, as `hardware.protocols.catalogue.DECODERS`."""
