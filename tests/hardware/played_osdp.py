"""OSDP readers played by libosdp's own peripheral side, on the far end of a pseudo-terminal."""

import os
import threading
import tty
from contextlib import suppress
from pathlib import Path
from typing import Self

from simulator.reader.osdp import OsdpHead

GREETING = b"\x61\x00"
"""The code of the question who it is, and its one byte of data."""


class PlayedReader(OsdpHead):
    """A reader that can be without power."""

    def __init__(self, address: int, key: bytes | None, *, powered: bool = True) -> None:
        super().__init__(address, key)
        self.powered = powered
        self.greeted = 0
        """How often a panel has asked who it is, as it does when it begins."""
        self._shown: list[tuple[bytes, int | None, int]] = []

    def show(self, data: bytes, bits: int | None = None, card_format: int = 0) -> None:
        """Hold a card to it; the bus's thread alone uses libosdp."""
        self._shown.append((data, bits, card_format))

    def live(self, came: bytes) -> bytes:
        """Take what came on the bus, and return the answer."""
        self.greeted += came.count(GREETING)
        while self._shown:
            super().show(*self._shown.pop(0))
        return self.answer(came)


class PlayedBus:
    """Readers on one cable; `path` is its port, while it is plugged in."""

    def __init__(self, path: Path, readers: list[PlayedReader]) -> None:
        self.path = path
        self.readers = readers
        self.cut = False
        self.noise = b""
        self._end: int | None = None
        self._plug = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self.plug_in()
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._ending.set()
        self._thread.join()
        self.unplug()

    def plug_in(self) -> None:
        end, port = os.openpty()
        tty.setraw(port)
        os.set_blocking(end, False)
        self.path.symlink_to(os.ttyname(port))
        os.close(port)
        self._end = end

    def unplug(self) -> None:
        self.path.unlink(missing_ok=True)
        with self._plug:
            end, self._end = self._end, None
            if end is not None:
                os.close(end)

    def _run(self) -> None:
        while not self._ending.wait(0.005):
            with self._plug:
                self._turn()

    def _turn(self) -> None:
        """Let every reader hear what has come, and send what they say to it."""
        end, came = self._end, b""
        with suppress(OSError, TypeError):
            came = os.read(end, 4096)
        if self.cut:
            came = b""
        goes, self.noise = self.noise, b""
        for reader in self.readers:
            if reader.powered:
                goes += reader.live(came)
        if goes and not self.cut:
            with suppress(OSError, TypeError):
                os.write(end, goes)
