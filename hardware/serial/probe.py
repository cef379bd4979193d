"""A serial port held by a person who looks at it, not by the gate."""

from pathlib import Path
from types import TracebackType
from typing import Self

import serial

from gate.errors import DeviceError
from hardware.serial.port import Loss, loss_of

LONGEST = 65_536
"""Bytes kept of one listening."""

_ADVICE = {
    Loss.NOT_FOUND: "there is no such port; see: ls -l /dev/serial/by-id",
    Loss.NO_PERMISSION: "you may not open it; use sudo, or join its group (dialout)",
    Loss.IN_USE: "in use; if the gate has it, stop that first: systemctl stop gate",
}


class Probe:
    """One port, opened for this. DeviceError says why it does not open and what to do."""

    def __init__(self, path: str) -> None:
        try:
            self._port = serial.Serial(path, exclusive=True, timeout=0)
        except (OSError, ValueError) as error:
            advice = _ADVICE.get(loss_of(error), f"cannot be opened: {error}")
            raise DeviceError(f"{path}: {advice}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the port back."""
        self._port.close()

    def listen(self, baud: int, seconds: float) -> bytes:
        """Return what comes in that time at that speed."""
        if self._port.baudrate != baud:
            self._port.baudrate = baud
            self._port.reset_input_buffer()
        self._port.timeout = seconds
        return bytes(self._port.read(LONGEST))

    def say(self, message: bytes) -> None:
        """Put bytes on the cable at the speed last listened at."""
        self._port.write(message)


def lasting_name(path: str, names: Path = Path("/dev/serial/by-id")) -> str:
    """Return the name under which the same adapter is found after a restart, if it has one."""
    here = Path(path).resolve()
    found = sorted(names.iterdir()) if names.is_dir() else []
    return next((str(each) for each in found if each.resolve() == here), path)
