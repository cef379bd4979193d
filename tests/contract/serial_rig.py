"""The real serial port, its cable a pseudo-terminal."""

import os
import tty
from contextlib import suppress
from pathlib import Path
from typing import Self

from gate.config.gate_toml import ReaderConfig
from gate.core.values.model import Credential, Medium
from hardware.protocols.decoder import Decoder
from hardware.protocols.readers.rdm6300 import Rdm6300, encode
from hardware.serial.port import SerialPort
from tests.contract.rigs import quick_backoff


class SerialRig:
    """A link in `folder` names the pseudo-terminal, as /dev/serial/by-id names an adapter."""

    lane = "masuk"
    reader = "masuk-rfid"
    credential = Credential(Medium.TAG, "01001293D8")

    def __init__(self, folder: Path, decoder: Decoder | None = None, **options: float) -> None:
        """`options` are the port's."""
        self.path = folder / "usb-reader"
        self.backoff = quick_backoff()
        self.source = SerialPort(
            ReaderConfig(
                id=self.reader,
                lane=self.lane,
                port=str(self.path),
                protocol="rdm6300",
                baud=9600,
                confirmations=2,
                medium=Medium.TAG,
                pattern=None,
                confidence_scale=1.0,
            ),
            decoder or Rdm6300(),
            self.backoff,
            **options,
        )
        self._reader_end: int | None = None

    def __enter__(self) -> Self:
        self.plug_in()
        return self

    def __exit__(self, *reason: object) -> None:
        self.unplug()

    def show(self) -> None:
        self.send(encode(self.credential.value))

    def send(self, data: bytes) -> None:
        assert self._reader_end is not None
        assert os.write(self._reader_end, data) == len(data)

    def unplug(self) -> None:
        with suppress(FileNotFoundError):
            self.path.unlink()
        if self._reader_end is not None:
            os.close(self._reader_end)
            self._reader_end = None

    def plug_in(self) -> None:
        self._reader_end, port_end = os.openpty()
        tty.setraw(port_end)
        self.path.symlink_to(os.ttyname(port_end))
        os.close(port_end)
