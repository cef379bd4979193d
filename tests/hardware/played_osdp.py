"""OSDP readers played by libosdp's own peripheral side, on the far end of a pseudo-terminal."""

import os
import threading
import tty
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import osdp_sys

CARD = {"event": osdp_sys.EVENT_CARDREAD, "reader_no": 0, "direction": 0}
ABILITIES = (
    osdp_sys.CAP_OUTPUT_CONTROL,
    osdp_sys.CAP_READER_LED_CONTROL,
    osdp_sys.CAP_READER_AUDIBLE_OUTPUT,
    osdp_sys.CAP_COMMUNICATION_SECURITY,
    osdp_sys.CAP_CARD_DATA_FORMAT,
)


GREETING = b"\x61\x00"
"""The code of that question and its one byte of data."""


class PlayedReader:
    """One reader. It is dead while its power is off; without a key it waits to be given one."""

    def __init__(self, address: int, key: bytes | None, *, powered: bool = True) -> None:
        self.address = address
        self.powered = powered
        self.id = 0
        self.greeted = 0
        """How often a panel has asked who it is, as it does when it begins."""
        self.commands: list[Mapping[str, object]] = []
        self._came = bytearray()
        self._goes = bytearray()
        self._shown: list[Mapping[str, object]] = []
        self.set_key(key)

    def set_key(self, key: bytes | None) -> None:
        """Start anew with a key."""
        about = {
            "name": "reader",
            "address": self.address,
            "flags": 0,
            "scbk": key,
            "channel": self,
            "version": 1,
            "model": 1,
            "vendor_code": 1,
            "serial_number": 1,
            "firmware_version": 1,
        }
        abilities = [
            {"function_code": each, "compliance_level": 1, "num_items": 1} for each in ABILITIES
        ]
        self._device = osdp_sys.PeripheralDevice(about, capabilities=abilities)
        self._device.set_command_callback(self._obey)

    @property
    def is_secure(self) -> bool:
        return bool(self._device.is_sc_active())

    def show(self, data: bytes, bits: int | None = None, card_format: int = 0) -> None:
        """Hold a card to it."""
        length = 8 * len(data) if bits is None else bits
        self._shown.append({**CARD, "format": card_format, "length": length, "data": data})

    def live(self, came: bytes) -> bytes:
        """Take what came on the bus, and return the answer."""
        self._came += came
        self.greeted += came.count(GREETING)
        while self._shown:
            self._device.submit_event(self._shown.pop(0))
        self._device.refresh()
        goes, self._goes = bytes(self._goes), bytearray()
        return goes

    # What libosdp wants of a line.

    def read(self, most: int) -> bytes:
        came = bytes(self._came[:most])
        del self._came[:most]
        return came

    def write(self, data: bytes) -> int:
        self._goes += data
        return len(data)

    def flush(self) -> None:
        self._came.clear()

    def _obey(self, command: Mapping[str, object]) -> tuple[int, None]:
        self.commands.append(command)
        return 0, None


class PlayedBus:
    """Readers on one cable; `path` is its port, while it is plugged in."""

    def __init__(self, path: Path, readers: list[PlayedReader]) -> None:
        osdp_sys.set_loglevel(osdp_sys.LOG_EMERG)
        self.path = path
        self.readers = readers
        self.cut = False
        self.noise = b""
        self._end: int | None = None
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
        end, self._end = self._end, None
        if end is not None:
            os.close(end)

    def _run(self) -> None:
        while not self._ending.wait(0.005):
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
