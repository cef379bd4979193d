"""The serial port of an OSDP bus, as libosdp wants it: it never waits and never raises.

libosdp sees only what its calls return, so a port that dies is noted here and reopened by the bus.
"""

import termios
from itertools import pairwise
from typing import Self

import serial

from hardware.serial.line_echo import LineEcho

START, REPLY = 0x53, 0x80
"""The first byte of a message, and the bit in the second by which a reader's differ from ours."""

_TROUBLES = (OSError, termios.error, TypeError)
"""What pyserial raises when the device is gone; TypeError when it was closed under its hands."""


class OsdpLine:
    """One opening of the port. `answered` are the addresses a reader has answered from."""

    def __init__(self, port: serial.Serial) -> None:
        self.id = 0
        """What libosdp tells lines apart by; it knows of one."""
        self.error: Exception | None = None
        self.answered: set[int] = set()
        self._port = port
        self._echo = LineEcho()
        self._last = b""

    @classmethod
    def open(cls, port: str, baud: int) -> Self:
        """Open a port; OSError, termios.error or ValueError when that fails."""
        opened = serial.Serial(
            port, baud, timeout=0, write_timeout=0, xonxoff=False, rtscts=False, exclusive=True
        )
        opened.reset_input_buffer()
        return cls(opened)

    def read(self, most: int) -> bytes:
        """Return what has come, at most so many bytes; nothing when the port is gone."""
        try:
            came: bytes = self._echo.strip(self._port.read(most))
        except _TROUBLES as error:
            self.error = error
            return b""
        if came:
            seen = self._last + came
            self._last = seen[-1:]
            self.answered |= {
                second & ~REPLY
                for first, second in pairwise(seen)
                if first == START and second & REPLY
            }
        return came

    def write(self, data: bytes) -> int:
        """Send a message and return how many bytes have gone; 0 when the port is gone."""
        try:
            written = self._port.write(data)
        except _TROUBLES as error:
            self.error = error
            return 0
        self._echo.said(data)
        return int(written or 0)

    def flush(self) -> None:
        """Forget what has come: libosdp begins anew."""
        self._echo.release()
        try:
            self._port.reset_input_buffer()
        except _TROUBLES as error:
            self.error = error

    def close(self) -> None:
        """Give the port back."""
        self._port.close()
